import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronLeft, PanelRightOpen } from 'lucide-react'
import { Suspense, useCallback, useEffect, useRef } from 'react'
import { Link, useLocation, useNavigate } from 'react-router'

import { isNotFound } from '#console/api/failure.ts'
import { useMirroredThread } from '#console/api/mirror.ts'
import { NEW_THREAD } from '#console/api/new-thread-id.ts'
import { useIsRenaming } from '#console/api/renaming.ts'
import { type Reviewed, reviewed } from '#console/api/reviewed.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { useActiveRun } from '#console/api/runs.ts'
import { listedThread, threadQuery, threadTitle } from '#console/api/threads.ts'
import {
  fileIn,
  isOfMessage,
  isOfMetadata,
  isOfTitle,
  isOfTool,
  ledBesideMessages,
  saidIn,
} from '#console/features/search/hit-place.ts'
import { useThreadKeys } from '#console/features/thread-list/use-thread-keys.ts'
import { forgetFind } from '#console/features/thread/kept-find.ts'
import { stepWords } from '#console/features/thread/step-words.ts'
import { type PaneControls, ThreadPane } from '#console/features/thread/ThreadPane.tsx'
import { titlePlace } from '#console/features/thread/title-place.ts'
import { useNarrow } from '#console/hooks/use-media.ts'
import { useTitle } from '#console/hooks/use-title.ts'
import { paths } from '#console/paths.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { onFocusLost } from '#console/ui/lost-focus.ts'
import { ReadOnly } from '#console/ui/ReadOnly.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { afterContent, contentShown } from '#console/util/first-content.ts'
import { isTypedAhead } from '#console/util/type-ahead.ts'
import type { Assistant } from '#contract/assistant.ts'

import { useNeededTab } from './needed-tab.ts'
import { isOpenedHere, useInspector } from './use-inspector.ts'

// Apart from the thread, so that its messages need not wait for them.
const ThreadMenu = lazyPart(
  () =>
    afterContent(() => import('#console/features/thread-list/ThreadMenu.tsx')).then(
      (module) => module.ThreadMenu,
    ),
  { meanwhile: <span className="size-8" /> },
)
const Inspector = lazyPart(
  () => afterContent(() => import('./Inspector.tsx')).then((module) => module.default),
  { missing: 'The inspector could not be loaded.' },
)
const StepMarks = lazyPart(
  () =>
    afterContent(() => import('#console/features/thread/StepMarks.tsx')).then(
      (module) => module.StepMarks,
    ),
  { meanwhile: null },
)
const Composer = lazyPart(
  () =>
    afterContent(() => import('#console/features/composer/Composer.tsx')).then(
      (module) => module.Composer,
    ),
  { missing: 'The composer could not be loaded.' },
)
const RunSettingsNote = lazyPart(
  () =>
    afterContent(() => import('#console/features/run/RunSettingsNote.tsx')).then(
      (module) => module.RunSettingsNote,
    ),
  { meanwhile: null },
)
const ReviewKeys = lazyPart(
  () =>
    afterContent(() => import('#console/features/review/ReviewKeys.tsx')).then(
      (module) => module.ReviewKeys,
    ),
  { meanwhile: null },
)
const GoneThread = lazyPart(() => import('./GoneThread.tsx').then((module) => module.GoneThread), {
  missing: 'This thread is not here.',
  meanwhile: null,
})
const UpstreamGone = lazyPart(
  () => import('./UpstreamGone.tsx').then((module) => module.UpstreamGone),
  { missing: 'Nothing can be sent: this thread is gone.' },
)
const GoneMessagesMetadata = lazyPart(
  () =>
    afterContent(() => import('./GoneMetadata.tsx')).then((module) => module.GoneMessagesMetadata),
  { meanwhile: null },
)
const CreateAssistantDialog = lazyPart(
  () =>
    import('#console/features/assistant/CreateAssistantDialog.tsx').then(
      (module) => module.CreateAssistantDialog,
    ),
  { missing: 'The dialog could not be loaded.', over: true },
)
/** Shows the making of an assistant. */
export const createAssistant = (close: (made?: Assistant) => void) => (
  <Suspense>
    <CreateAssistantDialog onClose={close} />
  </Suspense>
)

/** A thread with its composer, and the inspector beside it, or instead of the list or of it by the room there is. */
export const OpenThread = ({ threadId }: { threadId: string }) => {
  const narrow = useNarrow()
  const { state, search: searched } = useLocation()
  const navigate = useNavigate()
  const { data: thread, error } = useQuery(threadQuery(threadId))
  // A run that goes on is read at once, not only when the composer is there.
  const active = useActiveRun(threadId)
  const whyNotWrite = useWhyNot('createMessage')
  const mirrored = useMirroredThread(threadId)
  const client = useQueryClient()
  const known = thread ?? listedThread(client, threadId)
  // Its title is another one meanwhile.
  useIsRenaming(threadId)
  const isInQueue = new URLSearchParams(searched).has('queue')
  const neededOfThread = useNeededTab(known, active !== undefined)
  const needed = isInQueue ? 'review' : neededOfThread
  const { place, target, tab, beside, shown, open, close, openRun, openTab, turn } = useInspector(
    threadId,
    needed,
    active !== undefined || known?.summary?.last_run !== null,
  )
  useTitle(isNotFound(error) ? 'Thread not found' : known ? threadTitle(known) : 'Thread')
  // Whoever goes on from there to another call goes on with what they find.
  const ledBeside = isOpenedHere(state) ? undefined : ledBesideMessages(state)
  const led = useRef(ledBeside)
  useEffect(() => {
    if (!ledBeside) return
    // What was found before is marked no more, also where the inspector stands alone.
    stepWords.set(undefined)
    if (led.current !== ledBeside) forgetFind(threadId)
    led.current = ledBeside
  }, [ledBeside, threadId])
  // What is looked for in it goes with it.
  useEffect(() => () => forgetFind(threadId), [threadId])
  const main = useRef<HTMLElement>(null)
  const pane = useRef<PaneControls>(null)
  const wasNarrow = useRef(narrow)
  useEffect(() => {
    const toMain = () => {
      const isFinding = document.activeElement?.closest('[data-find]')
      if (!isTypedAhead() && !isFinding) main.current?.focus()
    }
    if (wasNarrow.current !== narrow) {
      wasNarrow.current = narrow
      // The window got another width: only what is gone from it loses the focus.
      return onFocusLost(toMain)
    }
    // The list that had the focus is gone: reading goes on in what took its place.
    if (narrow) toMain()
  }, [narrow, shown])

  // Also when it was there a moment ago: someone else may have deleted it.
  const isGone = isNotFound(error)
  useThreadKeys(isGone ? undefined : known)
  const onReview = useCallback(() => openTab('review'), [openTab])
  const hasNoMessages = isGone || (narrow && shown)
  useEffect(() => {
    // Then there are none to wait for.
    if (hasNoMessages) contentShown()
  }, [hasNoMessages])
  const { filters, search } = place
  const toList = place.queue ? paths.queue(place.queue) : paths.threads(filters, search)
  const toNew = paths.thread(NEW_THREAD, { filters })
  if (isGone) {
    return <GoneThread threadId={threadId} to={toList} toNew={toNew} />
  }

  const onShowReviewed = (subject: Reviewed) => {
    const tab = beside ? 'review' : undefined
    const message = subject.message_id ?? undefined
    void navigate(paths.thread(threadId, { ...place, message, tab }))
    reviewed.set(subject)
  }
  const ofMetadata = isOfMetadata(state)
  const ofTitle = isOfTitle(state)
  const inspector = (
    // Its words change as a run goes on.
    <div translate="no" className="contents">
      <Suspense fallback={<LoadingInspector />}>
        <Inspector
          threadId={threadId}
          runId={place.run}
          createAssistant={createAssistant}
          tab={tab}
          onTab={(chosen) => turn({ tab: chosen })}
          onSelectRun={(run) => {
            openRun(run)
            pane.current?.toRun(run)
          }}
          onNewRun={(run) => turn({ tab: 'run', run })}
          onShowReviewed={onShowReviewed}
          onClose={close}
          covers={narrow}
          queueReading={
            place.queue && place.item ? { queueId: place.queue, itemId: place.item } : undefined
          }
        />
      </Suspense>
    </div>
  )
  const keys = (
    <ReviewKeys threadId={threadId} inQueue={place.queue !== undefined} onOpen={onReview} />
  )
  const marks = (
    <StepMarks
      threadId={threadId}
      searched={isOfTool(state) || ofMetadata || ofTitle ? place.search?.query : undefined}
      said={saidIn(state)}
      foundId={
        ofTitle ? titlePlace(threadId) : ofMetadata ? (place.message ?? threadId) : place.call
      }
    />
  )
  if (narrow && shown) {
    return (
      <main
        ref={main}
        id="content"
        tabIndex={-1}
        className="flex min-w-0 flex-1 flex-col bg-list outline-none"
      >
        <h1 className="sr-only">{thread ? threadTitle(thread) : 'Thread'}</h1>
        {inspector}
        {marks}
        {keys}
      </main>
    )
  }
  return (
    <>
      <main
        ref={main}
        id="content"
        tabIndex={-1}
        className="flex min-w-0 flex-1 flex-col outline-none"
      >
        <ThreadPane
          ref={pane}
          threadId={threadId}
          target={target}
          searched={isOfMessage(state) ? place.search?.query : undefined}
          searchedFile={fileIn(state)}
          ledBeside={ledBeside}
          isMetadataFound={ofMetadata}
          activeRunId={place.run}
          activeCallId={place.call}
          onOpenRun={openRun}
          onFindCall={(run, call) => {
            if (!narrow) openRun(run, call)
          }}
          composer={(toLast) => (
            <>
              <GoneMessagesMetadata threadId={threadId} />
              <Suspense fallback={<LoadingComposer held={active !== undefined} />}>
                {/* What is judged is read, and not gone on with by a slip. */}
                {place.queue !== undefined ? null : whyNotWrite !== undefined ? (
                  <ReadOnly why={whyNotWrite} />
                ) : mirrored && mirrored.gone_at !== null ? (
                  <UpstreamGone threadId={threadId} toNew={toNew} />
                ) : (
                  <Composer
                    threadId={threadId}
                    createAssistant={createAssistant}
                    onSent={toLast}
                    runNote={
                      <Suspense>
                        <RunSettingsNote threadId={threadId} />
                      </Suspense>
                    }
                    onRunStarted={(run) => beside && turn({ tab: 'run', run: run.id })}
                  />
                )}
              </Suspense>
            </>
          )}
          headerStart={
            narrow && (
              <Link
                to={toList}
                aria-label={place.queue ? 'The queue' : 'All threads'}
                replace
                onClick={(event) => {
                  // From the list it was one step; the same step back leads to it.
                  if (!isFromList(state) || event.metaKey || event.ctrlKey) return
                  event.preventDefault()
                  void navigate(-1)
                }}
                className="-ms-2 inline-flex size-9 shrink-0 items-center justify-center rounded-control text-ink-2 hover:bg-hover"
              >
                <ChevronLeft aria-hidden className="size-5 rtl:-scale-x-100" strokeWidth={1.75} />
              </Link>
            )
          }
          headerActions={
            <>
              {thread && <ThreadMenu thread={thread} open />}
              {!shown && <IconButton label="Show inspector" icon={PanelRightOpen} onClick={open} />}
            </>
          }
        />
      </main>
      {shown && (
        <aside
          aria-label="Inspector"
          className="flex w-[clamp(340px,30vw-44px,388px)] shrink-0 flex-col border-s border-line bg-list"
        >
          {inspector}
        </aside>
      )}
      {marks}
      {keys}
    </>
  )
}

const isFromList = (state: unknown): boolean =>
  typeof state === 'object' && state !== null && 'fromList' in state

/** As high as the composer while nothing is written, so that the messages stay where they are. */
const LoadingComposer = ({ held }: { held: boolean }) => (
  <div aria-hidden className="shrink-0 px-3.5 pt-1 pb-3 md:px-5.5 short:pb-1.5">
    {held && <div className="pb-2 text-small">&nbsp;</div>}
    <div className="@container">
      <div className="h-[calc(5.15625rem+2px)] rounded-composer border border-line-strong bg-raise shadow-raise @max-[21rem]:h-[calc(7.40625rem+2px)] short:h-[calc(2.40625rem+2px)]" />
    </div>
  </div>
)

const LoadingInspector = () => (
  <div className="space-y-4 px-3.5 pt-16">
    <Skeleton className="h-6 w-32" />
    <Skeleton className="h-14 w-full" />
  </div>
)
