import { expect, test } from 'vitest'

import { coalesce, lengthOf } from './coalesce.ts'
import { type CallDelta, argumentsDelta, inputDelta, stepDelta, textDelta } from './pieces.ts'

const code = (code_interpreter: object, more: object = {}): CallDelta => ({
  index: 0,
  type: 'code_interpreter',
  code_interpreter,
  ...more,
})
const delta = (call: CallDelta) => stepDelta('step_1', call)

test('code and arguments that follow each other become one delta', () => {
  expect(coalesce(inputDelta('step_1', 0, 'a = '), inputDelta('step_1', 0, '1'))).toEqual(
    inputDelta('step_1', 0, 'a = 1'),
  )
  expect(coalesce(argumentsDelta('step_1', 2, '{'), argumentsDelta('step_1', 2, '}'))).toEqual(
    argumentsDelta('step_1', 2, '{}'),
  )
})

test.each([
  ['the first of a call', delta(code({ input: '', outputs: [] }, { id: 'call_1' })), 'a'],
  ['another call', inputDelta('step_1', 1, 'a'), 'b'],
  ['another step', inputDelta('step_2', 0, 'a'), 'b'],
  ['of another type', argumentsDelta('step_1', 0, 'a'), 'b'],
  ['outputs', delta(code({ outputs: [{ index: 0, type: 'logs', logs: '1' }] })), 'a'],
])('%s stays by itself', (_, first, input) => {
  const second = inputDelta('step_1', 0, input)
  expect(coalesce(first, second)).toBeUndefined()
  expect(coalesce(second, first)).toBeUndefined()
})

test('text joins what is before it, but not with an annotation of its own', () => {
  const annotation = {
    index: 0,
    type: 'file_path' as const,
    text: 'b',
    start_index: 1,
    end_index: 2,
    file_path: { file_id: 'file-b' },
  }
  const before = textDelta('msg_1', 0, 'a', false)
  expect(coalesce(before, textDelta('msg_1', 0, 'b', false))).toEqual(
    textDelta('msg_1', 0, 'ab', false),
  )
  expect(coalesce(before, textDelta('msg_1', 0, 'b', false, annotation))).toBeUndefined()
  expect(coalesce(before, textDelta('msg_1', 1, 'b', false))).toBeUndefined()
  expect(coalesce(before, textDelta('msg_2', 0, 'b', false))).toBeUndefined()
})

test('a delta without text is joined with none', () => {
  const text = textDelta('msg_1', 0, 'b', false)
  const bare = structuredClone(text)
  if (bare.event !== 'thread.message.delta') throw new Error('a delta of a message')
  bare.data.delta.content = [{ index: 0, type: 'text', text: { annotations: [] } }]
  expect(coalesce(bare, text)).toBeUndefined()
  expect(
    coalesce(text, {
      ...bare,
      data: { ...bare.data, delta: { content: [{ index: 0, type: 'text', text: {} }] } },
    }),
  ).toBeUndefined()
  expect(lengthOf(bare)).toBe(0)
  expect(lengthOf(text)).toBe(1)
})
