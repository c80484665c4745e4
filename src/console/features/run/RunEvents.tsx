import { useVirtualizer } from '@tanstack/react-virtual'
import clsx from 'clsx'
import { memo, type ReactNode, useCallback, useRef, useState } from 'react'

import type { Logged } from '#console/api/event-groups.ts'
import { JsonView } from '#console/ui/CodeView.tsx'

import { type EventRow, eventRows } from './event-rows.ts'
import { isInMilliseconds, sinceText } from './run-timing.ts'

const ROW = 29
/** Beyond so many rows only those in view are drawn. */
const DRAWN_WHOLE = 80

/** The events of a run as they came; deltas in a row are one line. Each opens to what was sent. */
export const RunEvents = ({ live }: { live: Logged }) => {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const rows = eventRows(live, open)
  const start = live.log[0]?.at ?? 0
  const span = (live.log.at(-1)?.at ?? start) - start
  const toggle = useCallback(
    (key: string) =>
      setOpen((before) => {
        const after = new Set(before)
        if (!after.delete(key)) after.add(key)
        return after
      }),
    [],
  )
  const draw = (row: EventRow) => (
    <Row
      row={row}
      start={start}
      isShort={isInMilliseconds(span)}
      isOpen={open.has(row.key)}
      onToggle={toggle}
    />
  )
  if (rows.length > DRAWN_WHOLE) return <LongList rows={rows} draw={draw} />
  return (
    <ol aria-label="Events" className={frame}>
      {rows.map((row) => (
        <li key={row.key}>{draw(row)}</li>
      ))}
    </ol>
  )
}

const frame = 'overflow-hidden rounded-card border border-line bg-raise'

const LongList = ({
  rows,
  draw,
}: {
  rows: readonly EventRow[]
  draw: (row: EventRow) => ReactNode
}) => {
  const scroller = useRef<HTMLDivElement>(null)
  // Nothing of it is handed to anything memoised.
  // oxlint-disable-next-line react/incompatible-library
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (at) => rows[at]?.key ?? at,
    overscan: 10,
  })
  return (
    <section
      ref={scroller}
      aria-label="Events"
      // What scrolls has to be within reach of the keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={clsx(frame, 'max-h-96 overflow-y-auto [overflow-anchor:none]')}
    >
      <ol className="relative" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => {
          const row = rows[item.index]
          return (
            row && (
              <li
                key={item.key}
                ref={list.measureElement}
                data-index={item.index}
                aria-setsize={rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0"
                style={{ top: item.start }}
              >
                {draw(row)}
              </li>
            )
          )
        })}
      </ol>
    </section>
  )
}

interface RowProps {
  row: EventRow
  start: number
  /** All of them came within a second. */
  isShort: boolean
  isOpen: boolean
  onToggle: (key: string) => void
}

/** Lines are made anew each time; what they show seldom changes. */
const sameRow = (before: RowProps, now: RowProps): boolean =>
  before.isOpen === now.isOpen &&
  before.start === now.start &&
  before.isShort === now.isShort &&
  before.row.key === now.row.key &&
  before.row.count === now.row.count

const Row = memo(
  ({ row, start, isShort, isOpen, onToggle }: RowProps) => (
    <div className="border-b border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => onToggle(row.key)}
        className="flex h-7 w-full items-center gap-3 pe-3 ps-1 text-start text-small hover:bg-hover focus-visible:-outline-offset-2"
      >
        <span className="w-16 shrink-0 text-end whitespace-nowrap text-ink-3 tabular">
          {sinceText(row.at - start, isShort)}
        </span>
        <code className={clsx('min-w-0 flex-1 truncate', row.isInGroup && 'ps-3 text-ink-2')}>
          {row.name}
        </code>
        {row.count > 1 && <span className="shrink-0 text-ink-3 tabular">× {row.count}</span>}
      </button>
      {isOpen && row.event && (
        <JsonView
          label={`${row.name} ${row.event.sequence}`}
          value={row.event.data}
          className="rounded-none border-t border-line"
        />
      )}
    </div>
  ),
  sameRow,
)
