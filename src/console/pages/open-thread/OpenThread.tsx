import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, PanelRightOpen } from 'lucide-react'
import { Suspense, lazy, useCallback, useState } from 'react'
import { Link, useLocation, useNavigate, useSearchParams } from 'react-router'

import { isNotFound } from '#console/api/failure.ts'
import { threadQuery, threadTitle } from '#console/api/threads.ts'
import { Composer } from '#console/features/composer/Composer.tsx'
import { ThreadMenu } from '#console/features/thread-list/ThreadMenu.tsx'
import { ThreadPane } from '#console/features/thread/ThreadPane.tsx'
import { useAction } from '#console/hooks/use-action.ts'
import { useEscape } from '#console/hooks/use-escape.ts'
import { useMedia, useNarrow } from '#console/hooks/use-media.ts'
import { useTitle } from '#console/hooks/use-title.ts'
import { type InspectorTab, type ThreadPlace, paths, placeIn } from '#console/paths.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { store, storedFlag } from '#console/util/stored.ts'
import type { Assistant } from '#contract/assistant.ts'

import { GoneThread } from './GoneThread.tsx'

// Apart from the thread, so that its messages need not wait for it.
const Inspector = lazy(() => import('./Inspector.tsx'))

const KEPT = 'clew.inspector'

const CreateAssistantDialog = lazy(() =>
  import('#console/features/assistant/CreateAssistantDialog.tsx').then((module) => ({
    default: module.CreateAssistantDialog,
  })),
)
const createAssistant = (close: (made?: Assistant) => void) => (
  <Suspense>
    <CreateAssistantDialog onClose={close} />
  </Suspense>
)

/** A thread with its composer, and the inspector beside it, over it or instead of it by the room there is. */
export const OpenThread = ({ threadId }: { threadId: string }) => {
  const [search] = useSearchParams()
  const { hash } = useLocation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const beside = useMedia('(min-width: 1240px)')
  const place = placeIn(search, hash)
  const { data: thread, error } = useQuery(threadQuery(threadId))
  useTitle(thread ? threadTitle(thread) : 'Thread')

  // Where it stands beside the thread it is a matter of taste, kept in this browser; where it covers
  // the thread it is a step forward in history, so that Back uncovers it.
  const [kept, setKept] = useState(() => storedFlag(KEPT, true))
  const shown = place.tab !== undefined || (beside && kept)

  const go = useCallback(
    (to: ThreadPlace, replace: boolean) =>
      void navigate(paths.thread(threadId, { ...placeIn(search, hash), ...to }), { replace }),
    [navigate, threadId, search, hash],
  )
  const keep = (open: boolean) => {
    setKept(open)
    store(KEPT, open)
  }
  const show = (to: ThreadPlace) => {
    if (beside) keep(true)
    go(to, beside)
  }
  const close = () => {
    if (beside) keep(false)
    go({ tab: undefined, run: undefined }, true)
  }
  const onOpenRun = useCallback((run: string) => go({ tab: 'run', run }, beside), [go, beside])
  useEscape(shown && !beside, close)
  useAction('inspector.toggle', () => (shown ? close() : show({ tab: 'run' })))

  // Also when it was there a moment ago: someone else may have deleted it.
  if (isNotFound(error)) return <GoneThread threadId={threadId} to={paths.threads(place.filters)} />

  const inspector = (
    <Suspense fallback={<LoadingInspector />}>
      <Inspector
        threadId={threadId}
        runId={place.run}
        createAssistant={createAssistant}
        tab={place.tab ?? 'run'}
        onTab={(tab: InspectorTab) => go({ tab }, true)}
        onSelectRun={(run) => go({ tab: 'run', run }, true)}
        onClose={close}
      />
    </Suspense>
  )
  if (narrow && shown) {
    return (
      <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col bg-list">
        {inspector}
      </main>
    )
  }
  return (
    <>
      <main id="content" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
        <ThreadPane
          threadId={threadId}
          targetMessageId={place.message}
          activeRunId={place.run}
          onOpenRun={onOpenRun}
          composer={
            <Composer
              threadId={threadId}
              createAssistant={createAssistant}
              onRunStarted={(run) => !narrow && beside && go({ tab: 'run', run: run.id }, true)}
            />
          }
          headerStart={
            narrow && (
              <Link
                to={paths.threads(place.filters)}
                aria-label="All threads"
                className="-ms-2 inline-flex size-9 shrink-0 items-center justify-center rounded-control text-ink-2 hover:bg-hover"
              >
                <ChevronLeft aria-hidden className="size-5 rtl:-scale-x-100" strokeWidth={1.75} />
              </Link>
            )
          }
          headerActions={
            <>
              {thread && <ThreadMenu thread={thread} />}
              {!(beside && shown) && (
                <IconButton
                  label="Show inspector"
                  icon={PanelRightOpen}
                  onClick={() => show({ tab: 'run' })}
                />
              )}
            </>
          }
        />
      </main>
      {shown && (
        <aside
          aria-label="Inspector"
          className={
            beside
              ? 'flex w-[388px] shrink-0 flex-col border-s border-line bg-list'
              : 'absolute inset-y-0 end-0 z-10 flex w-[388px] max-w-full flex-col border-s border-line bg-list shadow-raise'
          }
        >
          {inspector}
        </aside>
      )}
    </>
  )
}

const LoadingInspector = () => (
  <div className="space-y-4 px-3.5 pt-16">
    <Skeleton className="h-6 w-32" />
    <Skeleton className="h-14 w-full" />
  </div>
)
