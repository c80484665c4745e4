import { useQuery, useQueryClient } from '@tanstack/react-query'
import { MessageSquareDashed, SearchX } from 'lucide-react'
import {
  type ReactNode,
  type Ref,
  Suspense,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'

import { isNotFound } from '#console/api/failure.ts'
import { useIsMirror } from '#console/api/mirror.ts'
import { readAgain } from '#console/api/read-again.ts'
import { firstOfRun } from '#console/api/run-place.ts'
import { listedThread, threadQuery } from '#console/api/threads.ts'
import { useAction } from '#console/hooks/use-action.ts'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { afterContent, contentShown } from '#console/util/first-content.ts'

import { Announcer } from './Announcer.tsx'
import { Find } from './Find.tsx'
import { messageDialog } from './message-dialog.ts'
import { type ListControls, MessageList } from './MessageList.tsx'
import { MessagesSkeleton } from './MessagesSkeleton.tsx'
import { ThreadHeader } from './ThreadHeader.tsx'
import { useBelow } from './use-below.ts'
import { useDateJump } from './use-date-jump.tsx'
import { type Link, type LinkTarget, useLink } from './use-link.ts'
import { useMessageWindow } from './use-message-window.ts'

const MessageDialogs = lazyPart(
  () => import('./MessageDialogs.tsx').then((module) => module.MessageDialogs),
  { missing: 'The dialog could not be loaded.', over: true },
)

const WholeThread = lazyPart(
  () => afterContent(() => import('./WholeThread.tsx')).then((module) => module.WholeThread),
  { meanwhile: null },
)

const Passages = lazyPart(
  () => afterContent(() => import('./Passages.tsx')).then((module) => module.Passages),
  { meanwhile: null },
)

const Freshness = lazyPart(
  () => afterContent(() => import('./Freshness.tsx')).then((module) => module.Freshness),
  // Of its height, so that no message moves.
  { meanwhile: <div className="h-8 shrink-0 border-b border-line" /> },
)

const NotFetched = lazyPart(() => import('./NotFetched.tsx').then((module) => module.NotFetched), {
  missing: 'Its messages are not here yet.',
  meanwhile: null,
})

/** Ways through the thread for what stands beside it. */
export interface PaneControls {
  /** Brings the boundary of a run into view, or the first message that it wrote. */
  toRun: (runId: string) => void
}

export interface ThreadPaneProps {
  ref?: Ref<PaneControls>
  threadId: string
  /** The message or the tool call to open at; the end when there is none. */
  target?: LinkTarget | undefined
  /** The search that led to the message. */
  searched?: string | undefined
  /** The name of the file that it was found in, as far as it was shown. */
  searchedFile?: string | undefined
  /** The run shown in the inspector. */
  activeRunId?: string | undefined
  /** The tool call of it that is shown. */
  activeCallId?: string | undefined
  onOpenRun: (runId: string, callId?: string) => void
  /** Opens the step of a call in which words were found, where that leaves the messages on the screen. */
  onFindCall: (runId: string, callId: string) => void
  /** A match that led here and is not marked among the messages, another one each time it is followed. */
  ledBeside: object | undefined
  /** A match in its metadata led to the message: that is shown. */
  isMetadataFound: boolean
  /** Stands below the messages. `toLast` takes the reader to the last one and leaves the focus where it is. */
  composer: (toLast: () => void) => ReactNode
  /** Stands before the title: the way back on a narrow screen. */
  headerStart?: ReactNode
  headerActions?: ReactNode
}

interface Jump {
  to: 'first' | 'last'
  /** The link that was followed before it. */
  from: Link | undefined
  takesFocus: boolean
}

const GoneMessage = ({ onLast }: { onLast: () => void }) => (
  <EmptyState
    icon={SearchX}
    title="This message is not in the thread"
    action={<Button onClick={onLast}>Go to the last message</Button>}
  >
    It may have been deleted, or the link may belong to another thread.
  </EmptyState>
)

/** The messages of a thread, drawn on its line, with its header and the composer below. */
export const ThreadPane = ({
  ref,
  threadId,
  target,
  searched,
  searchedFile,
  activeRunId,
  activeCallId,
  onOpenRun,
  onFindCall,
  ledBeside,
  isMetadataFound,
  composer,
  headerStart,
  headerActions,
}: ThreadPaneProps) => {
  const client = useQueryClient()
  const { link, name } = useLink(threadId, target, searched)
  const window = useMessageWindow(threadId, link)
  const { query, rows, around } = window
  const below = useBelow(threadId, window.hasNewer)
  const controls = useRef<ListControls>(null)
  const writing = useRef<HTMLDivElement>(null)
  useAction('composer.focus', () => writing.current?.querySelector('textarea')?.focus())
  const dialog = messageDialog.use()
  const isMirror = useIsMirror()
  const read = useQuery(threadQuery(threadId)).data
  const thread = read ?? listedThread(client, threadId)
  // A dialog of one thread has no place over the next.
  useEffect(() => () => messageDialog.set(undefined), [threadId])
  // A jump to the very first or last message opens a window on it; which end shows there is told here.
  const [jump, setJump] = useState<Jump>()
  // A link followed since then counts for more.
  const jumped = jump?.from === link ? jump?.to : undefined
  const toFirst = () => {
    if (!window.hasOlder) return controls.current?.toStart()
    setJump({ to: 'first', from: link, takesFocus: true })
    void window.toFirst()
  }
  const toLast = (takesFocus = true) => {
    if (!window.hasNewer) return controls.current?.toEnd()
    setJump({ to: 'last', from: link, takesFocus })
    window.toEnd()
  }
  // Where a find leads counts for more than the link that was followed before.
  const [sought, setSought] = useState<{ messageId: string; from: Link | undefined }>()
  const latestRows = useRef(rows)
  latestRows.current = rows
  const { toMessage } = window
  const onShow = useCallback(
    (rowId: string, messageId: string | undefined = rowId) => {
      if (latestRows.current.some(({ key }) => key === rowId)) return controls.current?.toRow(rowId)
      setJump(undefined)
      setSought({ messageId, from: link })
      toMessage(messageId)
    },
    [toMessage, link],
  )
  useImperativeHandle(
    ref,
    () => ({
      toRun: (runId) => {
        if (latestRows.current.some(({ key }) => key === runId))
          return controls.current?.toRow(runId)
        // What cannot be found stands in the inspector all the same.
        firstOfRun(threadId, runId).then(
          (first) => first !== undefined && onShow(first),
          () => undefined,
        )
      },
    }),
    [threadId, onShow],
  )
  const { onDate, dialog: dateDialog } = useDateJump(threadId, controls, latestRows)
  const isSought =
    around !== undefined &&
    around === sought?.messageId &&
    // Found where the link leads before that is loaded, it stays the link's.
    around !== link?.rowId &&
    sought.from === link
  const isSettled = !query.isPending
  const isUnfetched =
    thread?.summary?.partial === true && query.data !== undefined && rows.length === 0
  useEffect(() => {
    if (isSettled) contentShown()
  }, [isSettled])
  const body = () => {
    if (query.data === undefined && query.error) {
      if (around !== undefined && isNotFound(query.error))
        return <GoneMessage onLast={window.toEnd} />
      return (
        <Failure
          once
          what="The messages could not be loaded."
          error={query.error}
          onRetry={() => readAgain(client)}
        />
      )
    }
    if (query.data === undefined) return <MessagesSkeleton />
    if (isUnfetched) return <NotFetched threadId={threadId} />
    if (rows.length === 0) {
      return (
        <EmptyState icon={MessageSquareDashed} title="No messages yet">
          Write the first one below.
        </EmptyState>
      )
    }
    return (
      <MessageList
        key={window.listKey}
        ref={controls}
        threadId={threadId}
        memory={window.memory}
        rows={rows}
        around={around}
        link={isSought ? undefined : link}
        linkName={name}
        startAt={around === undefined ? 'end' : jumped === 'first' ? 'start' : 'around'}
        jumped={jumped !== undefined}
        takesFocus={jump?.takesFocus ?? false}
        activeRunId={activeRunId}
        activeCallId={activeCallId}
        isMetadataFound={isMetadataFound}
        hasOlder={window.hasOlder}
        hasNewer={window.hasNewer}
        below={below}
        failed={query.error}
        onOlder={window.onOlder}
        onNewer={window.onNewer}
        onFirst={toFirst}
        onLast={() => toLast()}
        onOpenRun={onOpenRun}
        onDate={onDate}
      />
    )
  }
  const isList = query.data !== undefined && rows.length > 0
  return (
    <>
      <ThreadHeader
        threadId={threadId}
        start={headerStart}
        actions={headerActions}
        onFirst={toFirst}
        onLast={() => toLast()}
      />
      {isMirror && !isUnfetched && <Freshness threadId={threadId} />}
      <div className="relative flex min-h-0 flex-1 flex-col">
        {isList ? body() : <div className="min-h-0 flex-1 overflow-y-auto">{body()}</div>}
        {/* Also while another stretch is fetched: the finding goes on. */}
        <Find
          threadId={threadId}
          loaded={window.messages}
          onShow={onShow}
          onOpenCall={onFindCall}
          ledBeside={ledBeside}
          search={
            link && searched !== undefined
              ? { query: searched, link, file: searchedFile }
              : undefined
          }
        />
        {isList && <Passages threadId={threadId} />}
        <WholeThread threadId={threadId} loaded={rows} isWhole={window.isWhole} />
      </div>
      {/* On the column of the messages. */}
      <div ref={writing} data-pane="composer" className="mx-auto w-full max-w-column">
        {composer(() => toLast(false))}
      </div>
      {dateDialog}
      {dialog && (
        <Suspense>
          <MessageDialogs />
        </Suspense>
      )}
      <Announcer threadId={threadId} />
    </>
  )
}
