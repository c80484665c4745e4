import { afterEach, expect, test } from 'vitest'

import { leaveBox } from './draft-out.ts'
import { changeDraft, currentDraft, forgetDraft } from './draft-store.ts'
import { addAttachment, type Draft, emptyDraft, setText } from './draft.ts'
import { takeAlong } from './take-along.ts'

const upload = { name: 'fares.csv', bytes: 3, sent: 3, state: 'done', fileId: 'file_1' } as const
const written: Draft = addAttachment(setText(emptyDraft(), 'text', 'An hour of work'), {
  key: 'a',
  upload,
  tools: ['file_search'],
})

afterEach(() => ['gone', 'new'].forEach(forgetDraft))

test('what was written is taken along with its files, and is nowhere else', () => {
  changeDraft('gone', () => ({ ...written, sending: { key: 'k', of: 'x', known: {} } }))
  takeAlong('gone', 'new')
  expect(currentDraft('new')).toEqual({ ...written, id: expect.any(String) })
  expect(currentDraft('gone')).toEqual(emptyDraft())
})

test('it comes after what is written there, which stays', () => {
  changeDraft('new', () => setText(emptyDraft(), 'text', 'Begun'))
  changeDraft('gone', () => written)
  takeAlong('gone', 'new')
  const { parts, attachments } = currentDraft('new')
  expect(parts).toMatchObject([{ text: 'Begun' }, { text: 'An hour of work' }])
  expect(new Set(parts.map(({ key }) => key)).size).toBe(2)
  expect(attachments).toEqual(written.attachments)
})

test('a message that was not sent is taken along too, before what was written since', () => {
  changeDraft('gone', () => setText(leaveBox(written), 'text', 'Next'))
  takeAlong('gone', 'new')
  const { parts, attachments, out } = currentDraft('new')
  expect(parts).toMatchObject([{ text: 'An hour of work' }, { text: 'Next' }])
  expect(attachments).toEqual(written.attachments)
  expect(out).toBeUndefined()
})
