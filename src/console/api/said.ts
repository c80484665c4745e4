import type { PersonInShort } from '#contract/person.ts'
import type { Passage, Review } from '#contract/review.ts'

/** What is reviewed: a thread, one of its messages, or a passage of that. */
export interface Subject {
  thread_id: string
  message_id: string | null
  passage: Passage | null
}

/** What a person says of it. */
export type Said = Pick<Review, 'verdict' | 'labels' | 'note' | 'flagged'>

export const NOTHING: Said = { verdict: null, labels: [], note: null, flagged: false }

export const saidIn = ({ verdict, labels, note, flagged }: Said): Said => ({
  verdict,
  labels,
  note,
  flagged,
})

/** Whether there is nothing that a review would be kept for. */
export const isNothing = ({ verdict, labels, note, flagged }: Said): boolean =>
  verdict === null && labels.length === 0 && note === null && !flagged

/** Something that a person said, on its way to the server. */
export interface Pending {
  subject: Subject
  person: PersonInShort
  change: Partial<Said>
}

/** The same for the same thing that is reviewed. */
export const subjectKey = ({ thread_id, message_id, passage }: Subject): string =>
  JSON.stringify([
    thread_id,
    message_id,
    passage && [passage.start, passage.end, passage.quote.slice(0, 40)],
  ])

/** What a person says outside of any queue. */
export const ownReview = (
  reviews: readonly Review[],
  subject: Subject,
  person_id: string | undefined,
): Review | undefined => {
  const key = subjectKey(subject)
  return reviews.find(
    (review) =>
      review.person.id === person_id && review.queue_id === null && subjectKey(review) === key,
  )
}

/** Stands in the id of a review that is not made yet. */
const UNMADE = 'unmade:'
export const isUnmade = ({ id }: Review): boolean => id.startsWith(UNMADE)

const unmade = ({ subject, person }: Pending): Review => {
  const at = Math.floor(Date.now() / 1000)
  return {
    id: UNMADE + subjectKey(subject) + person.id,
    object: 'review',
    ...subject,
    queue_id: null,
    person,
    ...NOTHING,
    criteria: {},
    seconds: null,
    thread_went_on: false,
    created_at: at,
    modified_at: at,
  }
}

/** The reviews as they will stand once all is written. */
export const withPending = (
  reviews: readonly Review[],
  thread_id: string,
  waiting: readonly Pending[],
): readonly Review[] =>
  waiting
    .filter(({ subject }) => subject.thread_id === thread_id)
    .reduce((before, each) => {
      const own = ownReview(before, each.subject, each.person.id)
      const gave = each.change.verdict !== undefined && { thread_went_on: false }
      const now = { ...(own ?? unmade(each)), ...each.change, ...gave }
      const rest = before.filter((review) => review !== own)
      if (isNothing(now)) return rest
      return own ? before.map((review) => (review === own ? now : review)) : [now, ...rest]
    }, reviews)
