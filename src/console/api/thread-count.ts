import { queryOptions } from '@tanstack/react-query'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'
import { ARRIVES_MS, ofSearch } from './search.ts'
import { type ThreadFilters, listQuery } from './threads.ts'

/** How many threads the list has as it is narrowed; counted anew when something was written. */
export const threadCountQuery = (filters: ThreadFilters) => {
  const { include: _, ...query } = listQuery({ ...filters, order: 'activity' })
  return queryOptions({
    // Beside searches, with which it is outdated.
    queryKey: [...ofSearch, ...queryKey('listThreads', { query })],
    queryFn: async ({ signal }) => {
      const counted = { ...query, limit: 1, include: ['total' as const] }
      const { total, more = false } = await request('listThreads', { query: counted, signal })
      // Another server may not count them.
      return total === undefined ? null : { total, more }
    },
    staleTime: Infinity,
    retry: false,
    refetchInterval: ({ state }) => (state.isInvalidated ? ARRIVES_MS : false),
  })
}
