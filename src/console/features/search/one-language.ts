import type { Search } from '#console/api/search.ts'
import type { ThreadFilters } from '#console/api/threads.ts'

import { wordsOnly } from './query-filters.ts'
import { withPair } from './query-text.ts'

/**
 * What narrows the list from now on: a pair of metadata that was added stands in the query, where it can be
 * written there.
 * @param before what narrowed it, its query as it stands in `search`
 */
export const withPairsInQuery = (
  to: ThreadFilters,
  before: ThreadFilters,
  search: Search | undefined,
): { filters: ThreadFilters; search: Search | undefined } => {
  // Taken off with the rest of what narrows the list.
  const isCleared = before.query !== undefined && to.query === undefined
  let query = isCleared ? wordsOnly(search?.query ?? '') : (search?.query ?? '')
  const left: [string, string][] = []
  for (const [key, value] of Object.entries(to.metadata)) {
    const next = before.metadata[key] === value ? undefined : withPair(query, key, value)
    if (next === undefined) left.push([key, value])
    else query = next
  }
  return {
    filters: { order: to.order, metadata: Object.fromEntries(left) },
    search: query === '' ? undefined : { query, order: search?.order ?? 'newest' },
  }
}
