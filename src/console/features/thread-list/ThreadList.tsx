import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState } from 'react'

import { ONCE } from '#console/api/query-client.ts'
import { readAgain } from '#console/api/read-again.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { admitThreads, holdThreads, showTop, useArrivals } from '#console/api/thread-arrivals.ts'
import { threadsIn } from '#console/api/thread-pages.ts'
import { type ThreadFilters, threadsQuery } from '#console/api/threads.ts'
import { runAction, useAction } from '#console/hooks/use-action.ts'
import { useNarrow } from '#console/hooks/use-media.ts'
import { useNow } from '#console/hooks/use-now.ts'
import type { InspectorTab } from '#console/paths.ts'
import { Failure } from '#console/ui/Failure.tsx'
import { LoadingRows } from '#console/ui/LoadingRows.tsx'
import { PILL } from '#console/ui/pill.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { numberText } from '#console/util/number.ts'
import type { Thread } from '#contract/thread.ts'

import { FilterChips } from './FilterChips.tsx'
import { toRows } from './list-rows.ts'
import { ListFooter } from './ListFooter.tsx'
import { NewThreadButton } from './NewThreadButton.tsx'
import { threadDialog } from './thread-dialog.ts'
import { ThreadDialogHost } from './ThreadDialogHost.tsx'
import { ThreadFilterMenu } from './ThreadFilterMenu.tsx'
import { ListEnd, NoThreads } from './ThreadListBody.tsx'
import { ThreadRows } from './ThreadRows.tsx'
import { useIntent } from './use-intent.ts'

interface Props {
  filters: ThreadFilters
  /** The inspector's tab that links lead on to. */
  tab: InspectorTab | undefined
  selectedId?: string | undefined
  /** The thread around which the list opens when it is first loaded. */
  around?: string | undefined
  /** The thread that was read before the list took its place. */
  readId?: string | undefined
  onFilters: (filters: ThreadFilters) => void
  /** Opens a thread, or none; on a `walk` through the list Back leads to where that began. */
  onOpen: (threadId: string | undefined, how?: { walk: boolean }) => void
}

/** All threads in order, to choose one from. */
export const ThreadList = (props: Props) => {
  const { filters, tab, selectedId, around, readId, onFilters, onOpen } = props
  const client = useQueryClient()
  const narrow = useNarrow()
  const options = threadsQuery(filters, around === undefined ? {} : { around })
  const key = options.queryKey
  const memory = JSON.stringify(filters)
  const list = useInfiniteQuery(options)
  const threads = useMemo(() => threadsIn(list.data), [list.data])
  const now = useNow()
  const rows = useMemo(() => toRows(threads, filters.order, now), [threads, filters.order, now])
  const [toTop, setToTop] = useState(0)
  const [isFar, setFar] = useState(false)
  const arrivals = useArrivals(key, selectedId)
  const intent = useIntent()
  const newThread = () => void runAction('thread.new')

  const onReading = useCallback(
    (reading: boolean) => {
      holdThreads(key, reading)
      if (!reading) admitThreads(client, key)
    },
    // The key is built anew each time; `memory` is what it is built from.
    // oxlint-disable-next-line react/exhaustive-deps
    [client, memory],
  )
  useEffect(() => () => holdThreads(key, false), [memory]) // oxlint-disable-line react/exhaustive-deps

  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage(ONCE)
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError])

  const { fetchPreviousPage, hasPreviousPage, isFetchingPreviousPage, isFetchPreviousPageError } =
    list
  const onNearStart = useCallback(() => {
    if (hasPreviousPage && !isFetchingPreviousPage && !isFetchPreviousPageError)
      void fetchPreviousPage(ONCE)
  }, [fetchPreviousPage, hasPreviousPage, isFetchingPreviousPage, isFetchPreviousPageError])
  const onTop = async () => {
    try {
      await showTop(client, key)
      setToTop((times) => times + 1)
      return true
    } catch (error) {
      const detail = describeFailure(error).message
      showToast({ tone: 'error', text: 'The top of the list could not be read.', detail })
      return false
    }
  }
  const onStep = (id: string) => {
    // On a narrow screen a thread takes the place of the list, which is walked on its own.
    if (!narrow) onOpen(id, { walk: selectedId !== undefined })
  }

  const selected = threads.find((thread) => thread.id === selectedId)
  const whyNot = { rename: useWhyNot('modifyThread'), delete: useWhyNot('deleteThread') }
  const show = (kind: 'rename' | 'delete') =>
    selected && whyNot[kind] === undefined
      ? () => threadDialog.set({ kind, thread: selected })
      : undefined
  useAction('thread.rename', show('rename'))
  useAction('thread.delete', show('delete'))

  const openNextAfter = (deleted: Thread) => {
    if (deleted.id !== selectedId) return
    const at = threads.findIndex((thread) => thread.id === deleted.id)
    onOpen((threads[at + 1] ?? threads[at - 1])?.id)
  }
  return (
    <div translate="no" className="flex min-h-0 min-w-0 flex-1 flex-col bg-list">
      <header className="flex min-h-bar shrink-0 flex-wrap items-center gap-x-2 ps-4.5 pe-3.5">
        <h1 className="min-w-20 flex-1 truncate text-heading">Threads</h1>
        <ThreadFilterMenu filters={filters} threads={threads} onChange={onFilters} />
        <NewThreadButton onPress={newThread} />
      </header>
      <FilterChips filters={filters} onChange={onFilters} />
      <div className="relative flex min-h-0 flex-1 flex-col">
        {(arrivals.count > 0 || hasPreviousPage || isFar) && (
          <button
            type="button"
            onClick={() => void onTop()}
            // Beside the heading that stands there, over no row.
            className={`absolute end-3 top-1 z-10 ${PILL}`}
          >
            <ArrowUp aria-hidden className="size-3.5" />
            {arrivals.count > 0 && !hasPreviousPage
              ? `${numberText(arrivals.count)}${arrivals.more ? '+' : ''} new`
              : 'To the top'}
          </button>
        )}
        {list.isPending ? (
          <LoadingRows what="threads" />
        ) : rows.length === 0 && list.isError ? (
          <Failure
            once
            what="The threads could not be loaded."
            error={list.error}
            onRetry={() => readAgain(client)}
          />
        ) : rows.length === 0 ? (
          <NoThreads
            filtered={Object.keys(filters.metadata).length > 0}
            onClear={() => onFilters({ ...filters, metadata: {} })}
            create={
              // Beside an empty pane, which offers it, one is enough.
              narrow && <NewThreadButton label="New thread" onPress={newThread} />
            }
          />
        ) : (
          <ThreadRows
            key={memory}
            {...{
              rows,
              filters,
              tab,
              memory,
              selectedId,
              readId,
              onReading,
              onNearStart,
              onNearEnd,
              toTop,
              intent,
            }}
            onFar={setFar}
            hasAbove={hasPreviousPage}
            hasBelow={hasNextPage}
            onOpen={onStep}
            onTop={onTop}
            footer={
              <ListEnd
                fetching={isFetchingNextPage}
                error={isFetchNextPageError ? list.error : undefined}
                onRetry={() => void fetchNextPage()}
              />
            }
          />
        )}
      </div>
      <ListFooter />
      <ThreadDialogHost onDeleted={openNextAfter} />
    </div>
  )
}
