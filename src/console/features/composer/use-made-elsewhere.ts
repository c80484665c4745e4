import { useEffect, useEffectEvent, useRef } from 'react'

import { madeElsewhere } from './made.ts'
import { moveTo } from './moving.ts'

/**
 * Goes to the thread that another tab of this browser has made of the draft: what is written here since
 * belongs to it as well.
 * @param draftId of the message in the box: another one once that has been sent
 */
export const useMadeElsewhere = (
  threadId: string,
  draftId: string | undefined,
  onMade: ((threadId: string) => void) | undefined,
): void => {
  const last = useRef(draftId)
  const go = useEffectEvent((sent: string) => {
    const made = madeElsewhere(sent)
    if (made === undefined) return
    moveTo(threadId, made)
    onMade?.(made)
  })
  useEffect(() => {
    const before = last.current
    last.current = draftId
    if (before !== undefined && before !== draftId) go(before)
  }, [draftId])
}
