import { useQuery } from '@tanstack/react-query'
import { ArrowRight, Ban, ListChecks } from 'lucide-react'
import { Link } from 'react-router'

import { isNotFound } from '#console/api/failure.ts'
import { queueQuery, totalsQuery } from '#console/api/queues.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { paths } from '#console/paths.ts'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { Spinner } from '#console/ui/Spinner.tsx'
import { countText, numberText } from '#console/util/number.ts'
import { doneOf, extentText, queryText } from '#console/util/queue-words.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Queue } from '#contract/queue.ts'

import { Differing } from './Differing.tsx'
import { QueueCards } from './QueueCards.tsx'
import { QueueItems } from './QueueItems.tsx'
import { QueueMenu } from './QueueMenu.tsx'
import { QueueState } from './QueueState.tsx'
import { ByCriterion, ByGroup, ByLabel, ByReviewer } from './Totals.tsx'

import './queues.css'

/** What the judgements of a queue come to, and its threads. */
export const QueuePanel = ({ queueId }: { queueId: string }) => {
  const { data: queue, error, refetch } = useQuery(queueQuery(queueId))
  return (
    <div className="queue-room min-h-0 flex-1 overflow-y-auto px-4 pb-8 [scrollbar-gutter:stable] md:px-8">
      <div className="mx-auto max-w-[80rem]">
        {queue ? (
          <Shown queue={queue} />
        ) : isNotFound(error) ? (
          <EmptyState
            heading="h1"
            icon={ListChecks}
            title="This queue is not here"
            action={
              <Link className="text-accent underline" to={paths.queues()}>
                To the queues
              </Link>
            }
          >
            It was deleted, or its address is another one.
          </EmptyState>
        ) : error ? (
          <Failure
            what="The queue could not be read."
            error={error}
            onRetry={() => void refetch()}
          />
        ) : (
          <QueueSkeleton />
        )}
      </div>
    </div>
  )
}

const QueueSkeleton = () => (
  <div className="space-y-3 pt-5">
    <Skeleton className="h-8 w-72 max-w-full" />
    <Skeleton className="h-21 w-full rounded-card" />
    <Skeleton className="h-48 w-full rounded-card" />
  </div>
)

const Shown = ({ queue }: { queue: Queue }) => {
  const query = queryText(queue)
  const isReady = queue.state === 'open' || queue.state === 'closed'
  return (
    <>
      <header className="flex flex-wrap items-center gap-x-3 gap-y-2 py-4 md:py-5">
        <div className="min-w-0 flex-auto basis-64">
          <h1 className="flex flex-wrap items-baseline gap-x-3 text-display break-words">
            <bdi className="min-w-0">{shownName(queue.name)}</bdi>
            <QueueState queue={queue} />
          </h1>
          <p className="text-small break-words text-ink-2">
            {extentText(queue)}
            {query && (
              <>
                {' · '}
                <bdi>{shownName(query)}</bdi>
              </>
            )}
            {` · made by ${shownName(queue.person.name)}`}
          </p>
        </div>
        <div className="flex max-w-full flex-wrap items-center gap-2 print:hidden">
          <QueueMenu queue={queue} />
          {queue.state === 'open' && <ReadOn queue={queue} />}
        </div>
      </header>
      {queue.state === 'filling' ? (
        <p role="status" className="flex items-center gap-2 py-12 text-ink-2">
          <Spinner /> The queue is being filled: {countText(queue.of, 'thread')} found so far.
        </p>
      ) : queue.state === 'failed' ? (
        <EmptyState icon={Ban} title="This queue could not be filled">
          {queue.problem ?? 'The server does not say why.'} Delete it, and make another.
        </EmptyState>
      ) : queue.counts.items === 0 ? (
        <EmptyState icon={ListChecks} title="No thread matched">
          When this queue was made nothing was found by <bdi>{shownName(query) || 'it'}</bdi>.
        </EmptyState>
      ) : null}
      {isReady && queue.counts.items > 0 && <Results queue={queue} />}
    </>
  )
}

const ReadOn = ({ queue }: { queue: Queue }) => {
  const whyNot = useWhyNot('claimQueueItem')
  const { done, all } = doneOf(queue)
  const left = Math.max(0, all - done)
  if (left === 0) return null
  const text = done === 0 ? `Read ${numberText(left)}` : `Continue, ${numberText(left)} left`
  const look =
    'inline-flex min-h-8 items-center gap-1.5 rounded-control border border-transparent px-3 font-strong whitespace-nowrap forced-plate'
  if (whyNot !== undefined)
    return (
      <span title={whyNot} aria-disabled className={`${look} bg-accent text-accent-on opacity-55`}>
        {text}
      </span>
    )
  return (
    <Link
      to={paths.readQueue(queue.id)}
      className={`${look} bg-accent text-accent-on hover:bg-accent-strong`}
    >
      {text}
      <ArrowRight aria-hidden className="icon rtl:-scale-x-100" />
    </Link>
  )
}

const Results = ({ queue }: { queue: Queue }) => {
  const { data: totals, error, refetch } = useQuery(totalsQuery(queue.id))
  return (
    <div className="space-y-3">
      <QueueCards queue={queue} totals={totals} />
      {totals ? (
        <div className="queue-grid">
          <ByLabel totals={totals} />
          <ByReviewer totals={totals} />
          <Differing queue={queue} totals={totals} />
          {totals.criteria.length > 0 && <ByCriterion totals={totals} />}
          <ByGroup
            name="By assistant"
            what="Assistant"
            groups={totals.assistants.map(({ assistant_id, ...rest }) => ({
              ...rest,
              key: assistant_id,
            }))}
            isAssistant
          />
          <ByGroup
            name="By model"
            what="Model"
            groups={totals.models.map(({ model, ...rest }) => ({ ...rest, key: model }))}
          />
        </div>
      ) : error ? (
        <Failure
          layout="inline"
          what="The totals could not be read."
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <Skeleton className="h-48 w-full rounded-card" />
      )}
      <QueueItems queue={queue} />
    </div>
  )
}
