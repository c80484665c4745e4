import { expect, test } from 'vitest'

import { UndoStack } from './undo.ts'

const stackOf = (...texts: string[]) => {
  const undone: string[] = []
  const stack = new UndoStack()
  const acts = texts.map((text) => ({
    text,
    undo: async () => {
      undone.push(text)
    },
  }))
  for (const act of acts) stack.push(act)
  return { stack, acts, undone }
}

test('the last act is taken back first, until there is none', async () => {
  const { stack, undone } = stackOf('one', 'two')
  expect((await stack.undo())?.text).toBe('two')
  expect((await stack.undo())?.text).toBe('one')
  expect(await stack.undo()).toBeUndefined()
  expect(undone).toEqual(['two', 'one'])
})

test('a certain act is taken back once, out of its turn', async () => {
  const { stack, acts, undone } = stackOf('one', 'two')
  await Promise.all([stack.undo(acts[0]), stack.undo(acts[0])])
  expect(undone).toEqual(['one'])
  expect(stack.last?.text).toBe('two')
})

test('an act that could not be taken back stays where it was', async () => {
  const { stack } = stackOf('one')
  const broken = { text: 'two', undo: () => Promise.reject(new Error('refused')) }
  stack.push(broken)
  await expect(stack.undo()).rejects.toThrow('refused')
  expect(stack.last).toBe(broken)
})

test('what was not done after all is not taken back', async () => {
  const { stack, acts } = stackOf('one', 'two')
  stack.drop(acts[1] ?? { text: '', undo: async () => undefined })
  expect((await stack.undo())?.text).toBe('one')
})
