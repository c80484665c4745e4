import { useInfiniteQuery } from '@tanstack/react-query'
import { MessagesSquare, Plus } from 'lucide-react'
import { Suspense, useEffect } from 'react'
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'

import { type ThreadFilters, threadsQuery } from '../api/threads.ts'
import { ThreadDialogHost } from '../features/thread-list/ThreadDialogHost.tsx'
import { runAction } from '../hooks/use-action.ts'
import { useNarrow } from '../hooks/use-media.ts'
import { useTitle } from '../hooks/use-title.ts'
import { filtersIn, paths } from '../paths.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import { SplitView } from '../ui/SplitView.tsx'
import { afterContent, contentShown } from '../util/first-content.ts'
import { LoadingList } from './LoadingList.tsx'
import { OpenThread } from './open-thread/OpenThread.tsx'

// A link to a thread shows its messages first.
const ThreadList = lazyPart(
  () =>
    afterContent(() => import('../features/thread-list/ThreadList.tsx')).then(
      (module) => module.ThreadList,
    ),
  { missing: 'The thread list could not be loaded.' },
)

export default function ThreadsPage() {
  const { threadId } = useParams()
  const [search] = useSearchParams()
  const { hash } = useLocation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const filters = filtersIn(search)
  useTitle(threadId ? undefined : 'Threads')
  useEffect(() => {
    if (!threadId) contentShown()
  }, [threadId])
  // Also fetches what the list shows, so that it is there when the list is.
  const isEmpty = useInfiniteQuery({
    ...threadsQuery(filters),
    select: ({ pages }) => pages[0]?.data.length === 0,
  }).data

  const open = (id: string | undefined, to: ThreadFilters = filters) =>
    void navigate(id ? paths.thread(id, { filters: to }) : paths.threads(to))
  const onFilters = (to: ThreadFilters) => {
    if (!threadId) return void navigate(paths.threads(to), { replace: true })
    void navigate(paths.thread(threadId, { filters: to }) + hash, { replace: true })
  }
  const list = (
    <Suspense fallback={<LoadingList />}>
      <ThreadList filters={filters} selectedId={threadId} onFilters={onFilters} onOpen={open} />
    </Suspense>
  )
  const thread = threadId ? (
    // Keyed: nothing of one thread's pane carries over to the next.
    <OpenThread key={threadId} threadId={threadId} />
  ) : (
    <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 items-center justify-center">
      <NoThread isEmpty={isEmpty === true && Object.keys(filters.metadata).length === 0} />
    </main>
  )
  if (narrow)
    return threadId ? (
      <>
        {thread}
        {/* The list, which has its own, is not there. */}
        <ThreadDialogHost onDeleted={(deleted) => deleted.id === threadId && open(undefined)} />
      </>
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

/** Stands where a thread would be. */
const NoThread = ({ isEmpty }: { isEmpty: boolean }) =>
  isEmpty ? (
    <EmptyState
      icon={MessagesSquare}
      title="Begin with a thread"
      action={
        <Button variant="primary" icon={Plus} onClick={() => runAction('thread.new')}>
          New thread
        </Button>
      }
    >
      Write its first message, and let an assistant answer.
    </EmptyState>
  ) : (
    <EmptyState icon={MessagesSquare} title="No thread is open">
      Choose one from the list.
    </EmptyState>
  )
