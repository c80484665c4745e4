import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { withSending } from './draft-out.ts'
import { changeDraft, currentDraft, forgetDraft } from './draft-store.ts'
import { addAttachment, type Draft, emptyDraft } from './draft.ts'
import { discardDraft } from './drop-file.ts'
import { sources } from './upload-sources.ts'
import { removeUpload } from './uploads.ts'

const upload = { name: 'fares.csv', bytes: 3, sent: 3, state: 'done', fileId: 'file_1' } as const
const attached: Draft = addAttachment(emptyDraft(), { key: 'a', upload, tools: [] })
let asked: string[]
beforeEach(() => {
  asked = []
  vi.stubGlobal('fetch', async (url: string, { method = 'GET' } = {}) => {
    asked.push(`${method} ${url}`)
    return Response.json({ id: 'file_1', object: 'file', deleted: true })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  forgetDraft('t')
})
const removed = (draft: Draft) => {
  changeDraft('t', () => draft)
  removeUpload('t', 'a')
  expect(currentDraft('t').attachments).toEqual([])
  return asked
}

test('a file that is taken out of a message is deleted: nothing shows it any more', () => {
  expect(removed(attached)).toEqual(['DELETE /v1/files/file_1'])
})

test('it stays where a message may have it: one that was sent, waits to be sent, or was set aside', () => {
  const { attachments, ...rest } = attached
  const content = { ...rest, attachments: [...attachments].map((each) => ({ ...each, key: 'b' })) }
  const sending = { key: 'k', of: 'x', known: {} }
  for (const draft of [
    withSending(attached, sending),
    { ...attached, out: content },
    { ...attached, aside: content },
  ])
    expect(removed(draft)).toEqual([])
})

test('all of a draft that is discarded go with it', () => {
  changeDraft('t', () => ({ ...emptyDraft(), out: attached }))
  discardDraft('t')
  expect(asked).toEqual(['DELETE /v1/files/file_1'])
})

test('a draft that is discarded lets go of what is still uploaded for it', () => {
  const stop = new AbortController()
  const file = new File(['a'], 'fares.csv')
  sources.set('a', { threadId: 't', file, as: 'attachment', stop, preview: undefined, wish: 'w' })
  const { fileId: _, ...rest } = upload
  const running = { ...rest, sent: 1, state: 'uploading' } as const
  changeDraft('t', () => addAttachment(emptyDraft(), { key: 'a', upload: running, tools: [] }))
  discardDraft('t')
  expect(stop.signal.aborted).toBe(true)
  expect(sources.has('a')).toBe(false)
  expect(asked).toEqual([])
})
