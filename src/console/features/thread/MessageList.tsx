import {
  type KeyboardEvent,
  type Ref,
  memo,
  useCallback,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

import { useAction } from '#console/hooks/use-action.ts'
import { Failure } from '#console/ui/Failure.tsx'

import { copyFormulas } from './copy-formulas.ts'
import { DayLabel, StickyDay } from './DayLabel.tsx'
import { isEndRead, viewOf } from './end.ts'
import { JumpPill } from './JumpPill.tsx'
import { THREAD_LINE } from './Knot.tsx'
import { MessageRow } from './MessageRow.tsx'
import type { Row } from './rows.ts'
import { RunBoundary } from './RunBoundary.tsx'
import { recallPlace } from './scroll-memory.ts'
import {
  heightUpTo,
  type MessageVirtualizer,
  useMessageVirtualizer,
} from './use-message-virtualizer.ts'

export interface MessageListProps {
  threadId: string
  rows: readonly Row[]
  /** The message this window was opened at; the end when there is none. */
  around: string | undefined
  target: string | undefined
  /** Where the list opens when nothing else says so. */
  startAt: 'start' | 'around' | 'end'
  /** The reader asked to be taken here: where the list was left does not count. */
  jumped: boolean
  /** Whether a jump takes the focus along. */
  takesFocus: boolean
  ref: Ref<ListControls>
  activeRunId: string | undefined
  hasOlder: boolean
  hasNewer: boolean
  /** Why a further page could not be fetched. */
  failed: Error | null
  onOlder: () => void
  onNewer: () => void
  onFirst: () => void
  onLast: () => void
  onOpenRun: (runId: string) => void
}

/** Ways through what is loaded. */
export interface ListControls {
  toMessage: (messageId: string) => void
  toStart: () => void
  toEnd: () => void
}

/** Pages are fetched when fewer rows than this are left on a side. */
const NEAR = 14

const isMessage = (row: Row) => row.kind === 'message'

/** Puts the focus on a message, once its row exists. */
function focusMessage(scroller: HTMLElement | null, messageId: string, tries = 12): void {
  // Whoever goes from find to find writes on.
  if (document.activeElement?.closest('[data-find]')) return
  const row = scroller?.querySelector<HTMLElement>(`[data-message="${CSS.escape(messageId)}"]`)
  if (row) row.focus({ preventScroll: true })
  else if (tries > 0) requestAnimationFrame(() => focusMessage(scroller, messageId, tries - 1))
}

/** About where the list opens, so that the rows rendered first are those that will be seen. */
function guessOffset({ rows, target, around, startAt }: MessageListProps): number {
  const wanted = target ?? (startAt === 'around' ? around : undefined)
  const index = rows.findIndex(({ key }) => key === wanted)
  if (index >= 0) return heightUpTo(rows, index)
  return startAt === 'end' ? Math.max(0, heightUpTo(rows, rows.length) - innerHeight) : 0
}

/** Brings the list to where it opens: its target, where it was left, or the given end. */
function useOpening(
  { rows, target, around, startAt, jumped, takesFocus }: MessageListProps,
  isRecalled: boolean,
  virtualizer: MessageVirtualizer,
  scroller: { current: HTMLDivElement | null },
): boolean {
  const [opened, setOpened] = useState(false)
  const shown = useRef<string | undefined>(undefined)
  const wanted =
    jumped || isRecalled ? undefined : (target ?? (startAt === 'around' ? around : undefined))
  const isLoaded = wanted !== undefined && rows.some(({ key }) => key === wanted)
  useLayoutEffect(() => {
    if (isLoaded && shown.current !== wanted) {
      shown.current = wanted
      virtualizer.scrollToIndex(
        rows.findIndex(({ key }) => key === wanted),
        { align: 'start' },
      )
      focusMessage(scroller.current, wanted)
    } else if (!opened && !isRecalled && startAt === 'end') virtualizer.scrollToEnd()
    const end = startAt === 'end' ? rows.findLast(isMessage) : rows.find(isMessage)
    if (!opened && jumped && takesFocus && end) focusMessage(scroller.current, end.key)
    setOpened(true)
    // Only a new target moves a list that is open.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, isLoaded])
  return opened
}

/** Fetches on either side before the reader gets there. */
function usePaging(props: MessageListProps, virtualizer: MessageVirtualizer, opened: boolean) {
  const { rows, hasOlder, hasNewer, failed, onOlder, onNewer } = props
  const items = virtualizer.getVirtualItems()
  const range = virtualizer.range
  const first = range?.startIndex ?? Infinity
  const last = range?.endIndex ?? -1
  useEffect(() => {
    if (!opened || items.length === 0 || failed) return
    // Just scrolled by us, and not told of it yet: these rows are not those on screen.
    const at = virtualizer.scrollElement?.scrollTop ?? 0
    if (Math.abs(at - (virtualizer.scrollOffset ?? 0)) > 1) return
    if (hasOlder && first < NEAR) onOlder()
    if (hasNewer && last >= rows.length - NEAR) onNewer()
  }, [
    virtualizer,
    virtualizer.scrollOffset,
    opened,
    items.length,
    first,
    last,
    rows.length,
    hasOlder,
    hasNewer,
    failed,
    onOlder,
    onNewer,
  ])
}

/** Whether the end is being read, and how many messages came since it was left. */
function useEnd(
  scroller: { current: HTMLDivElement | null },
  rows: readonly Row[],
  hasNewer: boolean,
  opensAtEnd: boolean,
) {
  const [atEnd, setAtEnd] = useState(opensAtEnd)
  const last = useRef({
    view: { scrollTop: 0, scrollHeight: 0, clientHeight: 0 },
    isRead: opensAtEnd,
  })
  const isAtEnd = atEnd && !hasNewer
  const lastKey = rows.at(-1)?.key
  const seen = useRef(hasNewer ? undefined : lastKey)
  useEffect(() => {
    if (isAtEnd) seen.current = lastKey
  }, [isAtEnd, lastKey])
  const look = useCallback((element: HTMLElement) => {
    const view = viewOf(element)
    const isRead = isEndRead(last.current.view, last.current.isRead, view)
    last.current = { view, isRead }
    setAtEnd(isRead)
  }, [])
  // Rows that fit on the screen are at their end, and nothing scrolls that would tell.
  useEffect(() => {
    let frame = requestAnimationFrame(() => {
      // A frame later they are measured.
      frame = requestAnimationFrame(() => scroller.current && look(scroller.current))
    })
    return () => cancelAnimationFrame(frame)
  }, [scroller, look])
  const from = rows.findIndex(({ key }) => key === seen.current)
  const unseen = isAtEnd || from < 0 ? 0 : rows.slice(from + 1).filter(isMessage).length
  return { isAtEnd, unseen, look }
}

/** Whoever reads the end stays there when the composer grows, or a keyboard comes up. */
function useKeptEnd(
  scroller: { current: HTMLDivElement | null },
  isAtEnd: boolean,
  virtualizer: MessageVirtualizer,
) {
  const onResize = useEffectEvent(() => isAtEnd && virtualizer.scrollToEnd())
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    let height = element.clientHeight
    const observer = new ResizeObserver(() => {
      if (element.clientHeight === height) return
      height = element.clientHeight
      onResize()
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
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
      return <DayLabel at={row.at} />
    case 'run':
      return (
        <RunBoundary
          threadId={props.threadId}
          runId={row.runId}
          run={row.run}
          awaited={row.awaited}
          repeats={row.repeats}
          active={props.activeRunId === row.runId}
          onOpenRun={props.onOpenRun}
        />
      )
    case 'message':
      return (
        <MessageRow
          messageId={row.messageId}
          message={row.message}
          marked={props.target === row.messageId}
          reachable={reachable}
          onFocus={onFocus}
        />
      )
  }
})
RowView.displayName = 'RowView'

/** The drawn thread. Only the rows near the screen exist, and the one that has the focus. */
export const MessageList = (props: MessageListProps) => {
  const { threadId, rows, around, hasOlder, hasNewer, target } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [focused, setFocused] = useState(target)
  const [recalled] = useState(() => {
    const place = props.jumped || target !== undefined ? undefined : recallPlace(threadId)
    const isSame = place?.around === around && place?.firstKey === rows[0]?.key
    return isSame && !place?.atEnd ? place : undefined
  })
  const [openingOffset] = useState(() => guessOffset(props))
  const virtualizer = useMessageVirtualizer({
    openingOffset,
    threadId,
    rows,
    scroller,
    hasNewer,
    around,
    focusedKey: focused,
    recalled,
  })
  const opened = useOpening(props, recalled !== undefined, virtualizer, scroller)
  useImperativeHandle(props.ref, () => ({
    toMessage: (messageId) =>
      virtualizer.scrollToIndex(
        rows.findIndex(({ key }) => key === messageId),
        { align: 'center' },
      ),
    toStart: () => virtualizer.scrollToIndex(0, { align: 'start' }),
    toEnd: () => virtualizer.scrollToEnd(),
  }))
  usePaging(props, virtualizer, opened)
  const [opensAtEnd] = useState(
    () =>
      props.startAt === 'end' &&
      !recalled &&
      (props.jumped || !rows.some(({ key }) => key === target)),
  )
  const { isAtEnd, unseen, look } = useEnd(scroller, rows, hasNewer, opensAtEnd)
  useKeptEnd(scroller, isAtEnd, virtualizer)

  const moveTo = (index: number) => {
    const row = rows[index]
    if (row?.kind !== 'message') return
    setFocused(row.key)
    virtualizer.scrollToIndex(index, { align: 'auto' })
    focusMessage(scroller.current, row.messageId)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const element = event.target as HTMLElement // what has the focus is always an element
    const isRow = element.matches('[data-message]') || element === scroller.current
    if (!isRow || event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault()
      if (event.key === 'Home' ? hasOlder : hasNewer)
        (event.key === 'Home' ? props.onFirst : props.onLast)()
      else if (event.key === 'Home') moveTo(rows.findIndex(isMessage))
      else {
        moveTo(rows.findLastIndex(isMessage))
        virtualizer.scrollToEnd()
      }
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
        <StickyDay at={top?.kind === 'day' ? undefined : top?.at} />
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
      <JumpPill
        hidden={isAtEnd}
        unseen={unseen}
        onJump={() => {
          if (hasNewer) props.onLast()
          else virtualizer.scrollToEnd()
        }}
      />
    </div>
  )
}
