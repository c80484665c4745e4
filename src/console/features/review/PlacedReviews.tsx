import { useQuery, useQueryClient } from '@tanstack/react-query'
import clsx from 'clsx'
import { MessageSquareText, Quote } from 'lucide-react'

import { lostPassages } from '#console/api/lost-passages.ts'
import { messageQuery } from '#console/api/one-message.ts'
import type { Reviewed } from '#console/api/reviewed.ts'
import { subjectKey } from '#console/api/said.ts'
import { Initials } from '#console/ui/Initials.tsx'
import { clockText } from '#console/util/time.ts'
import type { Review } from '#contract/review.ts'

import { shortened } from './act-words.ts'
import { SaidBy } from './SaidBy.tsx'
import { Section } from './Section.tsx'

/** What is said of messages and passages of the thread; each leads to where it is. */
export const PlacedReviews = ({
  reviews,
  currentKey,
  onShow,
}: {
  reviews: readonly Review[]
  currentKey: string
  onShow: (subject: Reviewed) => void
}) => {
  const placed = [
    ...Map.groupBy(
      reviews.filter(({ message_id }) => message_id !== null),
      (review) => subjectKey(review),
    ),
  ]
  if (placed.length === 0) return null
  return (
    <Section title="In the thread">
      <ul className="space-y-1.5">
        {placed.map(([key, those]) => (
          <Placed key={key} reviews={those} isCurrent={key === currentKey} onShow={onShow} />
        ))}
      </ul>
    </Section>
  )
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What a message is called here: who said it, and when. */
export const useMessageName = (thread_id: string, message_id: string | null): string => {
  const client = useQueryClient()
  const { data } = useQuery({
    ...messageQuery(client, thread_id, message_id ?? ''),
    enabled: message_id !== null,
    retry: false,
  })
  return data
    ? `${capital(data.role)}, ${clockText(data.created_at, { seconds: true })}`
    : 'Message'
}

const Placed = ({
  reviews,
  isCurrent,
  onShow,
}: {
  reviews: readonly Review[]
  isCurrent: boolean
  onShow: (subject: Reviewed) => void
}) => {
  const [first] = reviews
  const isGone = first?.message_deleted === true
  const name = useMessageName(first?.thread_id ?? '', isGone ? null : (first?.message_id ?? null))
  const isLost = lostPassages.use().has(first ? subjectKey(first) : '')
  if (!first) return null
  const { thread_id, message_id, passage } = first
  const Icon = passage ? Quote : MessageSquareText
  return (
    <li
      className={clsx('rounded-card border bg-raise', isCurrent ? 'border-accent' : 'border-line')}
    >
      <button
        type="button"
        disabled={isGone}
        aria-current={isCurrent || undefined}
        onClick={() => onShow({ thread_id, message_id, passage })}
        className="flex w-full items-start gap-2 rounded-card px-3 py-2 text-start enabled:hover:bg-hover"
      >
        <Icon aria-hidden className="icon mt-0.5 shrink-0 text-ink-3" />
        <span className="min-w-0 flex-1">
          {passage && passage.quote !== '' && (
            <span dir="auto" className="block break-words">
              “{shortened(passage.quote)}”
            </span>
          )}
          <span className="block text-meta text-ink-2">
            {isGone ? 'A message that is deleted' : name}
          </span>
          {isLost && (
            <span className="block text-meta text-attention">
              These words are not in the message any more.
            </span>
          )}
        </span>
      </button>
      <ul className="space-y-2 px-3 pb-2.5">
        {reviews.map((review) => (
          <li key={review.id} className="flex gap-2">
            <Initials person={review.person} />
            <div className="min-w-0 flex-1 pt-0.5">
              <span className="sr-only">{review.person.name}: </span>
              <SaidBy review={review} />
            </div>
          </li>
        ))}
      </ul>
    </li>
  )
}
