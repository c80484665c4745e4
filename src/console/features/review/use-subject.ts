import { useMemo } from 'react'

import { useReviewer } from '#console/api/people.ts'
import { type Reviewed, reviewed } from '#console/api/reviewed.ts'
import { useReviews } from '#console/api/reviews.ts'
import { NOTHING, ownReview, saidIn, subjectKey } from '#console/api/said.ts'

const ofThread = (thread_id: string): Reviewed => ({ thread_id, message_id: null, passage: null })

/** What of a thread is reviewed just now: a message or a passage that was chosen, else the thread. */
export const subjectIn = (thread_id: string, chosen = reviewed.get()): Reviewed =>
  chosen?.thread_id === thread_id ? chosen : ofThread(thread_id)

/** The same, with what the reader and others say of it. */
export const useSubject = (thread_id: string) => {
  const chosen = reviewed.use()
  const subject = useMemo(() => subjectIn(thread_id, chosen), [thread_id, chosen])
  const reviews = useReviews(thread_id)
  const person = useReviewer()
  const own = ownReview(reviews, subject, person?.id)
  const key = subjectKey(subject)
  return {
    subject,
    key,
    person,
    own,
    said: own ? saidIn(own) : NOTHING,
    reviews,
    others: reviews.filter((review) => review !== own && subjectKey(review) === key),
  }
}
