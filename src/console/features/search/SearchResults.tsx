import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import clsx from 'clsx'
import { ArrowUp, ChevronDown, ListChecks } from 'lucide-react'
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'

import { ONCE } from '#console/api/query-client.ts'
import { readAgain } from '#console/api/read-again.ts'
import {
  type HitOrder,
  type Search,
  countNew,
  newMatchesQuery,
  searchQuery,
} from '#console/api/search.ts'
import { useLate } from '#console/hooks/use-late.ts'
import type { Selecting } from '#console/hooks/use-row-selection.ts'
import { paths } from '#console/paths.ts'
import { Failure } from '#console/ui/Failure.tsx'
import { IconButton } from '#console/ui/IconButton.tsx'
import { ListEnd } from '#console/ui/ListEnd.tsx'
import { LoadingRows } from '#console/ui/LoadingRows.tsx'
import { Menu } from '#console/ui/Menu.tsx'
import { PartlySearched } from '#console/ui/PartlySearched.tsx'
import { PILL } from '#console/ui/pill.ts'
import { numberText } from '#console/util/number.ts'
import { focusSearch } from '#console/util/search-field.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { SearchHit, SearchResult } from '#contract/search.ts'

import { matchesText, orders } from './hit-words.ts'
import { HitRows } from './HitRows.tsx'
import { NoMatches } from './NoMatches.tsx'
import { emojiIn } from './query-text.ts'
import { recents } from './recents.ts'
import { refusedQuery } from './refused-query.ts'
import { usePagesOnScreen } from './use-pages-on-screen.ts'
import { WrongQuery } from './WrongQuery.tsx'

export interface SearchResultsProps {
  search: Search
  /** What is asked: the query, of which the last word may be taken for a beginning. */
  asked: string
  /** What the list is narrowed to besides. */
  metadata: Metadata
  /** More or other is written by now, and cannot be asked yet. */
  isUnasked: boolean
  /** The threads that are selected. */
  selecting: Selecting
  /** The match that is open. */
  selectedIn: (hits: readonly SearchHit[]) => string | undefined
  /** The match that was open until the matches alone were shown. */
  leftIn?: (hits: readonly SearchHit[]) => string | undefined
  /** Whether a match is or was open: after a reload it may lie beyond the first page. */
  isOpened: boolean
  addressOf: (hit: SearchHit) => string
  onOpen: (hit: SearchHit) => void
  onOrder: (order: HitOrder) => void
  /** What is to be looked for from now on; an empty text for nothing. */
  onQuery: (query: string) => void
  /** Takes the query with words as they are written elsewhere. */
  onSuggestion: (query: string) => void
}

/** On so many pages the match that is open is looked for. */
const MOST_SOUGHT = 10

/** The matches of all pages, each once: while texts are written, one may move to a later page. */
const hitsOf = (pages: readonly SearchResult[]): SearchHit[] => [
  ...new Map(pages.flatMap(({ data }) => data.map((hit) => [hit.id, hit] as const))).values(),
]

/** What was found, where the list of threads stands otherwise. */
export const SearchResults = (props: SearchResultsProps) => {
  const { search, asked, metadata, selectedIn, leftIn, onOrder } = props
  const wanted = { query: asked, order: search.order, metadata }
  const client = useQueryClient()
  const navigate = useNavigate()
  const refused = refusedQuery(search.query)
  const found = useInfiniteQuery({
    ...searchQuery(wanted),
    enabled: refused === undefined,
    placeholderData: keepPreviousData,
  })
  const { data, isPlaceholderData, fetchNextPage } = found
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError } = found
  const hits = useMemo(() => hitsOf(data?.pages ?? []), [data])
  // What stands there belongs to the search before until the new one is answered. A word is one list with
  // what begins so.
  const memory = JSON.stringify([search.query, search.order, metadata])
  const [shown, setShown] = useState(memory)
  if (!isPlaceholderData && data && shown !== memory) setShown(memory)
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !isPlaceholderData)
      void fetchNextPage(ONCE)
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError, isPlaceholderData])

  const [sought, setSought] = useState(props.isOpened ? memory : undefined)
  const isSought = sought === memory
  if (isSought && data && !isPlaceholderData) {
    const isOver = !hasNextPage || isFetchNextPageError || data.pages.length >= MOST_SOUGHT
    if (isOver || (selectedIn(hits) ?? leftIn?.(hits)) !== undefined) setSought(undefined)
  }
  // A page may be without matches though older texts were not looked at.
  const isFurther = hits.length === 0 && hasNextPage
  useEffect(() => {
    if (isSought || isFurther) onNearEnd()
  }, [isSought, isFurther, onNearEnd])

  const onShown = usePagesOnScreen(wanted, isPlaceholderData ? undefined : data)

  const isLate = useLate(isPlaceholderData)
  const isOld = useLate(isPlaceholderData || props.isUnasked)
  const box = useRef<HTMLDivElement>(null)
  const known = isPlaceholderData ? undefined : data?.pages[0]
  const now = useQuery(newMatchesQuery(wanted, known)).data
  const arrived = known && now ? countNew(known, now, { loaded: hits, order: search.order }) : 0
  // What others delete far below is told by the count alone.
  const counted = arrived === 0 ? now : known
  const showNew = () => {
    const { queryKey } = searchQuery(wanted)
    // Read on from the top: pages below are fetched when they are reached.
    client.setQueryData(
      queryKey,
      (all) => all && { pages: all.pages.slice(0, 1), pageParams: all.pageParams.slice(0, 1) },
    )
    void found.refetch()
    box.current?.querySelector('[data-pane]')?.scrollTo({ top: 0 })
  }
  const firstThread = hits.find(({ thread }) => thread)?.thread
  const onSelect =
    firstThread && matchMedia('(hover: none)').matches
      ? () => props.selecting.toggle(firstThread)
      : undefined
  const isNone = hits.length === 0 && !isFurther
  const showFirst = useEffectEvent(showNew)
  useEffect(() => {
    // There is nothing that would move.
    if (isNone && arrived > 0) showFirst()
  }, [isNone, arrived])
  const { query } = search
  const emoji = useMemo(() => emojiIn(query), [query])
  const onFollow = useCallback(() => recents.remember(query), [query])

  const wrong = refused ?? refusedQuery(asked, found.error)
  if (wrong) return <WrongQuery query={wrong.query} problem={wrong.problem} />
  if (found.isPending) return <LoadingRows what="matches" />
  const [first] = data?.pages ?? []
  if (found.isError && !isFetchNextPageError)
    return (
      <Failure
        what="The search could not be made."
        error={found.error}
        onRetry={() => readAgain(client)}
      >
        {found.isFetching && <p className="text-small text-ink-2">{SEARCHING}</p>}
      </Failure>
    )
  if (!first) return null
  // Of the most relevant only the newest are compared.
  const isWhole = !hasNextPage && search.order !== 'relevance'
  const end = (
    <ListEnd
      what="matches"
      fetching={isFetchingNextPage}
      error={isFetchNextPageError ? found.error : undefined}
      onRetry={() => void fetchNextPage()}
    />
  )
  return (
    <div
      ref={box}
      aria-busy={isPlaceholderData}
      className={clsx('flex min-h-0 flex-1 flex-col transition-opacity', isOld && 'opacity-60')}
    >
      <div className="@container flex min-h-8 shrink-0 flex-wrap items-center justify-end gap-x-2 ps-4.5 pe-2.5 text-small text-ink-2">
        {/* Where large text leaves them no room beside each other, the count has a row of its own. */}
        <output className="min-w-0 flex-1 truncate tabular @max-[16rem]:basis-full">
          {isLate || isFurther ? SEARCHING : matchesText(counted ?? first, hits.length, isWhole)}
        </output>
        {arrived > 0 && (
          <button type="button" onClick={showNew} className={`shrink-0 ${PILL}`}>
            <ArrowUp aria-hidden className="size-3.5" />
            {numberText(arrived)} new
          </button>
        )}
        {hits.length > 0 && (
          <IconButton
            size="small"
            label="Make a queue of these threads"
            icon={ListChecks}
            onClick={() => void navigate(paths.queues({ query, metadata }))}
          />
        )}
        {hits.length > 0 && (
          <OrderMenu order={search.order} onOrder={onOrder} onSelect={onSelect} />
        )}
      </div>
      {!first.complete && <PartlySearched unfetched={first.unfetched} />}
      {emoji.length > 0 && (
        <p className="shrink-0 px-4.5 pb-1.5 text-meta break-words text-ink-2">
          Emoji are not searched for: {emoji.join(' ')}
        </p>
      )}
      {isFurther ? (
        isFetchNextPageError ? (
          end
        ) : (
          <LoadingRows what="matches" />
        )
      ) : hits.length === 0 ? (
        <NoMatches
          isWhole={first.complete}
          query={query}
          metadata={metadata}
          suggestion={first.suggestion}
          onSuggestion={props.onSuggestion}
          onClear={() => props.onQuery('')}
        />
      ) : (
        <HitRows
          key={shown}
          hits={hits}
          memory={shown}
          selectedId={selectedIn(hits)}
          leftId={leftIn?.(hits)}
          selecting={props.selecting}
          hasBelow={hasNextPage}
          onNearEnd={onNearEnd}
          onShown={onShown}
          addressOf={props.addressOf}
          onOpen={props.onOpen}
          onFollow={onFollow}
          onLeaveUp={focusSearch}
          footer={end}
        />
      )}
    </div>
  )
}

const SEARCHING = 'Searching…'

const orderLabel = (order: HitOrder) => orders.find(({ value }) => value === order)?.label ?? ''

const OrderMenu = ({
  order,
  onOrder,
  onSelect,
}: {
  order: HitOrder
  onOrder: (order: HitOrder) => void
  /** Begins to select, where no pointer brings up the boxes. */
  onSelect: (() => void) | undefined
}) => (
  <Menu
    label={`Order of the matches: ${orderLabel(order)}`}
    className="inline-flex min-h-7 shrink-0 items-center gap-1 rounded-control px-2 text-small text-ink-2 hover:bg-hover hover:text-ink"
    items={[
      ...orders.map(({ value, label }) => ({
        label,
        checked: value === order,
        onSelect: () => onOrder(value),
      })),
      ...(onSelect ? [{ label: 'Select threads', onSelect }] : []),
    ]}
  >
    {orderLabel(order)}
    <ChevronDown aria-hidden className="size-3.5" strokeWidth={1.75} />
  </Menu>
)
