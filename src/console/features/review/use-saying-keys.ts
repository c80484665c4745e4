import { useQueryClient } from '@tanstack/react-query'

import { type Reviewed, isPanelShown, reviewed } from '#console/api/reviewed.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { giveVerdict, toggleFlag } from '#console/api/said-acts.ts'
import { PASSED_ON, useAction } from '#console/hooks/use-action.ts'
import type { Verdict } from '#contract/review.ts'

import { subjectIn } from './use-subject.ts'

/** The message that has the focus, or holds what has. */
export const focusedMessage = (thread_id: string): Reviewed | undefined => {
  const row = document.activeElement?.closest<HTMLElement>('[data-message]')
  const message_id = row?.dataset['message']
  return message_id === undefined ? undefined : { thread_id, message_id, passage: null }
}

/** The keys of verdicts and of the flag; the tab has them from its first moment on. */
export const useSayingKeys = (
  threadId: string,
  /** Verdicts are given to a queue instead. */
  { inQueue = false } = {},
): void => {
  const client = useQueryClient()
  const mayNot = useWhyNot('createReview') !== undefined
  // Where the tab is not shown, a message that was chosen there is nothing that the reader sees.
  const subject = () => subjectIn(threadId, isPanelShown.get() ? reviewed.get() : undefined)
  const give = (verdict: Verdict) =>
    mayNot || inQueue ? undefined : () => void giveVerdict(client, subject(), verdict)
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
}
