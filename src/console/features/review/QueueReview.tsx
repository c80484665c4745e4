import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { Flag, SkipForward, Undo2 } from 'lucide-react'
import { useRef } from 'react'
import { Link } from 'react-router'

import { useReviewer } from '#console/api/people.ts'
import { judgementOf, judgementQuery } from '#console/api/queue-reading.ts'
import { queueQuery } from '#console/api/queues.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { runAction } from '#console/hooks/use-action.ts'
import { paths } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { KeyHint } from '#console/ui/KeyHint.tsx'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { UnkeptNote } from '#console/ui/UnkeptNote.tsx'
import { describeFailure } from '#console/util/describe-failure.ts'
import { countText, numberText, overText } from '#console/util/number.ts'
import { commandText } from '#console/util/platform.ts'
import type { Queue, QueueItem } from '#contract/queue.ts'
import { MAX_NOTE_CHARACTERS, type Verdict } from '#contract/review.ts'

import { AnswerFields } from './AnswerFields.tsx'
import { judgementDraftId, judgementDrafts, judgementWith } from './judgement-drafts.ts'
import { LabelsField } from './LabelsField.tsx'
import { NoteBox } from './NoteBox.tsx'
import { opensNext } from './opens-next.ts'
import { changeJudgement, reading, unanswered } from './queue-reading.ts'
import { Section } from './Section.tsx'
import { usePanelParts } from './use-panel-parts.ts'
import { VerdictButtons } from './VerdictButtons.tsx'

const ACTION: Record<Verdict, 'review.pass' | 'review.needs-work' | 'review.fail'> = {
  pass: 'review.pass',
  needs_work: 'review.needs-work',
  fail: 'review.fail',
}

/** How a thread of a queue is judged: verdict, what the rubric asks, labels, note; and on to the next. */
export const QueueReview = ({
  threadId,
  queueId,
  itemId,
}: {
  threadId: string
  queueId: string
  itemId: string
}) => {
  const { data: queue, error, refetch } = useQuery(queueQuery(queueId))
  const now = reading.use()
  const isOfQueue = now?.queue_id === queueId
  const item = isOfQueue && now.item?.id === itemId ? now.item : undefined
  if (error && !queue)
    return (
      <Failure
        once
        what="The queue could not be read."
        error={error}
        onRetry={() => void refetch()}
      />
    )
  if (!queue || (!item && !(isOfQueue && now.refusal)))
    return (
      <div className="space-y-4 p-4">
        <Skeleton className="h-21 w-full rounded-card" />
        <Skeleton className="h-6 w-32" />
        <Skeleton className="h-21 w-full rounded-card" />
      </div>
    )
  return item ? (
    <Judging queue={queue} item={item} left={now?.left} />
  ) : (
    <NotHeld queue={queue} threadId={threadId} refusal={now?.refusal} />
  )
}

/** Why it cannot be judged here, and where to go on. */
const NotHeld = ({ queue, refusal }: { queue: Queue; threadId: string; refusal: unknown }) => (
  <div className="space-y-3 p-4" role="status">
    <p className="font-strong">This thread is not yours to judge now</p>
    <p className="break-words text-ink-2">{describeFailure(refusal).message}</p>
    <div className="flex flex-wrap gap-2">
      {queue.state === 'open' && (
        <LinkButton to={paths.readQueue(queue.id)}>Read the next one</LinkButton>
      )}
      <LinkButton to={paths.queue(queue.id)}>To the results</LinkButton>
    </div>
  </div>
)

const LinkButton = ({ to, children }: { to: string; children: string }) => (
  <Link
    to={to}
    className="inline-flex min-h-8 items-center rounded-control border border-line-strong bg-raise px-3 font-strong hover:bg-hover"
  >
    {children}
  </Link>
)

const Judging = ({
  queue,
  item,
  left,
}: {
  queue: Queue
  item: QueueItem
  left: number | undefined
}) => {
  const person = useReviewer()
  const whyNot = useWhyNot('createReview')
  const draftId = judgementDraftId(item, person?.id)
  const draft = judgementDrafts.use(draftId)
  const { data: saved } = useQuery(judgementQuery(item, person?.id))
  const judgement = judgementWith(saved ? judgementOf(saved) : undefined, draft)
  const next = opensNext.use()
  const panel = useRef<HTMLDivElement>(null)
  usePanelParts(panel)
  const missing = unanswered(queue.criteria, judgement)
  const note = draft.note ?? (draft.note === null ? '' : (judgement.note ?? ''))
  const isJudged = saved?.verdict != null
  return (
    <div ref={panel} className="space-y-4.5 p-4">
      <div className="space-y-1 text-small text-ink-2">
        <p className="flex flex-wrap justify-between gap-x-3 tabular">
          <span>
            Thread {numberText(item.position)} of {numberText(queue.counts.items)}
          </span>
          {left !== undefined && <span>{countText(left, 'reading')} left</span>}
        </p>
        {item.readings > 1 && (
          <p>
            {item.reading === 1 ? 'First' : 'Second'} reading of two: neither is told what the other
            said until both have judged.
          </p>
        )}
        {isJudged && <p>You have judged this. What you change is saved with “Save and next”.</p>}
      </div>
      {whyNot !== undefined && <ReadOnly why={whyNot} within />}
      <div data-review-verdict tabIndex={-1} className="outline-none">
        <VerdictButtons
          given={judgement.verdict}
          onGive={(verdict) => runAction(ACTION[verdict])}
          whyNot={whyNot}
        />
      </div>
      {queue.criteria.length > 0 && (
        <AnswerFields
          criteria={queue.criteria}
          answers={judgement.criteria}
          missing={judgement.verdict === null ? [] : missing.map(({ key }) => key)}
          onAnswer={(key, answer) => {
            const { [key]: _, ...rest } = judgement.criteria
            const criteria = answer === undefined ? rest : { ...rest, [key]: answer }
            changeJudgement(item, { criteria })
          }}
          whyNot={whyNot}
        />
      )}
      <LabelsField
        chosen={judgement.labels}
        onToggle={({ id }) => {
          const { labels } = judgementDrafts.get(draftId)
          const chosen = labels ?? judgement.labels
          changeJudgement(item, {
            labels: chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id],
          })
        }}
        whyNot={whyNot}
      />
      <Section title="Note">
        <NoteBox
          text={note}
          onChange={(text) => changeJudgement(item, { note: text })}
          onSave={() => runAction('queue.next')}
          whyNot={whyNot}
        >
          {overText(note.length, MAX_NOTE_CHARACTERS)}
        </NoteBox>
        <UnkeptNote unkept={judgementDrafts.useUnkept(draftId)} />
      </Section>
      <Button
        size="small"
        icon={Flag}
        aria-pressed={judgement.flagged}
        whyNot={whyNot}
        className={clsx(judgement.flagged && 'border-attention! text-attention!')}
        onClick={() => changeJudgement(item, { flagged: !judgement.flagged })}
      >
        {judgement.flagged ? 'Flagged' : 'Flag'}
      </Button>
      <div className="flex flex-wrap items-center gap-1.5">
        <Button
          variant="quiet"
          icon={Undo2}
          whyNot={whyNot}
          onClick={() => runAction('review.undo')}
        >
          Undo
          <KeyHint keyName="U" />
        </Button>
        <Button
          variant="quiet"
          icon={SkipForward}
          whyNot={whyNot}
          disabled={isJudged}
          onClick={() => runAction('queue.skip')}
        >
          Skip
          <KeyHint keyName="S" />
        </Button>
        <Button variant="primary" whyNot={whyNot} onClick={() => runAction('queue.next')}>
          Save and next
          <span aria-hidden className="text-micro touch:hidden">
            {commandText('↵')}
          </span>
        </Button>
      </div>
      <label className="flex min-h-6 items-center gap-2 text-small text-ink-2">
        <input
          type="checkbox"
          className="accent-accent"
          checked={next}
          onChange={({ target }) => opensNext.change(() => String(target.checked))}
        />
        A verdict saves, and opens the next
      </label>
    </div>
  )
}
