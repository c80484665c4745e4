import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { type Reviewed, askedPart, isPanelShown, reviewed } from '#console/api/reviewed.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { giveVerdict, toggleFlag } from '#console/api/said-acts.ts'
import { PASSED_ON, useAction } from '#console/hooks/use-action.ts'
import type { Verdict } from '#contract/review.ts'

import { subjectIn } from './use-subject.ts'

/** The message that has the focus, or holds what has. */
const focusedMessage = (thread_id: string): Reviewed | undefined => {
  const row = document.activeElement?.closest<HTMLElement>('[data-message]')
  const message_id = row?.dataset['message']
  return message_id === undefined ? undefined : { thread_id, message_id, passage: null }
}

/** The keys by which an open thread is reviewed, also while the Review tab is not shown. */
export const ReviewKeys = ({
  threadId,
  onOpen,
}: {
  threadId: string
  /** Opens the Review tab. */
  onOpen: () => void
}) => {
  const client = useQueryClient()
  const mayNot = useWhyNot('createReview') !== undefined
  // What was spoken of in another thread is spoken of no more.
  useEffect(() => () => reviewed.set(undefined), [threadId])
  // Where the tab is not shown, a message that was chosen there is nothing that the reader sees.
  const subject = () => subjectIn(threadId, isPanelShown.get() ? reviewed.get() : undefined)
  const give = (verdict: Verdict) =>
    mayNot ? undefined : () => void giveVerdict(client, subject(), verdict)
  useAction('review.pass', give('pass'))
  useAction('review.needs-work', give('needs_work'))
  useAction('review.fail', give('fail'))
  const flag = () => {
    const message =
      focusedMessage(threadId) ?? (subject().message_id === null ? undefined : subject())
    if (!message) return PASSED_ON
    void toggleFlag(client, message)
    return undefined
  }
  useAction('review.flag', mayNot ? undefined : flag)
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
