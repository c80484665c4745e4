import { type ReactVirtualizer, useVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'

import { useAction } from '#console/hooks/use-action.ts'
import { useLeaving } from '#console/hooks/use-leaving.ts'
import { STEPS_MS, focusOnceThere, rowsWith, useRowKeys } from '#console/hooks/use-row-keys.ts'
import { type Selecting, useRowSelection } from '#console/hooks/use-row-selection.ts'
import { MarkedNote } from '#console/ui/SelectBox.tsx'
import { useLeftRow } from '#console/ui/use-left-row.ts'
import type { SearchHit } from '#contract/search.ts'

import { threadsOf } from './hit-threads.ts'
import { HitRow } from './HitRow.tsx'
import { recallResults, rememberResults } from './left-results.ts'

export interface HitRowsProps {
  hits: readonly SearchHit[]
  /** Names the search whose place is remembered. */
  memory: string
  selectedId: string | undefined
  /** The match that was open until the matches alone were shown. */
  leftId?: string | undefined
  /** The threads that are selected. */
  selecting: Selecting
  /** More are known to stand below what is loaded. */
  hasBelow: boolean
  onNearEnd: () => void
  /** Tells the ids of the matches on screen. */
  onShown: (ids: ReadonlySet<string>) => void
  addressOf: (hit: SearchHit) => string
  /** Opens a match, on a walk through the list. */
  onOpen: (hit: SearchHit) => void
  /** A match is followed: the search was worth something. */
  onFollow: () => void
  /** Goes back to where the query is written. */
  onLeaveUp: () => void
  footer: ReactNode
}

const ROW = 82
const FOLLOWS = 62
/** Further pages are fetched when fewer rows than this are left. */
const NEAR = 12

/** The matches, virtualised: only the rows near the screen exist, and the one that has the focus. */
export const HitRows = (props: HitRowsProps) => {
  const { hits, memory, selectedId, leftId, hasBelow, onNearEnd, onShown } = props
  const { addressOf, onOpen, onLeaveUp } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [recalled] = useState(() => recallResults(memory))
  const [focusedId, setFocusedId] = useState(leftId ?? recalled?.hitId)
  const at = (id: string | undefined) =>
    id === undefined ? -1 : hits.findIndex((hit) => hit.id === id)
  const selected = at(selectedId)
  const left = at(leftId)
  const cursor = [at(focusedId), selected, left].find((index) => index >= 0) ?? -1
  const latest = useRef<ReactVirtualizer<HTMLDivElement, Element>>(undefined)
  useLeaving(() => {
    const list = latest.current
    if (!list) return
    const { scrollOffset, measurementsCache } = list
    rememberResults(memory, {
      offset: scrollOffset ?? 0,
      measurements: measurementsCache,
      hitId: hits[cursor]?.id,
    })
  })
  const follows = (index: number) => hits[index]?.thread_id === hits[index - 1]?.thread_id
  // oxlint-disable-next-line react/incompatible-library -- no compiler here that it could mislead
  const virtualizer = useVirtualizer({
    count: hits.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (follows(index) ? FOLLOWS : ROW),
    getItemKey: (index) => hits[index]?.id ?? index,
    overscan: 8,
    initialOffset: recalled?.offset ?? 0,
    ...(recalled && { initialMeasurementsCache: recalled.measurements }),
    rangeExtractor: rowsWith(cursor),
  })
  latest.current = virtualizer
  const firstShown = virtualizer.range?.startIndex ?? 0
  const lastShown = virtualizer.range?.endIndex ?? 0
  useEffect(
    () => onShown(new Set(hits.slice(firstShown, lastShown + 1).map(({ id }) => id))),
    [firstShown, lastShown, hits, onShown],
  )
  useEffect(() => {
    if (hasBelow && lastShown >= hits.length - NEAR) onNearEnd()
  }, [lastShown, hits.length, hasBelow, onNearEnd])

  // The match that is or was open when the list comes is in sight; one that is opened there is already.
  const isPlaced = useRef(recalled !== undefined)
  const opensAt = selected >= 0 ? selected : left
  useEffect(() => {
    if (isPlaced.current || opensAt < 0) return
    isPlaced.current = true
    latest.current?.scrollToIndex(opensAt, { align: 'auto' })
  }, [opensAt])

  const focusRow = (index: number, { scroll = true } = {}) => {
    const id = hits[index]?.id
    if (id === undefined) return
    setFocusedId(id)
    if (scroll) virtualizer.scrollToIndex(index, { align: 'auto' })
    focusOnceThere(scroller, `[data-hit="${CSS.escape(id)}"]`)
  }
  useLeftRow(left, selected >= 0, (index) => {
    if (index === cursor) focusRow(index, { scroll: false })
  })
  const opening = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(opening.current), [])
  const step = (by: 1 | -1) => {
    const index = Math.min(hits.length - 1, Math.max(0, cursor + by))
    const hit = hits[index]
    focusRow(index)
    clearTimeout(opening.current)
    if (hit && hit.id !== selectedId) opening.current = setTimeout(() => onOpen(hit), STEPS_MS)
  }
  useAction('thread.next', () => step(1))
  useAction('thread.previous', () => step(-1))
  useAction('threads.focus', () => focusRow(Math.max(0, cursor)))

  const selection = useRowSelection(
    props.selecting,
    () => threadsOf(hits),
    hits[cursor]?.thread ?? undefined,
  )
  const onRowKey = useRowKeys({
    count: hits.length,
    cursor,
    isOpen: cursor >= 0 && hits[cursor]?.id === selectedId,
    focusRow,
    extendTo: (index) => selection.extendTo(hits[index]?.thread),
    takes: ({ key, shiftKey }) => {
      if (key !== 'ArrowUp' || cursor > 0 || shiftKey) return false
      onLeaveUp()
      return true
    },
  })
  const onRowFocus = useCallback((event: FocusEvent) => {
    const id = event.currentTarget.querySelector<HTMLElement>('[data-hit]')?.dataset['hit']
    if (id !== undefined) setFocusedId(id)
  }, [])

  return (
    <div
      ref={scroller}
      data-pane="threads"
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain pb-2 [overflow-anchor:none]"
    >
      <MarkedNote />
      <ul aria-label="Matches" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const hit = hits[item.index]
          if (!hit) return null
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              aria-posinset={item.index + 1}
              // How many there are is only known once the last one is loaded.
              aria-setsize={hasBelow ? -1 : hits.length}
              className="absolute inset-x-0 pb-0.5"
              style={{ top: item.start }}
            >
              <HitRow
                hit={hit}
                follows={follows(item.index)}
                to={addressOf(hit)}
                selected={hit.id === selectedId}
                isMarked={selection.threads.has(hit.thread_id)}
                isSelecting={selection.isSelecting}
                onSelect={selection.onSelect}
                reachable={item.index === Math.max(0, cursor)}
                onFollow={props.onFollow}
                onFocus={onRowFocus}
                onKeyDown={onRowKey}
              />
            </li>
          )
        })}
      </ul>
      {props.footer}
    </div>
  )
}
