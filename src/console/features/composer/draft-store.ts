import { type Store, newStore } from '#console/util/store.ts'

import { type KeyValue, readDraft, writeDraft } from './draft-storage.ts'
import { type Draft, emptyDraft, isPristine, type Sending } from './draft.ts'

const SAVE_AFTER_MS = 300

const drafts = new Map<string, Store<Draft>>()
const unsaved = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Storage may be closed to us: then drafts live as long as the page. */
const storage = (): KeyValue | undefined => {
  try {
    return localStorage
  } catch {
    return undefined
  }
}

const draftStore = (threadId: string): Store<Draft> => {
  let store = drafts.get(threadId)
  if (!store) {
    const kept = storage()
    store = newStore((kept && readDraft(kept, threadId)) ?? emptyDraft())
    drafts.set(threadId, store)
  }
  return store
}

export const useDraft = (threadId: string): Draft => draftStore(threadId).use()

export const currentDraft = (threadId: string): Draft => draftStore(threadId).get()

/** Changes the draft of a thread and keeps it for a reload. */
export const changeDraft = (threadId: string, change: (draft: Draft) => Draft): void => {
  const store = draftStore(threadId)
  store.set(change(store.get()))
  unsaved.add(threadId)
  timer ??= setTimeout(saveDrafts, SAVE_AFTER_MS)
}

/** Keeps the wish to send the draft, at once: the page may be left before an answer comes. */
export const keepSending = (threadId: string, sending: Sending | undefined): void => {
  changeDraft(threadId, (draft) => {
    const next = { ...draft }
    delete next.sending
    return sending ? { ...next, sending } : next
  })
  saveDrafts()
}

/** Forgets a draft that was sent. */
export const clearDraft = (threadId: string): void => {
  changeDraft(threadId, ({ role }) => ({ ...emptyDraft(), role }))
  saveDrafts()
}

const saveDrafts = (): void => {
  clearTimeout(timer)
  timer = undefined
  const kept = storage()
  for (const threadId of unsaved) {
    const draft = currentDraft(threadId)
    if (kept) writeDraft(kept, threadId, isPristine(draft) ? undefined : draft, Date.now())
  }
  unsaved.clear()
}

// A tab may be closed or frozen without another word.
if (typeof window !== 'undefined') window.addEventListener('pagehide', saveDrafts)
