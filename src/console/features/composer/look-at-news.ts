import { insistently } from '#console/api/insistently.ts'
import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { Untellable } from '#console/api/repeats.ts'
import { type ThreadNews, onThreadNews } from '#console/api/thread-news.ts'

import { currentDraft, readDraftAgain } from './draft-store.ts'
import type { Sending } from './draft.ts'
import { lookForSent, type Sent } from './send-draft.ts'

/** How long news are gathered: a burst is one look. */
const GATHER_MS = 500

/**
 * What became of the wish to send the draft of a thread: undefined where there is none any more, as when
 * another tab has found it.
 * @throws {ApiFailure} while it can be told by nobody
 */
export const lookForWish = async (
  threadId: string,
  signal: AbortSignal,
): Promise<Sent | 'missing' | Untellable | undefined> => {
  const { sending } = currentDraft(threadId)
  if (!sending) return undefined
  const found = await lookForSent(threadId, sending, signal).catch((error: unknown) => {
    // It will not be told later either, whoever asks.
    if (error instanceof Untellable) return error
    throw error
  })
  // Another tab may have been first meanwhile.
  readDraftAgain(threadId)
  if (currentDraft(threadId).sending?.key !== sending.key) return undefined
  return found ?? 'missing'
}

/**
 * Looks again for what the server had nothing of, whenever something comes that it may be: the write may have
 * been under way when it was looked for. Sends nothing.
 * @param onFound called once, when the look is over
 * @returns how to stop
 */
export const lookAtNews = (
  threadId: string,
  onFound: (found: Sent | undefined) => void,
): (() => void) => {
  const over = new AbortController()
  const { signal } = over
  let timer: ReturnType<typeof setTimeout> | undefined
  let isLooking = false
  let isNews = false
  const look = async () => {
    timer = undefined
    isLooking = true
    isNews = false
    const found = await insistently(() => lookForWish(threadId, signal), signal)
    isLooking = false
    if (signal.aborted) return
    if (found === 'missing' || found instanceof Untellable) return isNews ? soon() : undefined
    stop()
    onFound(found)
  }
  const soon = () => {
    isNews = true
    if (!isLooking) timer ??= setTimeout(() => void look(), GATHER_MS)
  }
  const stopListening = onThreadNews((news) => {
    if (mayBe(threadId, currentDraft(threadId).sending, news)) soon()
  })
  const stop = () => {
    over.abort()
    stopListening()
    clearTimeout(timer)
  }
  // It may have come between the look that missed it and now.
  soon()
  return stop
}

/** Whether news may be of what was sent: a message that is the first of its thread is in one that was not known. */
const mayBe = (threadId: string, sending: Sending | undefined, news: ThreadNews): boolean => {
  if (news === undefined) return true
  if ('isGone' in news) return false
  if (threadId !== NEW_THREAD) return news.thread_id === threadId
  return sending?.known.threads?.includes(news.thread_id) !== true
}
