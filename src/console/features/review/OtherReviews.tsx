import { Initials } from '#console/ui/Initials.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import type { Review } from '#contract/review.ts'

import { SaidBy } from './SaidBy.tsx'
import { Section } from './Section.tsx'

/** What others say of the same, to be read; and the reader in a queue. */
export const OtherReviews = ({ reviews }: { reviews: readonly Review[] }) => {
  if (reviews.length === 0) return null
  return (
    <Section title="Other reviews">
      <ul className="space-y-3">
        {reviews.map((review) => (
          <li key={review.id} className="flex gap-2.5">
            <Initials person={review.person} />
            <div className="min-w-0 flex-1 space-y-1">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <bdi className="font-strong">{review.person.name}</bdi>
                <RelativeTime at={review.modified_at} className="text-meta text-ink-3" />
                {review.queue_id !== null && (
                  <span className="text-meta text-ink-3">in a queue</span>
                )}
              </p>
              <SaidBy review={review} />
              {review.thread_went_on && <WentOn />}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Told where messages came after the verdict. */
export const WentOn = () => (
  <p className="text-meta text-attention">
    Reviewed before it changed: messages came after the verdict.
  </p>
)
