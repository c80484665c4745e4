import { nanoid } from 'nanoid'
import * as z from 'zod/mini'

import { type Drafts, newDrafts } from '#console/util/drafts.ts'
import type { Tab } from '#console/util/tab.ts'

import { afterSent, withSending } from './draft-out.ts'
import {
  Draft,
  type DraftContent,
  emptyDraft,
  isPristine,
  loseUpload,
  type Sending,
  setUpload,
  uploadEntries,
} from './draft.ts'
import { mergeDrafts } from './merge-drafts.ts'
import { forgetUpload, isHoldingTold, sources, whenReleased } from './upload-sources.ts'

/** Version 0.1 kept a draft beside the time of its last change. */
const Kept = z.union([
  Draft,
  z.pipe(
    z.object({ draft: Draft }),
    z.transform(({ draft }) => draft),
  ),
])

/** Drafts of messages, by thread. */
export const newMessageDrafts = (tab?: Tab): Drafts<Draft> => {
  const waiting = new Set<string>()
  const opened = new Set<string>()
  /** Another page uploads the file, or one that is gone did. */
  const watch = (threadId: string, key: string) => {
    if (waiting.has(key)) return
    waiting.add(key)
    whenReleased(key, () => {
      waiting.delete(key)
      drafts.change(threadId, (draft) => loseUpload(draft, key), 'now')
    })
  }
  const adopt = (kept: Draft, mine: Draft, threadId: string): Draft => {
    const uploads = new Map(uploadEntries(kept))
    // Without locks, a page that writes is there, and may upload; one from before a reload is not.
    const mayBeLost = isHoldingTold() || !opened.has(threadId)
    opened.add(threadId)
    let adopted = kept
    for (const [key, upload] of uploadEntries(mine)) {
      if (!sources.has(key)) continue
      if (uploads.has(key)) adopted = setUpload(adopted, key, upload)
      // It was taken out in another tab.
      else forgetUpload(key)
    }
    for (const [key, { state }] of uploads) {
      if (mayBeLost && state !== 'done' && !sources.has(key)) watch(threadId, key)
    }
    return adopted
  }
  const drafts = newDrafts<Draft>({
    prefix: 'clew.draft.',
    empty: emptyDraft,
    isEmpty: isPristine,
    parse: (kept) => z.parse(Kept, kept),
    adopt,
    merge: mergeDrafts,
    ...(tab && { tab }),
  })
  return {
    ...drafts,
    change: (threadId, change, keeping) =>
      drafts.change(threadId, (draft) => identified(draft, change(draft)), keeping),
  }
}

/** A changed draft with an id of its own, from its first word on. */
const identified = (before: Draft, after: Draft): Draft => {
  if (Object.is(after, before) || isPristine(after) === (after.id === undefined)) return after
  const { id: _, ...rest } = after
  return isPristine(after) ? rest : { ...rest, id: nanoid() }
}

const drafts = newMessageDrafts()

export const useDraft = drafts.use
export const currentDraft = drafts.get
/** Changes the draft of a thread and keeps it for a reload. */
export const changeDraft = drafts.change
export const forgetDraft = drafts.forget
/** Takes over what other tabs have done with the draft. */
export const readDraftAgain = drafts.readAgain
export const useUnkeptDraft = drafts.useUnkept

/** Keeps the wish to send the draft, at once: the page may be left before an answer comes. */
export const keepSending = (threadId: string, sending: Sending | undefined): void =>
  drafts.change(threadId, (draft) => withSending(draft, sending), 'now')

/** Forgets what was sent of a draft. What was written meanwhile stays. */
export const clearDraft = (threadId: string, sent: DraftContent): void =>
  drafts.change(threadId, (draft) => afterSent(draft, sent), 'now')
