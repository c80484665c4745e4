import {
  type InfiniteData,
  type QueryClient,
  infiniteQueryOptions,
  queryOptions,
} from '@tanstack/react-query'

import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import type { Metadata } from '#contract/primitives.ts'
import { threadCursor } from '#contract/thread-cursor.ts'
import type {
  CreateThreadRequest,
  ListThreadsQuery,
  Thread,
  ThreadSummary,
} from '#contract/thread.ts'

import { shownName } from '../util/shown-name.ts'
import { askedQuery } from './asked-query.ts'
import { FRESH, type Wish, ask, asWish, request } from './client.ts'
import { ApiFailure } from './failure.ts'
import { withoutGone } from './gone-threads.ts'
import { queryKey } from './query-key.ts'
import { pendingTitle } from './renaming.ts'
import { threadsIn } from './threads-in.ts'

/** How the thread list is ordered and narrowed; lives in the URL. */
export interface ThreadFilters {
  order: ThreadOrder
  metadata: Metadata
  /** In the language of a search. */
  query?: string
}
export type ThreadOrder = 'activity' | 'newest' | 'oldest'

/** A stretch of the list as it is ordered, and whether there is more on either side. */
export interface ThreadPage {
  threads: Thread[]
  hasAbove: boolean
  hasBelow: boolean
  /** Whether there may be more once all texts can be found; only of a list that a query narrows. */
  isPartial?: boolean
}
export type ThreadPages = InfiniteData<ThreadPage, unknown>

/** Where a page lies; a cursor stands for the row it begins next to. */
type PageAt = 'opening' | { above: string } | { below: string }

const THREADS_PAGE = 40
/** How often what a query finds is asked again while there are texts that cannot be found yet. */
const INDEXING_MS = 3000
/** After so many answers it takes long, as where threads of a server behind are refused: it is asked more seldom. */
const MANY_ANSWERS = 20

/** How long what is not all searched is waited with, in milliseconds. */
export const indexingPause = (answers: number): number =>
  answers < MANY_ANSWERS ? INDEXING_MS : 10 * INDEXING_MS
/** As many rows on either side as fill a screen. */
const AROUND = 20

/** Begins the key of every thread list, whatever its filters. */
export const threadsKey = queryKey('listThreads', {})

export const listQuery = ({ order, metadata, query }: ThreadFilters): ListThreadsQuery => ({
  order_by: order === 'activity' ? 'last_active_at' : 'created_at',
  order: order === 'oldest' ? 'asc' : 'desc',
  include: ['summary'],
  ...(Object.keys(metadata).length > 0 && { metadata }),
  ...(query !== undefined && askedQuery(query)),
})

/**
 * The threads in order, growing both ways. Opens at the top, or around the thread `around` where it
 * stands further down.
 */
export const threadsQuery = (filters: ThreadFilters, { around }: { around?: string } = {}) => {
  const query = listQuery(filters)
  return infiniteQueryOptions({
    // `around` is no part of it: the list stays one list wherever it was opened.
    queryKey: queryKey('listThreads', { query }),
    queryFn: ({ pageParam, signal }) => fetchPage(query, pageParam, around, signal),
    initialPageParam: opening(),
    // All threads of a page may be deleted: the list goes on from those next to it.
    getPreviousPageParam: (page, pages): PageAt | undefined => {
      const first = pages.find(({ threads }) => threads.length > 0)?.threads[0]
      return page.hasAbove && first ? { above: cursorOf(first, query) } : undefined
    },
    getNextPageParam: (page, pages): PageAt | undefined => {
      const last = pages.findLast(({ threads }) => threads.length > 0)?.threads.at(-1)
      return page.hasBelow && last ? { below: cursorOf(last, query) } : undefined
    },
    // Whoever has read on is not taken back to the first page every few seconds.
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data?.pages.length === 1 && data.pages[0]?.isPartial === true
        ? indexingPause(dataUpdateCount)
        : false,
  })
}

/** What a list of threads asks for, as `threadsQuery` put it into its key. */
export const queryIn = (key: readonly unknown[]): ListThreadsQuery =>
  key[threadsKey.length] as ListThreadsQuery

const opening = (): PageAt => 'opening'

/** The cursor that holds its place while threads move up. */
const cursorOf = ({ id, summary }: Thread, { order_by }: ListThreadsQuery): string =>
  order_by === 'last_active_at' && summary ? threadCursor({ id, activity: summary.activity }) : id

const fetchPage = (
  query: ListThreadsQuery,
  at: PageAt,
  around: string | undefined,
  signal: AbortSignal,
): Promise<ThreadPage> => {
  if (at === 'opening') return openingPage(query, around, signal)
  return 'above' in at
    ? threadsAbove(query, at.above, THREADS_PAGE, signal)
    : threadsBelow(query, at.below, THREADS_PAGE, signal)
}

const openingPage = async (
  query: ListThreadsQuery,
  around: string | undefined,
  signal: AbortSignal,
): Promise<ThreadPage> => {
  const top = await topThreads(query, signal)
  const isThere = around === undefined || top.threads.some(({ id }) => id === around)
  const thread = !isThere && top.hasBelow && (await readIfThere(around, signal))
  return thread && matches(thread, query) ? pageAround(query, thread, signal) : top
}

const readIfThere = async (id: string, signal: AbortSignal): Promise<Thread | undefined> => {
  try {
    return await readThread(id, signal)
  } catch (error) {
    // Whatever its address is, the list itself is there.
    if (error instanceof ApiFailure) return undefined
    throw error
  }
}

/** Whether a thread is known to be in a list; what a search finds, the server knows alone. */
export const matches = ({ metadata }: Thread, query: ListThreadsQuery): boolean =>
  query.query === undefined &&
  Object.entries(query.metadata ?? {}).every(([key, value]) => metadata[key] === value)

const pageAround = async (
  query: ListThreadsQuery,
  thread: Thread,
  signal: AbortSignal,
): Promise<ThreadPage> => {
  const cursor = cursorOf(thread, query)
  const [above, below] = await Promise.all([
    threadsAbove(query, cursor, AROUND, signal),
    threadsBelow(query, cursor, AROUND, signal),
  ])
  return {
    threads: [...above.threads, thread, ...below.threads],
    hasAbove: above.hasAbove,
    hasBelow: below.hasBelow,
  }
}

/** The first page of a list as it stands now. */
export const topThreads = async (
  query: ListThreadsQuery,
  signal?: AbortSignal,
): Promise<ThreadPage> => {
  const page = await listThreads({ ...query, limit: THREADS_PAGE }, signal)
  return {
    threads: page.data,
    hasAbove: false,
    hasBelow: page.has_more,
    ...(page.complete === false && { isPartial: true }),
  }
}

const threadsAbove = async (
  query: ListThreadsQuery,
  before: string,
  limit: number,
  signal: AbortSignal,
): Promise<ThreadPage> => {
  const page = await listThreads({ ...query, before, limit }, signal)
  return { threads: page.data, hasAbove: page.has_more, hasBelow: true }
}

const threadsBelow = async (
  query: ListThreadsQuery,
  after: string,
  limit: number,
  signal?: AbortSignal,
): Promise<ThreadPage> => {
  const page = await listThreads({ ...query, after, limit }, signal)
  return { threads: page.data, hasAbove: true, hasBelow: page.has_more }
}

/** What follows a page, as much as one request may bring. */
export const threadsAfter = (query: ListThreadsQuery, last: Thread): Promise<ThreadPage> =>
  threadsBelow(query, cursorOf(last, query), LARGEST_LIMIT)

/**
 * All threads that a list matches, page by page. They come by creation, the newest first, whatever the order
 * of the list: none moves to another page while they are read, and none that is made meanwhile comes along.
 * `isPartial`: there may be more once all texts can be found.
 */
export async function* matchesOf(
  filters: ThreadFilters,
  signal: AbortSignal,
): AsyncGenerator<{ threads: readonly Thread[]; isPartial: boolean }> {
  const query = { ...listQuery({ ...filters, order: 'newest' }), limit: LARGEST_LIMIT }
  let after: string | undefined
  do {
    const page = await request('listThreads', {
      query: { ...query, ...(after !== undefined && { after }) },
      signal,
    })
    yield { threads: page.data, isPartial: page.complete === false }
    after = page.has_more ? page.data.at(-1)?.id : undefined
  } while (after !== undefined)
}

const listThreads = (query: ListThreadsQuery, signal?: AbortSignal) =>
  withoutGone(request('listThreads', { query, ...(signal && { signal }) }))

export const threadQuery = (thread_id: string) =>
  queryOptions({
    queryKey: queryKey('getThread', { params: { thread_id } }),
    queryFn: ({ signal }) => readThread(thread_id, signal),
  })

/** Reads a thread with its summary. */
export const readThread = (thread_id: string, signal?: AbortSignal) =>
  request('getThread', {
    params: { thread_id },
    query: { include: ['summary'] },
    ...(signal && { signal }),
  })

/** The same before it is written: what it says now, wherever it is kept. */
export const readThreadAnew = (thread_id: string) =>
  request('getThread', { params: { thread_id }, query: { include: ['summary'] }, ...FRESH })

/** The thread as a list shows it, until it is read itself. */
export const listedThread = (client: QueryClient, thread_id: string): Thread | undefined => {
  for (const [, data] of client.getQueriesData<ThreadPages>({ queryKey: threadsKey })) {
    const thread = threadsIn(data).find(({ id }) => id === thread_id)
    if (thread) return thread
  }
  return undefined
}

/** All threads that any list has, each as it is by now. */
export const listedThreads = (client: QueryClient): ReadonlyMap<string, Thread> =>
  new Map(
    client
      .getQueriesData<ThreadPages>({ queryKey: threadsKey })
      .flatMap(([, data]) => threadsIn(data))
      .map((thread) => [thread.id, thread]),
  )

/** How many messages a thread has; undefined where that is not known, as of one that is not fetched yet. */
export const messageCount = ({ summary }: Thread): number | undefined =>
  summary?.partial ? undefined : summary?.message_count

export const createThread = (body: CreateThreadRequest = {}, wish: Wish = {}) =>
  ask('createThread', { body, ...asWish(wish) })

/** What a thread is called: its metadata title, else the start of its first user text. */
export const threadTitle = ({ id, metadata, summary }: Thread): string => {
  const title = pendingTitle(id) ?? metadata['title']
  return title?.trim() ? shownName(title.trim()) : textTitle(summary)
}

/** What a thread without a title of its own is called; dots stand where the text goes on. */
export const textTitle = (summary: ThreadSummary | undefined): string => {
  const text = summary?.title?.trim()
  if (!text) return 'Untitled thread'
  return shownName(summary?.title_cut ? `${text}…` : text)
}
