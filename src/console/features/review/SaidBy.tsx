import { useQuery } from '@tanstack/react-query'
import { Flag } from 'lucide-react'

import { useLabels } from '#console/api/labels.ts'
import { peopleQuery } from '#console/api/people.ts'
import { LabelChip } from '#console/ui/LabelChip.tsx'
import { VerdictMark } from '#console/ui/VerdictMark.tsx'
import type { Review } from '#contract/review.ts'

import { piecesOf } from './mention.ts'

/** What a review says, to be read: verdict, labels, flag and note. */
export const SaidBy = ({
  review: { verdict, labels, flagged, note },
}: {
  review: Pick<Review, 'verdict' | 'labels' | 'flagged' | 'note'>
}) => {
  const known = useLabels()
  const people = useQuery(peopleQuery).data ?? []
  return (
    <div className="space-y-1">
      {(verdict !== null || labels.length > 0 || flagged) && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-small">
          {verdict !== null && <VerdictMark verdict={verdict} />}
          {flagged && (
            <span className="inline-flex items-center gap-1 font-medium text-attention">
              <Flag aria-hidden className="size-3.5" strokeWidth={1.75} />
              Flagged
            </span>
          )}
          {labels.map((id) => (
            <LabelChip
              key={id}
              name={known.get(id)?.name ?? '…'}
              color={known.get(id)?.color ?? 'gray'}
            />
          ))}
        </div>
      )}
      {note !== null && (
        <p dir="auto" className="break-words whitespace-pre-wrap">
          {piecesOf(note, people).map(({ text, isMention }, at) =>
            isMention ? (
              // The pieces of a note stay in their order.
              // oxlint-disable-next-line react/no-array-index-key
              <span key={at} className="font-medium text-accent">
                {text}
              </span>
            ) : (
              text
            ),
          )}
        </p>
      )}
    </div>
  )
}
