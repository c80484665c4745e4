import { afterEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'

import { changeDraft, currentDraft, forgetDraft } from './draft-store.ts'
import { emptyDraft, setText, textOf } from './draft.ts'
import { moveTo, showComposer, takeOver } from './moving.ts'

const textIn = (threadId: string) => textOf(currentDraft(threadId))
const write = (threadId: string, text: string) =>
  changeDraft(threadId, () => setText(emptyDraft(), 'text', text))

/** A box as a composer of the thread has it. */
const boxOf = (threadId: string) => {
  const form = document.body.appendChild(document.createElement('form'))
  const box = form.appendChild(document.createElement('textarea'))
  box.dataset['composerText'] = ''
  box.value = textIn(threadId)
  box.addEventListener('input', () => write(threadId, box.value))
  return { form, box }
}
afterEach(() => {
  document.body.replaceChildren()
  for (const id of ['new', 'made']) forgetDraft(id)
})

for (const [how, before] of [
  ['while the next message is being written', 'The next '],
  ['before anything was written', ''],
] as const) {
  test(`no key is lost where a thread is made ${how}`, async () => {
    write('new', before)
    const old = boxOf('new')
    old.box.focus()
    old.box.setSelectionRange(before.length, before.length)
    const leave = showComposer('new')
    moveTo('new', 'made')
    await userEvent.keyboard('one ')
    leave()
    old.form.remove()
    await userEvent.keyboard('two ')
    const { form, box } = boxOf('made')
    takeOver('made', form)
    await userEvent.keyboard('three')
    expect(box.value).toBe(`${before}one two three`)
    expect([textIn('made'), textIn('new')]).toEqual([box.value, ''])
  })
}

test('what is written in the middle of a text goes on there', async () => {
  write('new', 'Begin, end')
  const old = boxOf('new')
  old.box.focus()
  old.box.setSelectionRange(5, 5)
  const leave = showComposer('new')
  moveTo('new', 'made')
  leave()
  old.form.remove()
  await userEvent.keyboard('ning')
  const { form, box } = boxOf('made')
  takeOver('made', form)
  await userEvent.keyboard(' well')
  expect(box.value).toBe('Beginning well, end')
})

test('where nobody looks at the new thread any more, what was written is there at once', () => {
  write('new', 'Next')
  moveTo('new', 'made')
  expect([textIn('made'), textIn('new')]).toEqual(['Next', ''])
})
