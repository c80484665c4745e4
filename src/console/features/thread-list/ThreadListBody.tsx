import { MessagesSquare } from 'lucide-react'
import type { ReactNode } from 'react'

import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'

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
      All that the list is narrowed by has to be true of a thread.
    </EmptyState>
  ) : (
    <EmptyState icon={MessagesSquare} title="No threads yet" action={create}>
      Threads made here, with an SDK, or by <code>clew import</code> appear in this list.
    </EmptyState>
  )
