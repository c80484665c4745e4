import { MessagesSquare } from 'lucide-react'
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'

import type { ThreadFilters } from '../api/threads.ts'
import { ThreadList } from '../features/thread-list/ThreadList.tsx'
import { useNarrow } from '../hooks/use-media.ts'
import { useTitle } from '../hooks/use-title.ts'
import { filtersIn, paths } from '../paths.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { SplitView } from '../ui/SplitView.tsx'
import { OpenThread } from './open-thread/OpenThread.tsx'

export default function ThreadsPage() {
  const { threadId } = useParams()
  const [search] = useSearchParams()
  const { hash } = useLocation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const filters = filtersIn(search)
  useTitle(threadId ? undefined : 'Threads')

  const open = (id: string | undefined, to: ThreadFilters = filters) =>
    void navigate(id ? paths.thread(id, { filters: to }) : paths.threads(to))
  const onFilters = (to: ThreadFilters) => {
    if (!threadId) return void navigate(paths.threads(to), { replace: true })
    void navigate(paths.thread(threadId, { filters: to }) + hash, { replace: true })
  }
  const list = (
    <ThreadList filters={filters} selectedId={threadId} onFilters={onFilters} onOpen={open} />
  )
  const thread = threadId ? (
    // Keyed: nothing of one thread's pane carries over to the next.
    <OpenThread key={threadId} threadId={threadId} />
  ) : (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 items-center justify-center">
      <EmptyState icon={MessagesSquare} title="No thread is open">
        Choose one from the list.
      </EmptyState>
    </main>
  )
  if (narrow)
    return threadId ? (
      thread
    ) : (
      <main id="content" tabIndex={-1} className="flex min-w-0 flex-1">
        {list}
      </main>
    )
  return (
    <SplitView
      label="Width of the thread list"
      memory="clew.list-width"
      start={list}
      startLabel="Thread list"
    >
      {thread}
    </SplitView>
  )
}
