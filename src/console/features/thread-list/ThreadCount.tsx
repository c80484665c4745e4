import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { isFetchingMore, mirrorQuery, useIsMirror } from '#console/api/mirror.ts'
import { threadCountQuery } from '#console/api/thread-count.ts'
import type { ThreadFilters } from '#console/api/threads.ts'
import { countText } from '#console/util/number.ts'

/** How many threads the list has: said once it is known, and when it is another. */
export const ThreadCount = ({ filters }: { filters: ThreadFilters }) => {
  const { data } = useQuery({ ...threadCountQuery(filters), placeholderData: keepPreviousData })
  const { data: mirror } = useQuery({ ...mirrorQuery, enabled: useIsMirror() })
  if (data === null) return null
  const count = data && countText(data.total, 'thread')
  return (
    <output className="block min-h-6 shrink-0 truncate px-4.5 text-meta tabular text-ink-2">
      {data?.more ? `more than ${count}` : count}
      {count !== undefined && mirror && isFetchingMore(mirror) && ', more are being fetched'}
    </output>
  )
}
