import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import {
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react'
import { useNavigate } from 'react-router'

import { useIsMirror } from '#console/api/mirror.ts'
import { ONCE } from '#console/api/query-client.ts'
import { readAgain } from '#console/api/read-again.ts'
import {
  admitThreads,
  holdThreads,
  readTop,
  showTop,
  useArrivals,
} from '#console/api/thread-arrivals.ts'
import { isEmptied, isPartialList, isWholeList } from '#console/api/thread-pages.ts'
import { threadsIn } from '#console/api/threads-in.ts'
import { type ThreadFilters, threadsQuery } from '#console/api/threads.ts'
import { runAction } from '#console/hooks/use-action.ts'
import { useNarrow } from '#console/hooks/use-media.ts'
import { useNow } from '#console/hooks/use-now.ts'
import { type InspectorTab, paths } from '#console/paths.ts'
import { Failure } from '#console/ui/Failure.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { ListEnd } from '#console/ui/ListEnd.tsx'
import { LoadingRows } from '#console/ui/LoadingRows.tsx'
import { PartlySearched } from '#console/ui/PartlySearched.tsx'
import { PILL } from '#console/ui/pill.ts'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import { numberText } from '#console/util/number.ts'

import { addThreadsDialog } from './add-threads.ts'
import { AddThreadsButton } from './AddThreadsButton.tsx'
import { FilterChips } from './FilterChips.tsx'
import { toRows } from './list-rows.ts'
import { ListFooter } from './ListFooter.tsx'
import { ListHeader } from './ListHeader.tsx'
import { NewThreadButton } from './NewThreadButton.tsx'
import { selectedThreads } from './selected-threads.ts'
import { ThreadCount } from './ThreadCount.tsx'
import { ThreadDialogHost } from './ThreadDialogHost.tsx'
import { ThreadFilterMenu } from './ThreadFilterMenu.tsx'
import { NoThreads } from './ThreadListBody.tsx'
import { ThreadRows } from './ThreadRows.tsx'
import { useIntent } from './use-intent.ts'

const AddThreads = lazyPart(() => import('./AddThreads.tsx').then((module) => module.AddThreads), {
  missing: 'The dialog could not be loaded.',
  over: true,
})

interface Props {
  filters: ThreadFilters
  /** The inspector's tab that links lead on to. */
  tab: InspectorTab | undefined
  selectedId?: string | undefined
  /** The thread around which the list opens when it is first loaded. */
  around?: string | undefined
  /** The thread that was read before the list took its place. */
  readId?: string | undefined
  /** The thread that was open until the list alone was shown. */
  leftId?: string | undefined
  /** Where a query is written. */
  search: ReactNode
  /** What a query can narrow by, to be chosen. */
  queryFilters: ReactNode
  /** What was found, in place of the threads. */
  results?: ReactNode
  /** What that was found by, in the threads that `filters` narrows to. */
  found?: string | undefined
  onFilters: (filters: ThreadFilters) => void
  /** Takes off all that narrows the list or the search; undefined where nothing does. */
  onClear: (() => void) | undefined
  /** Opens a thread, or none; on a `walk` through the list Back leads to where that began. */
  onOpen: (threadId: string | undefined, how?: { walk: boolean }) => void
}

/** All threads in order, to choose one from. */
export const ThreadList = (props: Props) => {
  const { filters, tab, selectedId, around, readId, onFilters, onOpen } = props
  const client = useQueryClient()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const options = threadsQuery(filters, around === undefined ? {} : { around })
  const key = options.queryKey
  const memory = JSON.stringify(filters)
  const list = useInfiniteQuery(options)
  const threads = useMemo(() => threadsIn(list.data), [list.data])
  const isPartial = isPartialList(list.data)
  const now = useNow()
  const rows = useMemo(() => toRows(threads, filters.order, now), [threads, filters.order, now])
  const [toTop, setToTop] = useState(0)
  const [isFar, setFar] = useState(false)
  const arrivals = useArrivals(key, selectedId)
  const intent = useIntent()
  // Matches have one of their own.
  const hasOrder = !props.results
  const isMirror = useIsMirror()
  const isAdding = addThreadsDialog.use()
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
  const { data, refetch } = list
  const wasEmptied = isEmptied(data) && !list.isError
  useEffect(() => {
    // All that was loaded is deleted: what follows takes its place.
    if (wasEmptied) readTop(client, key).catch(() => refetch())
    // The key is built anew each time.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [wasEmptied, data, refetch])
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

  const openNextAfter = (deletedId: string) => {
    if (deletedId !== selectedId) return
    // What was found stays, and with it the reader's place; the list behind it is another.
    if (!hasOrder) return onOpen(undefined)
    const at = threads.findIndex((thread) => thread.id === deletedId)
    const around = [...threads.slice(at + 1), ...threads.slice(0, Math.max(0, at)).toReversed()]
    // Those that are selected may be the next to go.
    const { threads: marked } = selectedThreads.get()
    onOpen(around.find(({ id }) => !marked.has(id))?.id)
  }
  // Of matches of words all threads are read for it: how many those are that are loaded is not known here.
  const selectable = hasOrder
    ? { filters, loaded: threads, isWhole: list.isSuccess && isWholeList(list.data) }
    : { filters: { ...filters, query: props.found }, loaded: [], isWhole: false }
  useLayoutEffect(() => selectedThreads.keepIn(selectable.filters))
  return (
    <div translate="no" className="flex min-h-0 min-w-0 flex-1 flex-col bg-list">
      <ListHeader {...selectable} onDeleted={openNextAfter}>
        <h1 className="min-w-20 flex-1 truncate text-heading">Threads</h1>
        {/* Where large text leaves them no room beside the title, they have a row below it together. */}
        <div className="ms-auto flex items-center gap-x-2">
          <ThreadFilterMenu {...{ filters, hasOrder }} onChange={onFilters} onClear={props.onClear}>
            {props.queryFilters}
          </ThreadFilterMenu>
          {isMirror && <AddThreadsButton as="icon" />}
          <NewThreadButton onPress={newThread} />
        </div>
      </ListHeader>
      {props.search}
      <FilterChips {...{ filters, hasOrder }} onChange={onFilters} />
      {hasOrder && (
        <ThreadCount
          filters={filters}
          onQueue={() =>
            void navigate(paths.queues({ query: filters.query, metadata: filters.metadata }))
          }
        />
      )}
      {/* What is higher than a low window leaves room for is painted over nothing below. */}
      <div className="relative flex min-h-0 flex-1 flex-col overflow-y-auto">
        {props.results ?? (
          <>
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
            {isPartial && <PartlySearched mayBeUnfetched={isMirror} />}
            {list.isPending || wasEmptied ? (
              <LoadingRows what="threads" />
            ) : rows.length === 0 && list.isError ? (
              <Failure
                once
                what="The threads could not be loaded."
                error={list.error}
                onRetry={() => readAgain(client)}
              />
            ) : rows.length === 0 && isPartial ? null : rows.length === 0 ? (
              <NoThreads
                filtered={filters.query !== undefined || Object.keys(filters.metadata).length > 0}
                onClear={() => onFilters({ order: filters.order, metadata: {} })}
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
                  leftId: props.leftId,
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
                    what="threads"
                    fetching={isFetchingNextPage}
                    error={isFetchNextPageError ? list.error : undefined}
                    onRetry={() => void fetchNextPage()}
                  />
                }
              />
            )}
          </>
        )}
      </div>
      <ListFooter openId={selectedId} onOpenGone={() => onOpen(undefined)} />
      <Suspense>
        {isMirror && isAdding && <AddThreads onClose={() => addThreadsDialog.set(false)} />}
      </Suspense>
      <ThreadDialogHost onDeleted={({ id }) => openNextAfter(id)} />
    </div>
  )
}
