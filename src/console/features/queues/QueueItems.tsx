import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'

import { peopleQuery } from '#console/api/people.ts'
import { ONCE } from '#console/api/query-client.ts'
import { itemsQuery } from '#console/api/queues.ts'
import { threadTitle } from '#console/api/threads.ts'
import { paths } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { Card } from '#console/ui/Card.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Select } from '#console/ui/Field.tsx'
import { ListEnd } from '#console/ui/ListEnd.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { numberText } from '#console/util/number.ts'
import { ITEM_WORDS } from '#console/util/queue-words.ts'
import { shownName } from '#console/util/shown-name.ts'
import { ITEM_STATUSES, type ItemStatus, type Queue, type QueueItem } from '#contract/queue.ts'

/** The readings of a queue, narrowed to a state or to a person. */
export const QueueItems = ({ queue }: { queue: Queue }) => {
  const [status, setStatus] = useState<ItemStatus | ''>('')
  const [personId, setPersonId] = useState('')
  const { data: people = [] } = useQuery(peopleQuery)
  const list = useInfiniteQuery(
    itemsQuery(queue.id, {
      ...(status !== '' && { status }),
      ...(personId !== '' && { person_id: personId }),
    }),
  )
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list
  const items = list.data?.pages.flatMap(({ data }) => data) ?? []
  const nameOf = (id: string) => shownName(people.find((person) => person.id === id)?.name ?? id)
  return (
    <Card
      name="Threads"
      beside={
        <div className="flex flex-wrap gap-2 print:hidden">
          <Select
            label="State"
            hideLabel
            value={status}
            className="w-auto!"
            options={[
              { value: '', label: 'All states' },
              ...ITEM_STATUSES.map((value) => ({ value, label: ITEM_WORDS[value] })),
            ]}
            onChange={({ target }) =>
              setStatus(ITEM_STATUSES.find((known) => known === target.value) ?? '')
            }
          />
          <Select
            label="Reader"
            hideLabel
            value={personId}
            className="w-auto! max-w-48"
            options={[
              { value: '', label: 'All readers' },
              ...people.map(({ id, name }) => ({ value: id, label: shownName(name) })),
            ]}
            onChange={({ target }) => setPersonId(target.value)}
          />
        </div>
      }
    >
      {list.isPending ? (
        <Skeleton className="mt-3 h-24 w-full" />
      ) : list.isError && items.length === 0 ? (
        <Failure
          layout="inline"
          what="The threads could not be read."
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      ) : items.length === 0 ? (
        <p className="mt-3 text-small text-ink-3">None of them.</p>
      ) : (
        <ul aria-label="Threads" className="mt-2">
          {items.map((item) => (
            <Row key={item.id} item={item} nameOf={nameOf} />
          ))}
        </ul>
      )}
      <ListEnd
        what="threads"
        fetching={isFetchingNextPage}
        error={isFetchNextPageError ? list.error : undefined}
        onRetry={() => void fetchNextPage()}
      />
      {hasNextPage && !isFetchingNextPage && !isFetchNextPageError && (
        <div className="mt-2 print:hidden">
          <Button size="small" variant="quiet" onClick={() => void fetchNextPage(ONCE)}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  )
}

const Row = ({ item, nameOf }: { item: QueueItem; nameOf: (id: string) => string }) => {
  const { thread, status } = item
  const who = item.claim?.person_id ?? item.person_id
  return (
    <li className="relative flex items-baseline gap-x-3 border-t border-line py-1.5 text-small first:border-t-0 hover:bg-hover">
      <span className="w-8 shrink-0 text-end text-ink-3 tabular">
        {item.reading === 1 ? numberText(item.position) : ''}
      </span>
      {thread ? (
        <Link
          to={
            status === 'open'
              ? paths.thread(item.thread_id, { queue: item.queue_id, item: item.id, tab: 'review' })
              : paths.thread(item.thread_id, { tab: 'review' })
          }
          className="min-w-0 flex-1 outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-accent"
        >
          <span dir="auto" className="block truncate">
            {threadTitle(thread)}
          </span>
        </Link>
      ) : (
        <span className="min-w-0 flex-1 truncate text-ink-2">Deleted thread</span>
      )}
      {item.readings > 1 && (
        <span className="shrink-0 text-ink-3 max-sm:hidden">
          {item.reading === 1 ? 'First reading' : 'Second reading'}
        </span>
      )}
      {who && (
        <bdi className="max-w-32 shrink-0 truncate text-ink-2 max-sm:hidden">{nameOf(who)}</bdi>
      )}
      <span className="w-24 shrink-0 text-end text-ink-2">
        {item.claim
          ? 'Being read'
          : status === 'judged' && item.sealed
            ? 'Not told yet'
            : (ITEM_WORDS[status] ?? status)}
      </span>
    </li>
  )
}
