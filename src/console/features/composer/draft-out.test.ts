import { expect, test } from 'vitest'

import {
  afterSent,
  canEditOut,
  comeBack,
  editAside,
  editOut,
  leaveBox,
  toSend,
} from './draft-out.ts'
import { addAttachment, type Draft, emptyDraft, isPristine, setText, textOf } from './draft.ts'

const write = (draft: Draft, text: string) => setText(draft, 'text', text)
const hello = write(emptyDraft(), 'Hello')
const upload = { name: 'a.pdf', bytes: 9, sent: 9, state: 'done', fileId: 'file-a' } as const
const texts = ({ out, aside, ...box }: Draft) => ({
  ...(out && { out: textOf(out) }),
  box: textOf(box),
  ...(aside && { aside: textOf(aside) }),
})

test('a message leaves the box with its files, and the box is free for the next one', () => {
  const full = addAttachment(hello, { key: 'a', upload, tools: ['file_search'] })
  const left = leaveBox(full)
  expect(toSend(left)).toEqual(full)
  expect(left.attachments).toEqual([])
  expect(texts(write(left, 'Next'))).toEqual({ out: 'Hello', box: 'Next' })
  // Pressed twice, it is the same message.
  expect(leaveBox(left)).toBe(left)
  expect(isPristine(left)).toBe(false)
})

test('the box that was left is the same on the screen, whichever text was its first', () => {
  const draft: Draft = { ...hello, parts: [{ key: 'other', type: 'text', text: 'Hello' }] }
  expect(leaveBox(draft).parts).toEqual([{ key: 'other', type: 'text', text: '' }])
})

test('once it has arrived, what was written meanwhile stays, though it begins alike', () => {
  const next = write(leaveBox(hello), 'Hello again')
  expect(afterSent(next, hello)).toEqual(write(emptyDraft(), 'Hello again'))
  expect(afterSent(leaveBox(hello), hello)).toEqual(emptyDraft())
})

test('what was not sent comes back, unless the next message is being written', () => {
  expect(comeBack(leaveBox(hello))).toEqual(hello)
  const next = write(leaveBox(hello), 'Next')
  expect(comeBack(next)).toBe(next)
  expect(comeBack(hello)).toBe(hello)
})

test('where an earlier try is what has arrived, what was added since comes back', () => {
  const more = leaveBox(write(hello, 'Hello and more'))
  expect(texts(afterSent(more, hello))).toEqual({ box: 'and more' })
  expect(texts(afterSent(write(more, 'Next'), hello))).toEqual({ out: 'and more', box: 'Next' })
})

test('what was not sent and what was written since change places, and neither is lost', () => {
  const next = write(leaveBox(hello), 'Next')
  const editing = editOut(next)
  expect(texts(editing)).toEqual({ box: 'Hello', aside: 'Next' })
  const onItsWay = leaveBox(write(editing, 'Hello!'))
  expect(texts(onItsWay)).toEqual({ out: 'Hello!', box: '', aside: 'Next' })
  expect(texts(afterSent(onItsWay, toSend(onItsWay)))).toEqual({ box: 'Next' })
  const third = write(onItsWay, 'Third')
  expect(texts(afterSent(third, toSend(onItsWay)))).toEqual({ box: 'Third', aside: 'Next' })
  expect(texts(editAside(write(editing, 'Hello!')))).toEqual({ box: 'Next', aside: 'Hello!' })
  // Three of them have no place to go.
  expect(canEditOut(third)).toBe(false)
  expect(editOut(third)).toBe(third)
})

test('files that are on their way stay in the box', () => {
  const uploading = { ...upload, state: 'uploading' as const }
  const next = addAttachment(leaveBox(hello), { key: 'b', upload: uploading, tools: [] })
  expect(canEditOut(next)).toBe(false)
  expect(editOut(next)).toBe(next)
})
