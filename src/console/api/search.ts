import {
  type InfiniteData,
  type Query,
  type QueryClient,
  type QueryKey,
  hashKey,
  infiniteQueryOptions,
  notifyManager,
  queryOptions,
  replaceEqualDeep,
} from '@tanstack/react-query'

import type { Metadata } from '#contract/primitives.ts'
import type { OperatorName } from '#contract/search-language.ts'
import type { SearchHit, SearchResult } from '#contract/search.ts'
import type { Thread } from '#contract/thread.ts'

import { askedQuery } from './asked-query.ts'
import { request } from './client.ts'
import { late } from './failure.ts'
import { type HitNews, newsOfHits } from './held-hits.ts'
import { isOfList, isUnder, queryKey } from './query-key.ts'
import { indexingPause } from './threads.ts'

export type HitOrder = 'newest' | 'oldest' | 'relevance'

/** What is looked for among all threads; lives in the URL. */
export interface Search {
  query: string
  order: HitOrder
}

/** A search among the threads that the list is narrowed to. */
export interface NarrowedSearch extends Search {
  metadata?: Metadata
}

const asked = ({ query, order, metadata }: NarrowedSearch) => ({
  ...askedQuery(query),
  order,
  ...(metadata && Object.keys(metadata).length > 0 && { metadata }),
})

const HITS_PAGE = 40
/** Coming back within this time costs nothing; a change in any thread ends it. */
const FRESH_MS = 60_000

/** How long changes are gathered before it is looked for new matches: what was written can be found by then. */
export const ARRIVES_MS = 1500

/** How long a search is waited for. */
const ANSWERED_MS = 30_000

/** Begins the key of every search. */
export const ofSearch = queryKey('search', {}).slice(0, 1)

const fetchHits = (
  search: NarrowedSearch,
  after: string | undefined,
  signal: AbortSignal,
): Promise<SearchResult> =>
  request('search', {
    query: { ...asked(search), limit: HITS_PAGE, ...(after !== undefined && { after }) },
    signal,
  })

/** What was found, from the top on. */
export const searchQuery = (search: NarrowedSearch) =>
  infiniteQueryOptions({
    queryKey: queryKey('search', { query: asked(search) }),
    queryFn: async ({ client, pageParam, signal }) => {
      const tooLate = AbortSignal.timeout(ANSWERED_MS)
      try {
        const page = await fetchHits(search, pageParam, AbortSignal.any([signal, tooLate]))
        if (pageParam !== undefined)
          client.setQueryData(laterPageQuery(search, pageParam).queryKey, page)
        return page
      } catch (error) {
        throw tooLate.aborted && !signal.aborted ? late(ANSWERED_MS, error) : error
      }
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.has_more ? (page.last_id ?? undefined) : undefined),
    staleTime: FRESH_MS,
    // Whoever has read on is not taken back to the first page every few seconds.
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data?.pages.length === 1 && data.pages[0]?.complete === false
        ? indexingPause(dataUpdateCount)
        : false,
  })

/** Ends the key of what is looked at for new matches. */
const NEW = 'new'

/** Counted from what was found last. */
const newMatchesKey = (search: readonly unknown[], first: SearchResult | undefined) => [
  ...search,
  NEW,
  first?.first_id ?? null,
  first?.total ?? 0,
]

/** The first page of a search as it is by now: it is looked for new matches when something was written. */
export const newMatchesQuery = (search: NarrowedSearch, first: SearchResult | undefined) =>
  queryOptions({
    queryKey: newMatchesKey(queryKey('search', { query: asked(search) }), first),
    queryFn: async ({ client, signal }) => {
      const now = await fetchHits(search, undefined, signal)
      if (first) renewHits(client, search, { first, now })
      return now
    },
    enabled: first !== undefined,
    ...(first && { initialData: first }),
    staleTime: Infinity,
    retry: false,
    refetchInterval: ({ state }) => (state.isInvalidated ? ARRIVES_MS : false),
  })

/**
 * A page further down as it is by now, which is looked at while it is on screen: what is held of it is brought up to
 * that once something was written. Pages that nobody sees cost nothing.
 */
export const laterPageQuery = (search: NarrowedSearch, after: string) =>
  queryOptions({
    queryKey: [...queryKey('search', { query: asked(search) }), NEW, 'after', after],
    queryFn: async ({ client, signal }) => {
      const now = await fetchHits(search, after, signal)
      renewPage(client, search, { after, now })
      return now
    },
    staleTime: Infinity,
    retry: false,
    refetchInterval: ({ state }) => (state.isInvalidated ? ARRIVES_MS : false),
  })

/**
 * How many matches there are besides those that are known. Above 10,000 they are not counted.
 * @param loaded all matches that are known, of which the first page may be `known`
 */
export const countNew = (
  known: SearchResult,
  now: SearchResult,
  { loaded, order }: { loaded: readonly SearchHit[]; order: HitOrder },
): number => {
  if (known.more || now.more) return 0
  const ids = new Set(loaded.map(({ id }) => id))
  // One that is deleted far below takes another's place in the total. Of those behind the last that is known
  // it cannot be told whether they are new, and of the most relevant, which change places, of none.
  const last = order === 'relevance' ? -1 : now.data.findLastIndex(({ id }) => ids.has(id))
  const before = now.data.slice(0, last + 1).filter(({ id }) => !ids.has(id))
  return Math.max(before.length, now.total - known.total)
}

/** Something was written: what was found before is asked for again when it is next shown. */
export const outdateSearches = (client: QueryClient): void =>
  void client.invalidateQueries({ queryKey: ofSearch, refetchType: 'none' })

// Beside what was found there are values below the same key.
const hasHits = ({ queryKey: key }: Query) =>
  isUnder(key, ofSearch) && !isOfList(key) && !key.includes(NEW)

/** Takes out of what was found what is deleted since, also of what has arrived beside it, and of what arrives. */
export const dropHits = (client: QueryClient, isGone: (hit: SearchHit) => boolean): void =>
  alsoOfPages(client, hasHits, () => takeOut(client, hasHits, isGone))

/** Writes a thread anew where it stands beside its matches. */
export const rewriteThreadOfHits = (client: QueryClient, thread: Thread): void =>
  alsoOfPages(client, hasHits, () =>
    rewriteHits(client, hasHits, (hit) => {
      if (hit.thread_id !== thread.id) return hit
      const summary = thread.summary ?? hit.thread?.summary
      return { ...hit, thread: { ...thread, ...(summary && { summary }) } }
    }),
  )

/** Whether something was found in a thread. */
export const isAmongHits = (client: QueryClient, thread_id: string): boolean =>
  client
    .getQueriesData<InfiniteData<SearchResult>>({ predicate: hasHits })
    .some(([, found]) =>
      found?.pages.some(({ data }) => data.some((hit) => hit.thread_id === thread_id)),
    )

/** Brings what was found up to what the first page is by now: nothing moves, and what is new is only counted. */
const renewHits = (
  client: QueryClient,
  search: NarrowedSearch,
  { first, now }: { first: SearchResult; now: SearchResult },
): void => {
  const { queryKey: key } = searchQuery(search)
  const pagesNow = () => client.getQueryData<InfiniteData<SearchResult>>(key)?.pages ?? []
  const hash = hashKey(newMatchesKey(key, first))
  // What was found may have been asked for again meanwhile.
  if (hashKey(newMatchesKey(key, pagesNow()[0])) !== hash) return
  const loaded = pagesNow().flatMap(({ data }) => data)
  bringUp(client, key, newsOfHits(loaded, now, search.order), {
    // While texts are indexed anew, one that is missing may be there all the same.
    isSure: now.complete || !first.complete,
    onGone: () => client.setQueryData(newMatchesKey(key, pagesNow()[0]), now),
  })
}

/** The same of a page further down. */
const renewPage = (
  client: QueryClient,
  search: NarrowedSearch,
  { after, now }: { after: string; now: SearchResult },
): void => {
  const { queryKey: key } = searchQuery(search)
  const found = client.getQueryData<InfiniteData<SearchResult>>(key)
  const page = found?.pages[found.pageParams.indexOf(after)]
  if (!page) return
  bringUp(client, key, newsOfHits(page.data, now, search.order), {
    isSure: now.complete || !page.complete,
  })
}

const bringUp = (
  client: QueryClient,
  key: QueryKey,
  { renewed, gone }: HitNews,
  { isSure, onGone }: { isSure: boolean; onGone?: () => void },
): void => {
  const isOf = ({ queryHash }: Query) => queryHash === hashKey(key)
  // Matches and their number are shown together.
  notifyManager.batch(() =>
    alsoOfPages(client, isOf, () => {
      rewriteHits(client, isOf, (hit) => renewed.get(hit.id) ?? hit)
      const pages = client.getQueryData<InfiniteData<SearchResult>>(key)?.pages
      const isThere = pages?.some(({ data }) => data.some(({ id }) => gone.has(id)))
      if (!isThere || !isSure) return
      takeOut(client, isOf, ({ id }) => gone.has(id))
      onGone?.()
    }),
  )
}

/**
 * Changes what was found now, and once more with what is on its way: a page is added to those that there were
 * when it was asked for.
 */
const alsoOfPages = (
  client: QueryClient,
  isOf: (query: Query) => boolean,
  change: () => void,
): void => {
  change()
  const onTheirWay = client.getQueryCache().findAll({
    predicate: (query) => isOf(query) && query.state.fetchStatus === 'fetching',
  })
  for (const { promise } of onTheirWay) {
    // A moment later, once they are there.
    const soon = () => void setTimeout(change)
    void promise?.then(soon, soon)
  }
}

/** So many pages are asked for again as a whole; of more those that are on screen. */
const MOST_REREAD = 3

/** What is shown of searches is asked for again: many of it are deleted, and others may stand in their place. */
export const searchAgain = (client: QueryClient): void => {
  const isLong = (query: Query) => {
    const found = query.state.data as InfiniteData<SearchResult> | undefined // `hasHits` says so
    if (!found || found.pages.length <= MOST_REREAD) return false
    if (found.pages.some(({ data }) => data.length > 0)) return true
    const { pages, pageParams } = found
    client.setQueryData(query.queryKey, {
      pages: pages.slice(0, 1),
      pageParams: pageParams.slice(0, 1),
    })
    return false
  }
  const long = client
    .getQueryCache()
    .findAll({ predicate: (each) => hasHits(each) && isLong(each) })
  void client.invalidateQueries({
    predicate: (query) => hasHits(query) && !long.includes(query),
    refetchType: 'active',
  })
  for (const { queryKey: key } of long)
    void client.invalidateQueries({ queryKey: [...key, NEW], refetchType: 'active' })
}

const rewriteHits = (
  client: QueryClient,
  isOf: (query: Query) => boolean,
  to: (hit: SearchHit) => SearchHit,
): void => {
  const searches = client.getQueriesData<InfiniteData<SearchResult>>({ predicate: isOf })
  for (const [key, found] of searches) {
    if (!found) continue
    const next = found.pages.map((page) => ({ ...page, data: page.data.map(to) }))
    const pages = replaceEqualDeep(found.pages, next)
    if (pages === found.pages) continue
    client.setQueryData(key, { ...found, pages })
    // What was written meanwhile is still to be asked for.
    void client.invalidateQueries({ queryKey: key, exact: true, refetchType: 'none' })
  }
}

const takeOut = (
  client: QueryClient,
  isOf: (query: Query) => boolean,
  isGone: (hit: SearchHit) => boolean,
): void => {
  const searches = client.getQueriesData<InfiniteData<SearchResult>>({ predicate: isOf })
  for (const [key, found] of searches) {
    const [first] = found?.pages ?? []
    if (!found || !first) continue
    const now = client.getQueryData<SearchResult>(newMatchesKey(key, first))
    const loaded = found.pages.flatMap(({ data }) => data)
    const pages = withoutHits(found.pages, loaded, isGone)
    const [nowLeft] = now ? withoutHits([now], [...loaded, ...now.data], isGone) : []
    if (pages === found.pages && nowLeft === now) continue
    client.setQueryData(key, { ...found, pages })
    if (nowLeft) client.setQueryData(newMatchesKey(key, pages[0]), nowLeft)
    // What was written meanwhile is still to be asked for.
    void client.invalidateQueries({ queryKey: key, refetchType: 'none' })
  }
}

/** The pages without what is gone, counted among `hits`; the same where nothing is. */
const withoutHits = (
  pages: SearchResult[],
  hits: readonly SearchHit[],
  isGone: (hit: SearchHit) => boolean,
): SearchResult[] => {
  const gone = new Map(hits.filter(isGone).map((hit) => [hit.id, hit.thread_id]))
  if (gone.size === 0) return pages
  const left = new Set(hits.filter((hit) => !isGone(hit)).map(({ thread_id: id }) => id))
  const lost = new Set([...gone.values()].filter((id) => !left.has(id)))
  return pages.map((page) => ({
    ...page,
    data: page.data.filter((hit) => !isGone(hit)),
    total: page.more ? page.total : page.total - gone.size,
    ...(page.threads !== undefined && { threads: page.threads - lost.size }),
  }))
}

/** How many values are offered of an operator. */
const VALUES = 12

/** What values are asked for: of metadata without a key, its keys. */
export interface ValuesAsked {
  operator: OperatorName
  key?: string
  prefix?: string
  /** How many. */
  limit?: number
}

/** What an operator can be followed by, what most threads have first. */
export const searchValuesQuery = (asked: ValuesAsked) =>
  queryOptions({
    queryKey: queryKey('listSearchValues', { query: asked }),
    queryFn: ({ signal }) =>
      request('listSearchValues', { query: { limit: VALUES, ...asked }, signal }),
    staleTime: FRESH_MS,
  })
