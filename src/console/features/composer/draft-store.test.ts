import { afterEach, expect, test, vi } from 'vitest'

import { newTabs } from '#testing/tabs.ts'

import { afterSent, leaveBox, toSend } from './draft-out.ts'
import { changeDraft, clearDraft, keepSending, newMessageDrafts } from './draft-store.ts'
import { type Draft, emptyDraft, forgetLost, setText, setUpload, textOf } from './draft.ts'
import { forgetUpload, holdFile, sources } from './upload-sources.ts'

const THREAD = 'thread_1'
const upload = { name: 'x.pdf', bytes: 9, sent: 3, state: 'uploading' as const }
const done = { ...upload, sent: 9, state: 'done' as const, fileId: 'file-a' }
const withFile = (draft: Draft): Draft => ({
  ...draft,
  attachments: [{ key: 'a', upload, tools: ['file_search'] }],
})

const hold = (key: string) => {
  sources.set(key, {
    threadId: THREAD,
    file: new File(['x'], 'x.pdf'),
    as: 'attachment',
    stop: new AbortController(),
    preview: undefined,
    wish: 'w',
  })
  holdFile(key)
}
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
  forgetUpload('a')
})

test('a draft of an earlier version is still read', () => {
  const { browser, open } = newTabs()
  const draft = setText(emptyDraft(), 'text', 'Hello')
  browser.values.set(`clew.draft.${THREAD}`, JSON.stringify({ at: 1, draft }))
  expect(newMessageDrafts(open().tab).get(THREAD)).toEqual(draft)
})

test('a file that was uploading at a reload is named, until it is dismissed', async () => {
  const { open } = newTabs()
  newMessageDrafts(open().tab).change(THREAD, withFile, 'now')
  const reloaded = newMessageDrafts(open().tab)
  expect(reloaded.get(THREAD).attachments).toHaveLength(1)
  await vi.waitFor(() => expect(reloaded.get(THREAD).lost).toEqual(['x.pdf']), 5000)
  expect(reloaded.get(THREAD).attachments).toEqual([])
  // It is said after a further reload too.
  expect(newMessageDrafts(open().tab).get(THREAD).lost).toEqual(['x.pdf'])
  reloaded.change(THREAD, (draft) => forgetLost(draft), 'now')
  expect(newMessageDrafts(open().tab).get(THREAD)).toEqual(emptyDraft())
})

test('a file that another tab uploads is there as it is', () => {
  const { open } = newTabs()
  const [inA, inB] = [newMessageDrafts(open().tab), newMessageDrafts(open().tab)]
  inB.get(THREAD)
  inA.change(THREAD, withFile, 'now')
  inB.change(THREAD, (draft) => setText(draft, 'text', 'Meanwhile'), 'now')
  inA.change(THREAD, (draft) => setUpload(draft, 'a', done), 'now')
  expect(inB.get(THREAD)).toMatchObject({
    parts: [{ text: 'Meanwhile' }],
    attachments: [{ upload: { state: 'done' } }],
  })
})

test('the page that uploads knows best how far that is, and stops when it is taken out elsewhere', () => {
  const { open } = newTabs()
  const [inA, inB] = [newMessageDrafts(open().tab), newMessageDrafts(open().tab)]
  hold('a')
  const { stop } = sources.get('a') ?? {}
  inA.change(THREAD, withFile, 'now')
  inA.change(THREAD, (draft) => setUpload(draft, 'a', { ...upload, sent: 7 }), 'later')
  inB.change(THREAD, (draft) => setText(draft, 'text', 'Meanwhile'), 'now')
  expect(inA.get(THREAD)).toMatchObject({
    parts: [{ text: 'Meanwhile' }],
    attachments: [{ upload: { sent: 7 } }],
  })
  inB.change(THREAD, (draft) => ({ ...draft, attachments: [] }), 'now')
  expect(inA.get(THREAD).attachments).toEqual([])
  expect(stop?.signal.aborted).toBe(true)
})

test('over plain HTTP, which gives no locks, a tab leaves the uploads of another alone', async () => {
  vi.stubGlobal('navigator', {})
  vi.useFakeTimers()
  const { open } = newTabs()
  const [inA, inB] = [newMessageDrafts(open().tab), newMessageDrafts(open().tab)]
  inB.get(THREAD)
  inA.change(THREAD, withFile, 'now')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(inA.get(THREAD).attachments).toHaveLength(1)
  // After a reload nobody uploads it.
  const reloaded = newMessageDrafts(open().tab)
  reloaded.get(THREAD)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(reloaded.get(THREAD).lost).toEqual(['x.pdf'])
})

test('a draft has one id in all tabs, from its first word until it is sent', () => {
  const { open } = newTabs()
  const [inA, inB] = [newMessageDrafts(open().tab), newMessageDrafts(open().tab)]
  const idIn = (drafts: typeof inA) => drafts.get(THREAD).id
  expect([idIn(inA), idIn(inB)]).toEqual([undefined, undefined])
  inA.change(THREAD, (draft) => setText(draft, 'text', 'Hel'), 'now')
  const first = idIn(inA)
  inB.change(THREAD, (draft) => setText(draft, 'text', 'Hello'), 'now')
  inA.change(THREAD, leaveBox, 'now')
  expect([first, idIn(inB)]).toEqual([expect.any(String), first])
  const sent = toSend(inA.get(THREAD))
  inB.change(THREAD, (draft) => setText(draft, 'text', 'Next'), 'now')
  inA.change(THREAD, (draft) => afterSent(draft, sent), 'now')
  const next = idIn(inA)
  expect([next, idIn(inB)]).toEqual([expect.any(String), next])
  expect(next).not.toBe(first)
  inB.change(THREAD, (draft) => setText(draft, 'text', ''), 'now')
  expect([idIn(inA), idIn(inB)]).toEqual([undefined, undefined])
})

test('a tab that was not told of a message on its way neither overwrites it nor loses its own', () => {
  const { open } = newTabs()
  const [a, b] = [open(), open()]
  const [inA, inB] = [newMessageDrafts(a.tab), newMessageDrafts(b.tab)]
  inA.change(THREAD, (draft) => setText(draft, 'text', 'from A'), 'now')
  inB.get(THREAD)
  b.freeze()
  inA.change(THREAD, leaveBox, 'now')
  inB.change(THREAD, (draft) => leaveBox(setText(draft, 'text', 'from B')), 'now')
  for (const drafts of [inA, inB]) {
    const { out, ...box } = drafts.get(THREAD)
    expect([out && textOf(out), textOf(box)]).toEqual(['from A', 'from B'])
  }
  inA.change(THREAD, (draft) => afterSent(draft, toSend(draft)), 'now')
  expect(textOf(inB.get(THREAD))).toBe('from B')
})

test('what is to be sent is kept at once, and forgotten at once when it was', async () => {
  const { browser, open } = newTabs()
  vi.stubGlobal('localStorage', open().tab.storage())
  const reloaded = () => newMessageDrafts(open().tab).get(THREAD)
  changeDraft(THREAD, (draft) => leaveBox(setText(draft, 'text', 'Hello')), 'now')
  const sent = toSend(reloaded())
  keepSending(THREAD, { key: 'k', of: 'x', known: {} })
  expect(reloaded().sending?.key).toBe('k')
  clearDraft(THREAD, sent)
  expect(reloaded()).toEqual(emptyDraft())
  expect([...browser.values.values()].join('')).not.toContain('Hello')
  await vi.waitFor(() => expect([...browser.values.keys()]).toEqual([]))
})
