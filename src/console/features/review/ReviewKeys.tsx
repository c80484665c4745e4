import { useEffect } from 'react'

import { askedPart, isPanelShown, reviewed } from '#console/api/reviewed.ts'
import { useAction } from '#console/hooks/use-action.ts'

import { focusedMessage, useSayingKeys } from './use-saying-keys.ts'

/** The keys by which an open thread is reviewed, also while the Review tab is not shown. */
export const ReviewKeys = ({
  threadId,
  inQueue,
  onOpen,
}: {
  threadId: string
  /** The thread is read in a queue, which takes its verdict. */
  inQueue: boolean
  /** Opens the Review tab. */
  onOpen: () => void
}) => {
  // What was spoken of in another thread is spoken of no more.
  useEffect(() => () => reviewed.set(undefined), [threadId])
  useSayingKeys(threadId, { inQueue })
  useAction('review.show', () => {
    const message = focusedMessage(threadId)
    if (message || !isPanelShown.get()) reviewed.set(message)
    askedPart.set('verdict')
    onOpen()
  })
  const asked = askedPart.use()
  useEffect(() => {
    if (asked !== undefined && !isPanelShown.get()) onOpen()
  }, [asked, onOpen])
  return null
}
