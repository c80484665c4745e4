import {
  type QueryClient,
  infiniteQueryOptions,
  queryOptions,
  useQuery,
} from '@tanstack/react-query'
import { useMemo } from 'react'

import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import type { Review } from '#contract/review.ts'

import { newStore } from '../util/store.ts'
import { request } from './client.ts'
import { queryKey } from './query-key.ts'
import { type Pending, withPending } from './said.ts'

/** This many pages of 100 bound a list that never ends. */
const MAX_PAGES = 20

/** All reviews of a thread and of what is in it, by everybody; changed last, first. */
export const reviewsQuery = (thread_id: string) =>
  queryOptions({
    queryKey: queryKey('listReviews', { query: { thread_id } }),
    queryFn: ({ signal }) => readReviews(thread_id, signal),
  })

export const readReviews = async (thread_id: string, signal: AbortSignal): Promise<Review[]> => {
  const reviews: Review[] = []
  let after: string | null | undefined
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await request('listReviews', {
      query: { thread_id, limit: LARGEST_LIMIT, ...(after && { after }) },
      signal,
    })
    reviews.push(...page.data)
    after = page.last_id
    if (!page.has_more || !after) break
  }
  return reviews
}

const HISTORY_PAGE = 20

/** What was said and taken back of a thread and of what is in it, the newest first. */
export const reviewHistoryQuery = (thread_id: string) =>
  infiniteQueryOptions({
    queryKey: queryKey('listReviewHistory', { params: { thread_id } }),
    queryFn: ({ pageParam, signal }) =>
      request('listReviewHistory', {
        params: { thread_id },
        query: { limit: HISTORY_PAGE, ...(pageParam !== undefined && { after: pageParam }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.has_more ? (page.last_id ?? undefined) : undefined),
  })

/** What is said and not yet known to be written, the oldest first. */
export const pending = newStore<readonly Pending[]>([])

/** Looks at the reviews of a thread anew. */
export const refreshReviews = (client: QueryClient, thread_id: string): void => {
  void client.invalidateQueries({ queryKey: reviewsQuery(thread_id).queryKey })
  void client.invalidateQueries({ queryKey: reviewHistoryQuery(thread_id).queryKey })
}

/** What is in the thread changed, and with it what its reviews say of that. */
export const outdateReviews = (client: QueryClient, thread_id: string): void => {
  const { queryKey: key } = reviewsQuery(thread_id)
  if (client.getQueryData(key)?.length) void client.invalidateQueries({ queryKey: key })
}

const NONE: readonly Review[] = []

/** The reviews of a thread, those included that are just being written. */
export const useReviews = (thread_id: string): readonly Review[] => {
  const { data = NONE } = useQuery(reviewsQuery(thread_id))
  const waiting = pending.use()
  return useMemo(() => withPending(data, thread_id, waiting), [data, thread_id, waiting])
}

/** The same as it stands now. */
export const currentReviews = (client: QueryClient, thread_id: string): readonly Review[] =>
  withPending(
    client.getQueryData(reviewsQuery(thread_id).queryKey) ?? NONE,
    thread_id,
    pending.get(),
  )
