import { useQuery, useQueryClient } from '@tanstack/react-query'
import clsx from 'clsx'
import { ArrowLeft, Flag, Quote, Undo2 } from 'lucide-react'
import { useRef } from 'react'

import { undo } from '#console/api/review-acts.ts'
import { type Reviewed, reviewed } from '#console/api/reviewed.ts'
import { reviewsQuery } from '#console/api/reviews.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { giveVerdict, toggleFlag, toggleLabel } from '#console/api/said-acts.ts'
import { Button } from '#console/ui/Button.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { KeyHint } from '#console/ui/KeyHint.tsx'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'

import { shortened } from './act-words.ts'
import { LabelsField } from './LabelsField.tsx'
import { NoteField } from './NoteField.tsx'
import { OtherReviews, WentOn } from './OtherReviews.tsx'
import { PlacedReviews, useMessageName } from './PlacedReviews.tsx'
import { ReviewHistory } from './ReviewHistory.tsx'
import { Section } from './Section.tsx'
import { usePanelParts } from './use-panel-parts.ts'
import { useSayingKeys } from './use-saying-keys.ts'
import { useSubject } from './use-subject.ts'
import { VerdictButtons } from './VerdictButtons.tsx'

interface Props {
  threadId: string
  /** Leads to what a review is of. */
  onShow: (subject: Reviewed) => void
}

/** What people think of a thread, and of what is in it: verdict, labels, note; and what was said before. */
export const ReviewPanel = ({ threadId, onShow }: Props) => {
  const { data, error, refetch } = useQuery(reviewsQuery(threadId))
  if (data) return <Shown threadId={threadId} onShow={onShow} />
  if (error)
    return (
      <Failure
        once
        what="The reviews could not be read."
        error={error}
        onRetry={() => void refetch()}
      />
    )
  return (
    <div className="space-y-4 p-4">
      <Skeleton className="h-21 w-full rounded-card" />
      <Skeleton className="h-6 w-32" />
      <Skeleton className="h-21 w-full rounded-card" />
    </div>
  )
}

const Shown = ({ threadId, onShow }: Props) => {
  const { subject, key, person, own, said, reviews, others } = useSubject(threadId)
  const whyNot = useWhyNot('createReview')
  const client = useQueryClient()
  useSayingKeys(threadId)
  const panel = useRef<HTMLDivElement>(null)
  usePanelParts(panel)
  const isOfThread = subject.message_id === null
  return (
    <div ref={panel} className="space-y-4.5 p-4">
      {!isOfThread && <OfMessage subject={subject} onShow={onShow} />}
      {whyNot !== undefined && <ReadOnly why={whyNot} within />}
      <div data-review-verdict tabIndex={-1} className="outline-none">
        <VerdictButtons
          given={said.verdict}
          onGive={(verdict) => void giveVerdict(client, subject, verdict)}
          whyNot={whyNot}
        />
      </div>
      {own?.thread_went_on && <WentOn />}
      <LabelsField
        chosen={said.labels}
        onToggle={(label) => toggleLabel(client, subject, label)}
        whyNot={whyNot}
      />
      <Section title="Note">
        <NoteField
          key={key + (person?.id ?? '')}
          subject={subject}
          subjectKey={key}
          personId={person?.id}
          saved={said.note}
          whyNot={whyNot}
        />
      </Section>
      <div className="flex flex-wrap gap-1.5">
        <Button
          size="small"
          icon={Flag}
          aria-pressed={said.flagged}
          whyNot={whyNot}
          className={clsx(said.flagged && 'border-attention! text-attention!')}
          onClick={() => void toggleFlag(client, subject)}
        >
          {said.flagged ? 'Flagged' : 'Flag'}
        </Button>
        <Button
          size="small"
          variant="quiet"
          icon={Undo2}
          whyNot={whyNot}
          onClick={() => void undo()}
        >
          Undo
          <KeyHint keyName="U" />
        </Button>
      </div>
      <OtherReviews reviews={others} />
      <PlacedReviews reviews={reviews} currentKey={key} onShow={onShow} />
      <ReviewHistory threadId={threadId} personId={person?.id} />
    </div>
  )
}

/** What in the thread is spoken of, and the way back to the thread as a whole. */
const OfMessage = ({
  subject,
  onShow,
}: {
  subject: Reviewed
  onShow: (subject: Reviewed) => void
}) => {
  const { thread_id, message_id, passage } = subject
  const name = useMessageName(thread_id, message_id)
  return (
    <div className="space-y-2">
      <Button
        size="small"
        variant="quiet"
        icon={ArrowLeft}
        className="-ms-2"
        onClick={() => reviewed.set(undefined)}
      >
        Review the thread
      </Button>
      <button
        type="button"
        title="Show it in the thread"
        onClick={() => onShow(subject)}
        className="flex w-full items-start gap-2 rounded-card border border-line bg-raise px-3 py-2 text-start hover:bg-hover"
      >
        {passage && <Quote aria-hidden className="icon mt-0.5 shrink-0 text-ink-3" />}
        <span className="min-w-0 flex-1">
          {passage && (
            <span dir="auto" className="block break-words">
              “{shortened(passage.quote)}”
            </span>
          )}
          <span className={passage ? 'block text-meta text-ink-2' : 'block'}>
            {passage ? name : `Message: ${name}`}
          </span>
        </span>
      </button>
    </div>
  )
}
