import { type ReactVirtualizer, useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'

import type { ThreadFilters } from '#console/api/threads.ts'
import { useAction } from '#console/hooks/use-action.ts'
import { useLeaving } from '#console/hooks/use-leaving.ts'
import { STEPS_MS, focusOnceThere, rowsWith, useRowKeys } from '#console/hooks/use-row-keys.ts'
import { useRowSelection } from '#console/hooks/use-row-selection.ts'
import { type InspectorTab, paths } from '#console/paths.ts'
import { onFocusLost } from '#console/ui/lost-focus.ts'
import { MarkedNote } from '#console/ui/SelectBox.tsx'
import { useLeftRow } from '#console/ui/use-left-row.ts'
import type { Place } from '#console/util/left-places.ts'
import { textScale } from '#console/util/widths.ts'

import { type ListRow, headingOver } from './list-rows.ts'
import { recallScroll, rememberScroll } from './scroll-memory.ts'
import { selectedThreads } from './selected-threads.ts'
import { ThreadRow } from './ThreadRow.tsx'
import { useCursor } from './use-cursor.ts'
import type { Intent } from './use-intent.ts'
import { useOpeningView } from './use-opening-view.ts'
import { TOP, useReading } from './use-reading.ts'

interface Props {
  rows: readonly ListRow[]
  filters: ThreadFilters
  /** The inspector's tab that links lead on to. */
  tab?: InspectorTab | undefined
  /** Names the list whose scroll is remembered. */
  memory: string
  selectedId: string | undefined
  /** The thread that was read before the list took its place. */
  readId?: string | undefined
  /** The thread that was open until the list alone was shown. */
  leftId?: string | undefined
  /** More threads are known to stand above, or below, what is loaded. */
  hasAbove: boolean
  hasBelow: boolean
  /** Whether the list is being read, so that nothing in it may move. */
  onReading: (reading: boolean) => void
  /** Whether its top is far above what is seen. */
  onFar: (isFar: boolean) => void
  /** The start or the end of what is loaded is near. */
  onNearStart: () => void
  onNearEnd: () => void
  /** Changes when the reader asked to be taken to the top. */
  toTop: number
  onOpen: (threadId: string) => void
  /** Loads the list from its top on; answers whether it is there. */
  onTop: () => Promise<boolean>
  intent: Intent
  footer: ReactNode
}

const ROW = 54
const HEADING = 34
/** Further pages are fetched when fewer rows than this are left on a side. */
const NEAR = 12
/** Whoever has this many rows above the screen has a way to go. */
const FAR = 20

const heightOf = (row: ListRow | undefined): number => ROW + (row?.heading ? HEADING : 0)
const heightUpTo = (rows: readonly ListRow[], index: number): number =>
  rows.slice(0, index).reduce((sum, row) => sum + heightOf(row), 0)

/** Where the list opens: where it was left, else where the selected thread is seen. */
const openingOffset = (
  rows: readonly ListRow[],
  recalled: Place | undefined,
  selectedId: string | undefined,
  scale: number,
): number => {
  if (recalled && recalled.rowId === undefined) return 0
  const left = rows.findIndex(({ thread }) => thread.id === recalled?.rowId)
  if (recalled && left >= 0) return heightUpTo(rows, left) * scale + recalled.by
  const selected = rows.findIndex(({ thread }) => thread.id === selectedId)
  const top = heightUpTo(rows, Math.max(0, selected)) * scale
  return top < innerHeight * 0.7 ? 0 : Math.round(top - innerHeight * 0.4)
}

/** The virtualised list. Only the rows near the screen exist, and the one that has the focus. */
export const ThreadRows = (props: Props) => {
  const { rows, filters, memory, selectedId, readId, leftId, hasAbove, hasBelow } = props
  const { onReading, onFar, onNearStart, onNearEnd, toTop, onOpen, onTop, intent, footer } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [scale] = useState(textScale)
  const [opensAt] = useState(selectedId ?? readId)
  const [recalled] = useState(() => recallScroll(memory, opensAt))
  const [initialOffset] = useState(() => openingOffset(rows, recalled, opensAt, scale))
  const cursor = useCursor(rows, selectedId, leftId)
  const latest = useRef<ReactVirtualizer<HTMLDivElement, Element>>(undefined)
  useLeaving(() => {
    const list = latest.current
    if (!list) return
    const offset = list.scrollOffset ?? 0
    const item = list.getVirtualItemForOffset(offset)
    const isTop = !hasAbove && offset <= TOP
    const rowId = isTop || !item ? undefined : rows[item.index]?.thread.id
    const by = rowId === undefined || !item ? 0 : offset - item.start
    rememberScroll(memory, { rowId, by, beside: selectedId })
  })
  // oxlint-disable-next-line react/incompatible-library -- no compiler here that it could mislead
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf(rows[index]) * scale,
    getItemKey: (index) => rows[index]?.thread.id ?? index,
    overscan: 8,
    initialOffset,
    // What is put above the row being read does not move it.
    anchorTo: 'end',
    scrollPaddingStart: HEADING * scale,
    rangeExtractor: rowsWith(cursor.index),
  })

  latest.current = virtualizer
  const items = virtualizer.getVirtualItems()
  const firstShown = virtualizer.range?.startIndex ?? 0
  const lastShown = virtualizer.range?.endIndex ?? 0
  useEffect(() => {
    if (hasAbove && firstShown < NEAR) onNearStart()
    if (hasBelow && lastShown >= rows.length - NEAR) onNearEnd()
  }, [firstShown, lastShown, rows.length, hasAbove, hasBelow, onNearStart, onNearEnd])

  const isFar = firstShown >= FAR
  useEffect(() => {
    onFar(isFar)
    return () => onFar(false)
  }, [isFar, onFar])

  useReading(scroller, onReading)
  // A place that was recalled is the reader's own.
  const [shownId] = useState(() => (recalled ? recalled.rowId : opensAt))
  const shown = shownId === undefined ? -1 : rows.findIndex(({ thread }) => thread.id === shownId)
  // At the top, what comes in above is seen instead.
  const [isHeld] = useState(recalled !== undefined || hasAbove)
  useOpeningView(scroller, isHeld ? `${shown} ${rows.length}` : '', () => {
    const start = virtualizer.measurementsCache[shown]?.start
    if (start === undefined) return
    const top = recalled ? start + recalled.by : virtualizer.getOffsetForIndex(shown, 'auto')?.[0]
    // Not by the virtualizer, which keeps to its aim for frames, whoever scrolls meanwhile.
    if (top !== undefined && top !== virtualizer.scrollOffset) scroller.current?.scrollTo({ top })
  })

  // Whoever is at the top sees what comes in there. The row that was read is held: it takes a step.
  const isAtTop = useRef(!hasAbove && initialOffset <= TOP)
  const firstId = rows[0]?.thread.id
  useLayoutEffect(() => {
    if (isAtTop.current) scroller.current?.scrollTo({ top: 0 })
  }, [firstId])
  const focusRow = (index: number, { scroll = true } = {}) => {
    const id = rows[index]?.thread.id
    if (!id) return
    cursor.moveTo(id)
    if (scroll) virtualizer.scrollToIndex(index, { align: 'auto' })
    focusOnceThere(scroller, `[data-thread="${CSS.escape(id)}"]`)
  }
  useLeftRow(cursor.left, selectedId !== undefined, (index) => {
    if (index === cursor.index) focusRow(index, { scroll: false })
  })
  const onToTop = useEffectEvent(() => {
    scroller.current?.scrollTo({ top: 0 })
    // The button that was pressed leaves the page.
    onFocusLost(() => focusRow(0))
  })
  useLayoutEffect(() => {
    if (toTop > 0) onToTop()
  }, [toTop])
  const opening = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(opening.current), [])
  // What was asked to be open last: the page shows it a moment later.
  const asked = useRef(selectedId)
  const step = (by: 1 | -1) => {
    const index = Math.min(rows.length - 1, Math.max(0, cursor.index + by))
    const id = rows[index]?.thread.id
    focusRow(index)
    clearTimeout(opening.current)
    opening.current = undefined
    if (!id || id === asked.current) return
    opening.current = setTimeout(() => {
      opening.current = undefined
      asked.current = id
      onOpen(id)
    }, STEPS_MS)
  }
  const onOpenedElsewhere = useEffectEvent(() => {
    const isOurs = asked.current === selectedId
    asked.current = selectedId
    if (isOurs || opening.current !== undefined || selectedId === undefined) return
    // By Back, or by a link: steps go on from there.
    const index = rows.findIndex(({ thread }) => thread.id === selectedId)
    if (scroller.current?.contains(document.activeElement) && index >= 0)
      focusRow(index, { scroll: false })
    else cursor.moveTo(selectedId)
  })
  useLayoutEffect(() => {
    onOpenedElsewhere()
  }, [selectedId])
  const isGoingHome = useRef(false)
  const onAtHome = useEffectEvent(() => {
    if (hasAbove || !isGoingHome.current) return
    isGoingHome.current = false
    focusRow(0)
  })
  useLayoutEffect(() => {
    onAtHome()
  }, [hasAbove, firstId])
  useAction('thread.next', () => step(1))
  useAction('thread.previous', () => step(-1))
  useAction('threads.focus', () => focusRow(Math.max(0, cursor.index)))

  const selection = useRowSelection(
    selectedThreads,
    () => rows.map(({ thread }) => thread),
    rows[cursor.index]?.thread,
  )
  const onRowKey = useRowKeys({
    count: rows.length,
    cursor: cursor.index,
    isOpen: rows[cursor.index]?.thread.id === selectedId,
    focusRow,
    extendTo: (index) => selection.extendTo(rows[index]?.thread),
    takes: ({ key }) => {
      if (key !== 'Home' || !hasAbove) return false
      isGoingHome.current = true
      void onTop().then((isThere) => {
        if (!isThere) isGoingHome.current = false
      })
      return true
    },
  })

  return (
    <div
      ref={scroller}
      data-pane="threads"
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-2 [overflow-anchor:none]"
      onScroll={(event) => {
        isAtTop.current = !hasAbove && event.currentTarget.scrollTop <= TOP
      }}
    >
      <StickyHeading>{headingOver(rows, firstShown)}</StickyHeading>
      <MarkedNote />
      <ul aria-label="Threads" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index]
          if (!row) return null
          const { thread, heading } = row
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              {...(!hasAbove && { 'aria-posinset': item.index + 1 })}
              // How many there are is only known once the last one is loaded.
              aria-setsize={hasAbove || hasBelow ? -1 : rows.length}
              className="absolute inset-x-0 pb-0.5"
              // Not by a transform: Chromium leaves rows unpainted that come while it is set far down.
              style={{ top: item.start }}
            >
              {heading && (
                <h2 className={`${HEADING_LOOK} pb-1.5`}>
                  <bdi>{heading}</bdi>
                </h2>
              )}
              <ThreadRow
                thread={thread}
                order={filters.order}
                to={paths.thread(thread.id, { filters, tab: props.tab })}
                selected={thread.id === selectedId}
                isMarked={selection.threads.has(thread.id)}
                isSelecting={selection.isSelecting}
                onSelect={selection.onSelect}
                reachable={item.index === Math.max(0, cursor.index)}
                intent={intent}
                onFocus={cursor.onFocus}
                onKeyDown={onRowKey}
              />
            </li>
          )
        })}
      </ul>
      {footer}
    </div>
  )
}

const HEADING_LOOK = 'px-4.5 pt-3 text-meta leading-4 font-strong tracking-normal text-ink-2'

/** The heading of the row at the top of the screen, which may stand far above it. */
const StickyHeading = ({ children }: { children: ReactNode }) => (
  <div aria-hidden className="pointer-events-none sticky top-0 z-1 h-0">
    {children && (
      // A pixel lower than the heading it covers: the ring of the row below begins there.
      <p className={`bg-list pb-[calc(0.375rem-1px)] ${HEADING_LOOK}`}>
        <bdi>{children}</bdi>
      </p>
    )}
  </div>
)
