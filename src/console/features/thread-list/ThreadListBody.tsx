import { MessagesSquare } from 'lucide-react'
import type { ReactNode } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { LoadingRows } from '#console/ui/LoadingRows.tsx'

export const NoThreads = ({
  filtered,
  onClear,
  create,
}: {
  filtered: boolean
  onClear: () => void
  create: ReactNode
}) =>
  filtered ? (
    <EmptyState title="No thread matches" action={<Button onClick={onClear}>Clear filters</Button>}>
      Every pair of metadata has to match exactly.
    </EmptyState>
  ) : (
    <EmptyState icon={MessagesSquare} title="No threads yet" action={create}>
      Threads made here, with an SDK, or by <code>clew import</code> appear in this list.
    </EmptyState>
  )

/** What stands under the last loaded row. */
export const ListEnd = ({
  fetching,
  error,
  onRetry,
}: {
  fetching: boolean
  error: unknown
  onRetry: () => void
}) => {
  if (error) {
    return (
      <div className="p-2">
        <Failure
          layout="inline"
          what="More threads could not be loaded."
          error={error}
          onRetry={onRetry}
        />
      </div>
    )
  }
  return fetching ? <LoadingRows what="more threads" rows={2} /> : null
}
