import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import clsx from 'clsx'
import { Ban, Check, ChevronLeft, Lock, SkipForward, Users } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'

import { useReviewer } from '#console/api/people.ts'
import { ONCE } from '#console/api/query-client.ts'
import { judgementQuery } from '#console/api/queue-reading.ts'
import { itemsQuery, queueQuery } from '#console/api/queues.ts'
import { threadTitle } from '#console/api/threads.ts'
import { paths } from '#console/paths.ts'
import { Failure } from '#console/ui/Failure.tsx'
import { Select } from '#console/ui/Field.tsx'
import { ListEnd } from '#console/ui/ListEnd.tsx'
import { LoadingRows } from '#console/ui/LoadingRows.tsx'
import { OPEN_BAR, rowLook } from '#console/ui/row-look.ts'
import { VerdictBar, verdictsText } from '#console/ui/VerdictBar.tsx'
import { VerdictMark } from '#console/ui/VerdictMark.tsx'
import { numberText } from '#console/util/number.ts'
import { ITEM_WORDS, doneOf, extentText, queryText } from '#console/util/queue-words.ts'
import { shownName } from '#console/util/shown-name.ts'
import { ITEM_STATUSES, type ItemStatus, type Queue, type QueueItem } from '#contract/queue.ts'
import type { Review } from '#contract/review.ts'

import { useOpenItem } from './QueueReader.tsx'

/** The queue that is read, where the list of threads stands otherwise: how far it is, and what is in it. */
export const QueueSide = ({ queueId, itemId }: { queueId: string; itemId: string | undefined }) => {
  const { data: queue, error, refetch } = useQuery(queueQuery(queueId))
  return (
    <div translate="no" className="flex min-h-0 min-w-0 flex-1 flex-col bg-list">
      <header className="flex min-h-bar shrink-0 items-center gap-1 py-0.5 ps-2 pe-3.5">
        <Link
          to={paths.queue(queueId)}
          aria-label="To the results"
          title="To the results"
          className="inline-flex size-8 shrink-0 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink"
        >
          <ChevronLeft aria-hidden className="icon rtl:-scale-x-100" />
        </Link>
        <h1 dir="auto" className="min-w-0 flex-1 truncate text-heading">
          {queue ? shownName(queue.name) : 'Queue'}
        </h1>
      </header>
      {queue ? (
        <>
          <Progress queue={queue} />
          <Items queue={queue} itemId={itemId} />
        </>
      ) : error ? (
        <Failure
          once
          what="The queue could not be read."
          error={error}
          onRetry={() => void refetch()}
        />
      ) : (
        <LoadingRows what="threads" />
      )}
    </div>
  )
}

const Progress = ({ queue }: { queue: Queue }) => {
  const { counts } = queue
  const { done, all } = doneOf(queue)
  const query = queryText(queue)
  return (
    <div className="shrink-0 space-y-2 border-b border-line px-4.5 pb-3">
      <p className="text-small break-words text-ink-2">
        {extentText(queue)}
        {query && (
          <>
            {' · '}
            <bdi className="text-ink">{shownName(query)}</bdi>
          </>
        )}
      </p>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small tabular">
        <strong className="font-strong">
          {numberText(done)} / {numberText(all)}
        </strong>
        <VerdictBar counts={counts} of={all} sealed={counts.sealed} className="min-w-16 flex-1" />
        <span className="text-ink-2">{verdictsText(counts)}</span>
      </p>
    </div>
  )
}

/** So many are shown whole, in whatever state they are. */
const FEW = 60

const Items = ({ queue, itemId }: { queue: Queue; itemId: string | undefined }) => {
  const [status, setStatus] = useState<ItemStatus | ''>(queue.counts.readings > FEW ? 'open' : '')
  const asked = { ...(status !== '' && { status }) }
  const list = useInfiniteQuery(itemsQuery(queue.id, asked))
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const mark = end.current
    if (!mark || !hasNextPage || isFetchingNextPage || isFetchNextPageError) return
    const seen = new IntersectionObserver(
      ([entry]) => entry?.isIntersecting && void fetchNextPage(ONCE),
      { rootMargin: '400px' },
    )
    seen.observe(mark)
    return () => seen.disconnect()
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError])
  const items = list.data?.pages.flatMap(({ data }) => data) ?? []
  return (
    <>
      <div className="shrink-0 px-3.5 py-2">
        <Select
          label="Which threads"
          hideLabel
          value={status}
          options={[
            { value: '', label: 'All' },
            ...ITEM_STATUSES.map((value) => ({ value, label: ITEM_WORDS[value] })),
          ]}
          onChange={({ target }) =>
            setStatus(ITEM_STATUSES.find((known) => known === target.value) ?? '')
          }
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto pb-2">
        {list.isPending ? (
          <LoadingRows what="threads" />
        ) : items.length === 0 && list.isError ? (
          <Failure
            once
            what="The threads of the queue could not be read."
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        ) : items.length === 0 ? (
          <p className="px-4.5 py-6 text-center text-small text-ink-2">None.</p>
        ) : (
          <ul aria-label="Threads of the queue">
            {items.map((item) => (
              <li
                key={item.id}
                className="[contain-intrinsic-size:auto_3.5rem] [content-visibility:auto]"
              >
                <Row item={item} isOpen={item.id === itemId} />
              </li>
            ))}
          </ul>
        )}
        <div ref={end} />
        <ListEnd
          what="threads"
          fetching={isFetchingNextPage}
          error={isFetchNextPageError ? list.error : undefined}
          onRetry={() => void fetchNextPage()}
        />
      </div>
    </>
  )
}

const Row = ({ item, isOpen }: { item: QueueItem; isOpen: boolean }) => {
  const openItem = useOpenItem()
  const { thread } = item
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isOpen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [isOpen])
  const title = thread ? threadTitle(thread) : 'Deleted thread'
  return (
    <div ref={row} className="relative px-1">
      {isOpen && <span aria-hidden className={OPEN_BAR} />}
      <div
        className={clsx(
          'relative',
          rowLook({ selected: isOpen, isMarked: false, isSelecting: false }),
        )}
      >
        <div className="flex items-center gap-2">
          {thread ? (
            <Link
              to={paths.thread(item.thread_id, {
                queue: item.queue_id,
                item: item.id,
                tab: 'review',
              })}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return
                event.preventDefault()
                openItem(item)
              }}
              aria-current={isOpen ? 'page' : undefined}
              className="min-w-0 flex-1 font-strong outline-none before:absolute before:inset-0 before:rounded-row focus-visible:before:outline-2 focus-visible:before:outline-accent"
            >
              <span dir="auto" className="block truncate">
                {title}
              </span>
            </Link>
          ) : (
            <span className="min-w-0 flex-1 truncate text-ink-2">{title}</span>
          )}
          <span className="shrink-0 text-meta text-ink-3 tabular">
            {numberText(item.position)}
            {item.reading > 1 && ', again'}
          </span>
        </div>
        <Status item={item} />
      </div>
    </div>
  )
}

/** How it stands with a reading, and by whom. */
const Status = ({ item }: { item: QueueItem }) => {
  const client = useQueryClient()
  const person = useReviewer()
  const { queryKey } = judgementQuery(item, person?.id)
  // The other reading of the thread is somebody else's.
  const isOwn = item.person_id !== null && item.person_id === person?.id
  const own = isOwn ? client.getQueryData<Review | null>(queryKey) : undefined
  const isOther = item.claim && item.claim.person_id !== person?.id
  const look = 'inline-flex min-w-0 items-center gap-1 text-small text-ink-2'
  const icon = 'size-3.5 shrink-0'
  if (item.status === 'judged' && own?.verdict) return <VerdictMark verdict={own.verdict} />
  if (item.status === 'judged')
    return (
      <span className={look}>
        {item.sealed ? (
          <Lock aria-hidden className={icon} />
        ) : (
          <Check aria-hidden className={icon} />
        )}
        {item.sealed ? 'Judged, not told yet' : 'Judged'}
      </span>
    )
  if (item.status === 'skipped')
    return (
      <span className={look}>
        <SkipForward aria-hidden className={icon} />
        Skipped
      </span>
    )
  if (item.status === 'gone')
    return (
      <span className={look}>
        <Ban aria-hidden className={icon} />
        Its thread is deleted
      </span>
    )
  if (isOther)
    return (
      <span className={look}>
        <Users aria-hidden className={icon} />
        Somebody reads it
      </span>
    )
  return <span className={clsx(look, 'text-ink-3')}>{item.claim ? 'You read it' : 'Open'}</span>
}
