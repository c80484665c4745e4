import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { ListChecks } from 'lucide-react'

import { isFetchingMore, mirrorQuery, useIsMirror } from '#console/api/mirror.ts'
import { threadCountQuery } from '#console/api/thread-count.ts'
import type { ThreadFilters } from '#console/api/threads.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { countText } from '#console/util/number.ts'

/** How many threads the list has: said once it is known, and when it is another. */
export const ThreadCount = ({
  filters,
  onQueue,
}: {
  filters: ThreadFilters
  /** Begins a queue of them. */
  onQueue?: () => void
}) => {
  const { data } = useQuery({ ...threadCountQuery(filters), placeholderData: keepPreviousData })
  const { data: mirror } = useQuery({ ...mirrorQuery, enabled: useIsMirror() })
  if (data === null) return null
  const count = data && countText(data.total, 'thread')
  return (
    <div className="flex min-h-6 shrink-0 items-center gap-x-2 ps-4.5 pe-3.5 text-meta text-ink-2">
      <output className="min-w-0 flex-1 truncate tabular">
        {data?.more ? `more than ${count}` : count}
        {count !== undefined && mirror && isFetchingMore(mirror) && ', more are being fetched'}
      </output>
      {data !== undefined && data.total > 0 && onQueue && (
        <IconButton
          size="small"
          label="Make a queue of these threads"
          icon={ListChecks}
          onClick={onQueue}
        />
      )}
    </div>
  )
}
