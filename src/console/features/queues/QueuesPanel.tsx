import { useInfiniteQuery } from '@tanstack/react-query'
import { ListChecks, Plus } from 'lucide-react'
import { Link } from 'react-router'

import { ONCE } from '#console/api/query-client.ts'
import { queuesQuery } from '#console/api/queues.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { paths } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { ListEnd } from '#console/ui/ListEnd.tsx'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { VerdictBar, verdictsText } from '#console/ui/VerdictBar.tsx'
import { numberText } from '#console/util/number.ts'
import { doneOf, extentText, queryText } from '#console/util/queue-words.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { Queue } from '#contract/queue.ts'

import { QueueState } from './QueueState.tsx'

/** All queues there are, and how far each is. */
export const QueuesPanel = ({ onNew }: { onNew: () => void }) => {
  const list = useInfiniteQuery(queuesQuery)
  const { data, error, refetch, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list
  const whyNot = useWhyNot('createQueue')
  const queues = data?.pages.flatMap((page) => page.data)
  const making = (
    <Button variant="primary" icon={Plus} whyNot={whyNot} onClick={onNew}>
      New queue
    </Button>
  )
  return (
    <div className="mx-auto w-full max-w-4xl px-4 pb-10">
      <header className="flex min-h-bar flex-wrap items-center justify-between gap-3 py-4">
        <h1 className="text-heading">Review</h1>
        {queues && queues.length > 0 && making}
      </header>
      {whyNot !== undefined && <ReadOnly why={whyNot} within />}
      {!queues ? (
        error ? (
          <Failure
            what="The queues could not be read."
            error={error}
            onRetry={() => void refetch()}
          />
        ) : (
          <div className="space-y-2">
            <Skeleton className="h-21 w-full rounded-card" />
            <Skeleton className="h-21 w-full rounded-card" />
            <Skeleton className="h-21 w-full rounded-card" />
          </div>
        )
      ) : queues.length === 0 ? (
        <EmptyState icon={ListChecks} title="No queues yet" action={making}>
          A queue holds threads that are judged one after another: those a search finds, or a sample
          of them. What they come to is told here, and leaves as CSV.
        </EmptyState>
      ) : (
        <>
          <ul aria-label="Queues" className="space-y-2">
            {queues.map((queue) => (
              <li key={queue.id}>
                <Row queue={queue} />
              </li>
            ))}
          </ul>
          <ListEnd
            what="queues"
            fetching={isFetchingNextPage}
            error={isFetchNextPageError ? error : undefined}
            onRetry={() => void list.fetchNextPage()}
          />
          {hasNextPage && !isFetchingNextPage && !isFetchNextPageError && (
            <div className="mt-3 text-center">
              <Button onClick={() => void list.fetchNextPage(ONCE)}>More queues</Button>
            </div>
          )}
        </>
      )}
    </div>
  )
}

const Row = ({ queue }: { queue: Queue }) => {
  const { counts } = queue
  const { done, all } = doneOf(queue)
  const query = queryText(queue)
  return (
    <div className="relative rounded-card border border-line bg-raise px-4 py-3 hover:bg-hover">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <Link
          to={paths.queue(queue.id)}
          className="min-w-0 font-strong break-words outline-none after:absolute after:inset-0 after:rounded-card focus-visible:after:outline-2 focus-visible:after:outline-accent"
        >
          <bdi>{shownName(queue.name)}</bdi>
        </Link>
        <QueueState queue={queue} />
        <RelativeTime at={queue.created_at} className="ms-auto text-meta text-ink-3" />
      </div>
      <p className="mt-0.5 text-small break-words text-ink-2">
        {extentText(queue)}
        {query && (
          <>
            {' · '}
            <bdi>{shownName(query)}</bdi>
          </>
        )}
      </p>
      {queue.state !== 'filling' && queue.state !== 'failed' && (
        <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1 text-small tabular">
          <span className="text-ink">
            {numberText(done)} / {numberText(all)}
          </span>
          <VerdictBar
            counts={counts}
            of={all}
            sealed={counts.sealed}
            className="min-w-24 flex-1 basis-40"
          />
          <span className="text-ink-2">{verdictsText(counts)}</span>
        </p>
      )}
    </div>
  )
}
