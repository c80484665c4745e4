import type { QueryClient } from '@tanstack/react-query'

import { seenMessage, seenRun } from '#console/api/look-again.ts'

import { toMessageRequest } from './draft-request.ts'
import { currentDraft } from './draft-store.ts'
import type { Sending } from './draft.ts'
import type { Sent } from './send-draft.ts'

/**
 * What was sent, where the page shows it already. A copy that is seconds old cannot tell that nothing was done,
 * but what stands in it was.
 */
export const seenSent = (
  client: QueryClient,
  threadId: string,
  { sent, known, draftId }: Sending,
): Sent | undefined => {
  if (!sent || sent.thread) return undefined
  const { thread: _, assistantId, ...draft } = sent
  const message = seenMessage(client, threadId, known, toMessageRequest(sent))
  // Both came in one request: where the runs before it were not known, the message tells of its run.
  if (!message || assistantId === undefined || known.run === undefined)
    return message && { message, draft, draftId }
  const run = seenRun(client, threadId, known, assistantId)
  return run && { message, run, draft, draftId }
}

/**
 * Calls back once the page shows what the draft of a thread was sent as.
 * @returns how to stop
 */
export const onSeenSent = (
  client: QueryClient,
  threadId: string,
  onSeen: (sent: Sent) => void,
): (() => void) => {
  const look = () => {
    const { sending } = currentDraft(threadId)
    const seen = sending && seenSent(client, threadId, sending)
    if (!seen) return
    stop()
    onSeen(seen)
  }
  const stop = client.getQueryCache().subscribe(({ type }) => {
    if (type === 'updated') look()
  })
  look()
  return stop
}
