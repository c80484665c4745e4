import { type KeyboardEvent, type Ref, memo, useImperativeHandle, useRef, useState } from 'react'

import { useAction } from '#console/hooks/use-action.ts'
import { Failure } from '#console/ui/Failure.tsx'

import { copyFormulas } from './copy-formulas.ts'
import { DayLabel, StickyDay } from './DayLabel.tsx'
import { focusMessage } from './focus-message.ts'
import { JumpPill } from './JumpPill.tsx'
import { THREAD_LINE } from './Knot.tsx'
import { MessageRow } from './MessageRow.tsx'
import { isMessage, type Row } from './rows.ts'
import { RunBoundary } from './RunBoundary.tsx'
import type { Below } from './use-below.ts'
import { useEnd, useKeptEnd } from './use-end.ts'
import { useHeld } from './use-held.ts'
import { useMessageVirtualizer } from './use-message-virtualizer.ts'
import { guessOffset, type Opening, recall, targetOf, useOpening } from './use-opening.ts'
import { type Paging, usePaging } from './use-paging.ts'

export interface MessageListProps extends Opening, Paging {
  threadId: string
  /** The name that the place of the link is kept under; undefined while the address is none. */
  linkName: string | undefined
  ref: Ref<ListControls>
  activeRunId: string | undefined
  activeCallId: string | undefined
  /** A match in its metadata led to the message. */
  isMetadataFound: boolean
  onFirst: () => void
  onLast: () => void
  below: Below
  onOpenRun: (runId: string, callId?: string) => void
  /** Asks for a day to go to. */
  onDate?: (() => void) | undefined
}

/** Ways through what is loaded. */
export interface ListControls {
  /** To a message or the boundary of a run, by its id. */
  toRow: (id: string) => void
  toStart: () => void
  toEnd: () => void
  /** The time of what is at the top of the screen. */
  readAt: () => number | undefined
}

interface RowViewProps {
  row: Row
  props: MessageListProps
  reachable: boolean
  onFocus: (messageId: string) => void
}

/** Rendered with the list only when something about the row may be new, and not for each step of scrolling. */
const RowView = memo(({ row, props, reachable, onFocus }: RowViewProps) => {
  switch (row.kind) {
    case 'day':
      return <DayLabel at={row.at} onDate={props.onDate} />
    case 'run':
      return (
        <RunBoundary
          threadId={props.threadId}
          runId={row.runId}
          run={row.run}
          awaited={row.awaited}
          repeats={row.repeats}
          active={props.activeRunId === row.runId}
          askedCallId={props.activeRunId === row.runId ? props.activeCallId : undefined}
          onOpenRun={props.onOpenRun}
        />
      )
    case 'message':
      return (
        <MessageRow
          messageId={row.messageId}
          message={row.message}
          isTagQuiet={row.hasUsualMetadata}
          marked={props.link?.rowId === row.messageId}
          showsMetadata={props.isMetadataFound && props.link?.rowId === row.messageId}
          reachable={reachable}
          onFocus={onFocus}
        />
      )
  }
})
RowView.displayName = 'RowView'

/** The message that a row is, or that follows it. */
const messageAt = (rows: readonly Row[], key: string | undefined): string | undefined => {
  const at = rows.findIndex((row) => row.key === key)
  return at < 0 ? key : rows.slice(at).find(isMessage)?.key
}

/** The drawn thread. Only the rows near the screen exist, and the one that has the focus. */
export const MessageList = (props: MessageListProps) => {
  const { threadId, rows, around, hasOlder, hasNewer, link, linkName } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState(() => messageAt(rows, targetOf(link)))
  const [recalled] = useState(() => recall(props))
  const [openingOffset] = useState(() => guessOffset(props, recalled.line))
  const endRead = useRef(false)
  const { isHeld, letGo } = useHeld(scroller)
  const virtualizer = useMessageVirtualizer({
    endRead,
    isHeld,
    openingOffset,
    threadId,
    link,
    linkName,
    rows,
    scroller,
    hasNewer,
    around,
    focusedKey: focused,
    recalled: recalled.place,
  })
  const opened = useOpening(props, recalled, virtualizer, scroller)
  const toEnd = () => {
    letGo()
    virtualizer.scrollToEnd()
  }
  useImperativeHandle(props.ref, () => ({
    toRow: (id) =>
      virtualizer.scrollToIndex(
        rows.findIndex(({ key }) => key === id),
        { align: 'center' },
      ),
    toStart: () => virtualizer.scrollToIndex(0, { align: 'start' }),
    toEnd,
    readAt: () => rows[virtualizer.range?.startIndex ?? -1]?.at,
  }))
  usePaging(props, virtualizer, opened)
  const [opensAtEnd] = useState(
    () =>
      props.startAt === 'end' &&
      !recalled.place &&
      !recalled.line &&
      (props.jumped || !rows.some(({ key }) => key === targetOf(link))),
  )
  const { isAtEnd, look, ...came } = useEnd(
    scroller,
    rows,
    hasNewer,
    opensAtEnd,
    isHeld,
    props.below,
  )
  endRead.current = isAtEnd
  const hasMore = useKeptEnd(scroller, isAtEnd, isHeld, virtualizer)

  const moveTo = (index: number) => {
    const row = rows[index]
    if (row?.kind !== 'message') return
    setFocused(row.key)
    virtualizer.scrollToIndex(index, { align: 'auto' })
    focusMessage(scroller.current, row.messageId)
  }
  /** To the last message, which has the focus then. */
  const toLast = () => {
    if (hasNewer) return props.onLast()
    moveTo(rows.findLastIndex(isMessage))
    toEnd()
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const element = event.target as HTMLElement // what has the focus is always an element
    const isRow = element.matches('[data-message]') || element === scroller.current
    if (!isRow || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault()
      if (event.key === 'End') toLast()
      else if (hasOlder) props.onFirst()
      else moveTo(rows.findIndex(isMessage))
      return
    }
    const down = event.key === 'ArrowDown'
    if (!down && event.key !== 'ArrowUp') return
    // A message taller than the screen is read on before the next one is reached.
    const box = element.getBoundingClientRect()
    const view = scroller.current?.getBoundingClientRect()
    if (
      view &&
      element !== scroller.current &&
      (down ? box.bottom > view.bottom : box.top < view.top)
    )
      return
    const at = rows.findIndex(({ key }) => key === focused)
    const next = down
      ? rows.findIndex((row, index) => index > at && isMessage(row))
      : rows.findLastIndex((row, index) => index < at && isMessage(row))
    if (next < 0) return
    event.preventDefault()
    moveTo(next)
  }

  useAction('messages.focus', () => {
    const reached = rows.findIndex(({ key }) => key === focused)
    const end = isAtEnd ? rows.findLastIndex(isMessage) : -1
    const shown = virtualizer.range?.startIndex ?? 0
    const first = rows.findIndex((row, index) => index >= shown && isMessage(row))
    moveTo(reached >= 0 ? reached : end >= 0 ? end : first)
  })

  const items = virtualizer.getVirtualItems()
  const top = rows[virtualizer.range?.startIndex ?? -1]
  const firstShown = items.find(({ index }) => rows[index]?.kind === 'message')?.key
  const reachableKey = items.some(({ key }) => key === focused) ? focused : firstShown
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        data-pane="messages"
        role="log"
        aria-label="Messages"
        aria-live="off"
        // What scrolls has to be reachable by keyboard (axe: scrollable-region-focusable).
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={(event) => look(event.currentTarget)}
        onCopy={copyFormulas}
        onKeyDown={onKeyDown}
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <StickyDay at={top?.kind === 'day' ? undefined : top?.at} onDate={props.onDate} />
        <div
          ref={virtualizer.containerRef}
          className="relative mx-auto min-h-full max-w-column pe-3.5 md:pe-5.5"
        >
          <span
            aria-hidden
            className={`absolute inset-y-0 w-[1.5px] -translate-x-1/2 bg-line-strong [forced-color-adjust:none] rtl:translate-x-1/2 ${THREAD_LINE}`}
          />
          {items.map((item) => {
            const row = rows[item.index]
            return (
              row && (
                <div
                  key={item.key}
                  ref={virtualizer.measureElement}
                  data-index={item.index}
                  className="absolute top-0 start-0 end-3.5 md:end-5.5"
                >
                  <RowView
                    row={row}
                    props={props}
                    reachable={row.key === reachableKey}
                    onFocus={setFocused}
                  />
                </div>
              )
            )
          })}
        </div>
      </div>
      {props.failed && (
        <div className="mx-auto w-full max-w-column px-4 pb-2">
          <Failure
            layout="inline"
            what="More messages could not be loaded."
            error={props.failed}
            onRetry={() => (hasOlder ? props.onOlder() : props.onNewer())}
          />
        </div>
      )}
      <JumpPill hidden={isAtEnd && !hasMore} {...came} onJump={toLast} />
    </div>
  )
}
