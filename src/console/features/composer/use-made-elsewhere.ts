import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'

import { knownThreads } from '#console/api/new-thread.ts'

import type { Draft, Sending } from './draft.ts'
import { moveTo } from './moving.ts'
import { lookForSent } from './send-draft.ts'

/**
 * Goes to the thread that another tab of this browser has made of the draft: what is written here belongs to
 * it as well. Answers what to call with a message that the other tab was first to send.
 */
export const useMadeElsewhere = (
  threadId: string,
  { sending, out }: Pick<Draft, 'sending' | 'out'>,
  isElsewhere: boolean,
  onMade: ((threadId: string) => void) | undefined,
): ((sent: Sending['sent']) => void) => {
  const client = useQueryClient()
  // The list may show the thread before this tab knows of its sending.
  const [threads] = useState(() => knownThreads(client))
  const go = useEffectEvent(async (sent: Sending['sent'], known: Sending['known']) => {
    if (sent?.thread === undefined) return
    // Where it cannot be found now the reader finds it in the list.
    const found = await lookForSent(threadId, { sent, known }).catch(() => undefined)
    if (found?.made === undefined) return
    moveTo(threadId, found.made)
    onMade?.(found.made)
  })
  const [late, setLate] = useState<Sending['sent']>()
  useEffect(() => void go(late, { threads }), [late, threads])
  const seen = useRef<Sending>(undefined)
  useEffect(() => {
    if (isElsewhere) {
      seen.current = sending ?? seen.current
      return
    }
    const wish = seen.current
    seen.current = undefined
    // What was not sent is still there.
    if (wish && !sending && !out) void go(wish.sent, wish.known)
  }, [isElsewhere, sending, out])
  return setLate
}
