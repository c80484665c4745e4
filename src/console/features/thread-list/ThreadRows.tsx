import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
} from 'react'

import type { ThreadFilters } from '#console/api/threads.ts'
import { useAction } from '#console/hooks/use-action.ts'
import { paths } from '#console/paths.ts'

import type { ListRow } from './list-rows.ts'
import { recallScroll, rememberScroll } from './scroll-memory.ts'
import { ThreadRow } from './ThreadRow.tsx'
import { useCursor } from './use-cursor.ts'
import type { Intent } from './use-intent.ts'

interface Props {
  rows: readonly ListRow[]
  filters: ThreadFilters
  /** Names the list whose scroll is remembered. */
  memory: string
  selectedId: string | undefined
  /** Whether the list is read below its top. */
  onReading: (reading: boolean) => void
  /** The end of what is loaded is near. */
  onNearEnd: () => void
  /** Changes when the reader asked to be taken to the top. */
  toTop: number
  intent: Intent
  footer: ReactNode
}

const ROW = 79
const HEADING = 33
const TOP = 24

/** The virtualised list. Only the rows near the screen exist, and the one that has the focus. */
export const ThreadRows = (props: Props) => {
  const { rows, filters, memory, selectedId, onReading, onNearEnd, toTop, intent, footer } = props
  const scroller = useRef<HTMLDivElement>(null)
  const recalled = recallScroll(memory)
  const cursor = useCursor(rows, selectedId)
  // oxlint-disable-next-line react/incompatible-library -- no compiler here that it could mislead
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ROW + (rows[index]?.heading ? HEADING : 0),
    getItemKey: (index) => rows[index]?.thread.id ?? index,
    overscan: 8,
    initialOffset: recalled?.offset ?? 0,
    ...(recalled && { initialMeasurementsCache: recalled.measurements }),
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan)
      const to = Math.min(count - 1, endIndex + overscan)
      const indexes = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at)
      const held = cursor.index
      if (held < 0 || (held >= from && held <= to)) return indexes
      return held < from ? [held, ...indexes] : [...indexes, held]
    },
  })

  const items = virtualizer.getVirtualItems()
  const lastShown = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (lastShown >= rows.length - 12) onNearEnd()
  }, [lastShown, rows.length, onNearEnd])

  const latest = useRef(virtualizer)
  latest.current = virtualizer
  useLayoutEffect(
    () => () => {
      const { scrollOffset, measurementsCache } = latest.current
      rememberScroll(memory, { offset: scrollOffset ?? 0, measurements: measurementsCache })
    },
    [memory],
  )
  useEffect(() => {
    if (toTop > 0) scroller.current?.scrollTo({ top: 0 })
  }, [toTop])

  // A link leads to a thread further down: it is brought into view once, when the list first shows it.
  const shown = useRef(recalled !== undefined)
  const selectedAt = rows.findIndex(({ thread }) => thread.id === selectedId)
  useEffect(() => {
    if (shown.current || selectedAt < 0) return
    shown.current = true
    latest.current.scrollToIndex(selectedAt, { align: 'center' })
  }, [selectedAt])

  const focusRow = (index: number) => {
    const id = rows[index]?.thread.id
    if (!id) return
    cursor.moveTo(id)
    virtualizer.scrollToIndex(index, { align: 'auto' })
    // The row may only exist once the list has rendered around it.
    const focus = (tries: number) => {
      const link = scroller.current?.querySelector<HTMLElement>(`[data-thread="${CSS.escape(id)}"]`)
      if (link) link.focus({ preventScroll: true })
      else if (tries > 0) requestAnimationFrame(() => focus(tries - 1))
    }
    requestAnimationFrame(() => focus(5))
  }
  useAction('thread.next', () => focusRow(Math.min(rows.length - 1, cursor.index + 1)))
  useAction('thread.previous', () => focusRow(Math.max(0, cursor.index - 1)))

  const onKeyDown = (event: KeyboardEvent) => {
    const target = {
      ArrowDown: Math.min(rows.length - 1, cursor.index + 1),
      ArrowUp: Math.max(0, cursor.index - 1),
      Home: 0,
      End: rows.length - 1,
    }[event.key]
    if (target === undefined) return
    event.preventDefault()
    focusRow(target)
  }
  const latestKey = useRef(onKeyDown)
  latestKey.current = onKeyDown
  // One identity for all rows, so that moving the cursor renders two of them and not all.
  const onRowKey = useCallback((event: KeyboardEvent) => latestKey.current(event), [])

  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-2 [overflow-anchor:none]"
      onScroll={(event) => onReading(event.currentTarget.scrollTop > TOP)}
    >
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
              aria-posinset={item.index + 1}
              aria-setsize={rows.length}
              className="absolute inset-x-0 top-0 pb-0.5"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              {heading && (
                <h2 className="px-4.5 pt-3 pb-1.5 text-meta font-strong tracking-normal text-ink-2">
                  {heading}
                </h2>
              )}
              <ThreadRow
                thread={thread}
                order={filters.order}
                to={paths.thread(thread.id, { filters })}
                selected={thread.id === selectedId}
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
