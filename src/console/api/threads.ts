import { type InfiniteData, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import type { List, Metadata } from '#contract/primitives.ts'
import { threadCursor } from '#contract/thread-cursor.ts'
import type { CreateThreadRequest, ListThreadsQuery, Thread } from '#contract/thread.ts'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'

/** How the thread list is ordered and narrowed; lives in the URL. */
export interface ThreadFilters {
  order: ThreadOrder
  metadata: Metadata
}
export type ThreadOrder = 'activity' | 'newest' | 'oldest'

export type ThreadPages = InfiniteData<List<Thread>, unknown>

export const THREADS_PAGE = 40

/** Begins the key of every thread list, whatever its filters. */
export const threadsKey = ['threads', 'list'] as const

const listQuery = ({ order, metadata }: ThreadFilters): ListThreadsQuery => ({
  order_by: order === 'activity' ? 'last_active_at' : 'created_at',
  order: order === 'oldest' ? 'asc' : 'desc',
  include: ['summary'],
  ...(Object.keys(metadata).length > 0 && { metadata }),
})

export const threadsQuery = (filters: ThreadFilters) => {
  const query = listQuery(filters)
  return infiniteQueryOptions({
    queryKey: queryKey('listThreads', { query }),
    queryFn: ({ pageParam, signal }) =>
      request('listThreads', {
        query: { ...query, limit: THREADS_PAGE, ...(pageParam && { after: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.has_more ? cursorAfter(page, filters.order) : undefined),
  })
}

/** The cursor that holds its place while threads move up. */
const cursorAfter = (page: List<Thread>, order: ThreadOrder): string | undefined => {
  const last = page.data.at(-1)
  if (!last) return undefined
  if (order !== 'activity' || !last.summary) return last.id
  return threadCursor({ id: last.id, activity: last.summary.activity })
}

/** The first page of a list as it stands now. */
export const firstThreads = (query: ListThreadsQuery) =>
  request('listThreads', { query: { ...query, limit: THREADS_PAGE } })

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

export const createThread = (body: CreateThreadRequest = {}) => request('createThread', { body })

export const modifyThread = (thread_id: string, metadata: Metadata) =>
  request('modifyThread', { params: { thread_id }, body: { metadata } })

export const deleteThread = (thread_id: string) =>
  request('deleteThread', { params: { thread_id } })

/** What a thread is called: its metadata title, else the start of its first user text. */
export const threadTitle = (thread: Thread): string =>
  thread.metadata['title']?.trim() || thread.summary?.title?.trim() || 'Untitled thread'
