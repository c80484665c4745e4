import * as z from 'zod/mini'

import { Draft, type DraftPart } from './draft.ts'

/** The part of localStorage that is used here. */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const PREFIX = 'clew.draft.'
/** Beyond this many, the drafts that were left longest are forgotten. */
const MAX_DRAFTS = 40

const Kept = z.object({ at: z.number(), draft: Draft })

const read = (storage: KeyValue, key: string) => {
  try {
    return z.parse(Kept, JSON.parse(storage.getItem(key) ?? ''))
  } catch {
    // Of another version, or changed by hand.
    return undefined
  }
}

export const readDraft = (storage: KeyValue, threadId: string): Draft | undefined =>
  read(storage, PREFIX + threadId)?.draft

/** What outlives the page: a file that is not there yet cannot be read again after a reload. */
const lasting = (draft: Draft): Draft => ({
  ...draft,
  attachments: draft.attachments.filter(({ upload }) => upload.state === 'done'),
  parts: draft.parts.filter(
    (part: DraftPart) => part.type === 'text' || !part.upload || part.upload.state === 'done',
  ),
})

/** Keeps a draft, or with undefined forgets it. Where storage is full, older drafts give way. */
export const writeDraft = (
  storage: KeyValue,
  threadId: string,
  draft: Draft | undefined,
  now: number,
): void => {
  const key = PREFIX + threadId
  if (!draft) return storage.removeItem(key)
  const text = JSON.stringify({ at: now, draft: lasting(draft) })
  const others = draftKeys(storage).filter((other) => other !== key)
  for (const other of others.slice(0, Math.max(0, others.length - MAX_DRAFTS + 1))) {
    storage.removeItem(other)
  }
  for (const other of [undefined, ...others]) {
    if (other !== undefined) storage.removeItem(other)
    try {
      return storage.setItem(key, text)
    } catch {
      continue
    }
  }
}

/** Keys of kept drafts, those left longest first. */
const draftKeys = (storage: KeyValue): string[] => {
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at))
  return keys
    .filter((key): key is string => key?.startsWith(PREFIX) ?? false)
    .map((key) => ({ key, at: read(storage, key)?.at ?? 0 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ key }) => key)
}
