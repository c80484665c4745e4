import { type InfiniteData, replaceEqualDeep, useQueries } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'

import { type NarrowedSearch, laterPageQuery } from '#console/api/search.ts'
import type { SearchResult } from '#contract/search.ts'

/**
 * Keeps what is on screen true, however far down that is; what is not, once it is there.
 * @param found what is held of the search; undefined while it belongs to another
 * @returns is to be told the ids of the matches on screen
 */
export const usePagesOnScreen = (
  search: NarrowedSearch,
  found: InfiniteData<SearchResult> | undefined,
) => {
  const [onScreen, setOnScreen] = useState<readonly string[]>([])
  const latest = useRef(onScreen)
  useQueries({ queries: found ? onScreen.map((after) => laterPageQuery(search, after)) : [] })
  return useCallback(
    (ids: ReadonlySet<string>) => {
      const pages = found?.pages ?? []
      const shown = pages.flatMap(({ data }, at) => {
        const after = found?.pageParams[at]
        // The first is looked at for new matches anyway.
        return typeof after === 'string' && data.some(({ id }) => ids.has(id)) ? [after] : []
      })
      const next = replaceEqualDeep<readonly string[]>(latest.current, shown)
      // Nothing is drawn anew while rows are walked through.
      if (next === latest.current) return
      latest.current = next
      setOnScreen(next)
    },
    [found],
  )
}
