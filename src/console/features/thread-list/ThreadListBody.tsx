import { MessagesSquare } from 'lucide-react'
import type { ReactNode } from 'react'

import { useIsMirror, useUpstreamHost } from '#console/api/mirror.ts'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'

import { AddThreadsButton } from './AddThreadsButton.tsx'

export const NoThreads = ({
  filtered,
  onClear,
  create,
}: {
  filtered: boolean
  onClear: () => void
  create: ReactNode
}) => {
  const isMirror = useIsMirror()
  if (isMirror && !filtered) return <NothingMirrored create={create} />
  return filtered ? (
    <EmptyState title="No thread matches" action={<Button onClick={onClear}>Clear filters</Button>}>
      All that the list is narrowed by has to be true of a thread.
    </EmptyState>
  ) : (
    <EmptyState icon={MessagesSquare} title="No threads yet" action={create}>
      Threads made here, with an SDK, or by <code>clew import</code> appear in this list.
    </EmptyState>
  )
}

const NothingMirrored = ({ create }: { create: ReactNode }) => (
  <EmptyState
    icon={MessagesSquare}
    title="No threads yet"
    action={
      <div className="flex flex-wrap justify-center gap-2">
        <AddThreadsButton as="words" />
        {create}
      </div>
    }
  >
    Nothing is mirrored yet from <bdi>{useUpstreamHost()}</bdi>. Threads appear as they pass
    through, or add them by their ids.
  </EmptyState>
)
