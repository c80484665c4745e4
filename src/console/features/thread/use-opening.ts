import { useEffect, useLayoutEffect, useRef, useState } from 'react'

import { onFirstAct } from '#console/hooks/first-act.ts'
import { mayTakeFocus } from '#console/ui/opened-focus.ts'
import type { Place } from '#console/util/left-places.ts'

import { findBarHeight } from './find-bar-height.ts'
import { focusMessage } from './focus-message.ts'
import { isMessage, type Row } from './rows.ts'
import { type LeftPlace, recallLine, recallPlace } from './scroll-memory.ts'
import type { Link } from './use-link.ts'
import { heightUpTo, type MessageVirtualizer } from './use-message-virtualizer.ts'

/** Where a list of messages opens. */
export interface Opening {
  rows: readonly Row[]
  /** The message this window was opened at; the end when there is none. */
  around: string | undefined
  /** The link whose message is marked. */
  link: Link | undefined
  /** The name of the place where it was left; undefined where that does not count. */
  memory: string | undefined
  /** Where the list opens when nothing else says so. */
  startAt: 'start' | 'around' | 'end'
  /** The reader asked to be taken here: neither a link counts nor where the list was left. */
  jumped: boolean
  /** Whether a jump takes the focus along. */
  takesFocus: boolean
}

/** How a list is found again that was read before. */
export interface Recalled {
  /** As a whole, with its heights. */
  place: LeftPlace | undefined
  /** By the line that was read. */
  line: Place | undefined
}

/** Where a list was left, as far as what is loaded now holds it. */
export function recall({ rows, around, memory, jumped, startAt }: Opening): Recalled {
  if (jumped || memory === undefined) return { place: undefined, line: undefined }
  const place = recallPlace(memory)
  const isSame = place?.around === around && place?.firstKey === rows[0]?.key
  const line = recallLine(memory)
  if (place && isSame) return place.atEnd ? { place: undefined, line: undefined } : { place, line }
  // Another window was opened on purpose. The same one may have grown above since.
  const isOf =
    startAt === 'end'
      ? place?.around === around
      : line?.rowId === around || (place !== undefined && place.around === around)
  const isThere = isOf && rows.some(({ key }) => key === line?.rowId)
  return { place: undefined, line: isThere ? line : undefined }
}

/** The row that a link leads to: not one that the reader comes back to, who has read on. */
export const targetOf = (link: Link | undefined): string | undefined =>
  link?.memory === undefined ? link?.rowId : undefined

/** About where the list opens, so that the rows rendered first are those that will be seen. */
export function guessOffset(
  { rows, link, around, startAt }: Opening,
  line: Place | undefined,
): number {
  const wanted = line?.rowId ?? targetOf(link) ?? (startAt === 'around' ? around : undefined)
  const index = rows.findIndex(({ key }) => key === wanted)
  if (index >= 0) return heightUpTo(rows, index) + (line?.by ?? 0)
  return startAt === 'end' ? Math.max(0, heightUpTo(rows, rows.length) - innerHeight) : 0
}

/** So many frames without a change, and the rows around the line have their heights. */
const SETTLED = 60

/**
 * Keeps the line that was read in its place while the rows around it are measured and the box of finding comes;
 * the reader's first act ends it.
 */
function holdLine(virtualizer: MessageVirtualizer, { rowId, by }: Place): () => void {
  let still = 0
  return atFrames(() => {
    const item = virtualizer.measurementsCache.find(({ key }) => key === rowId)
    const offset = virtualizer.scrollElement?.scrollTop ?? 0
    // What was left at the very top may lie above it, where the box is not there yet.
    const wanted = item && Math.max(0, item.start + by + findBarHeight())
    const isMoved = wanted !== undefined && Math.abs(wanted - offset) > 1
    still = isMoved ? 0 : still + 1
    if (isMoved) virtualizer.scrollToOffset(wanted)
    return still < SETTLED
  })
}

/** Looks at each frame for as long as that says so; the reader's first act ends it. @returns what ends it */
function atFrames(look: () => boolean): () => void {
  let frame = 0
  const next = () => {
    if (look()) frame = requestAnimationFrame(next)
  }
  next()
  const stop = () => cancelAnimationFrame(frame)
  const unhear = onFirstAct(stop)
  return () => {
    stop()
    unhear()
  }
}

/** So many frames the calls of a run are waited for. */
const PATIENCE = 600
/** What stays free below it. */
const ROOM = 8

/** Brings the line of the call that is asked for on the screen, once the calls of its run are told; the reader's first act ends it. */
function revealCall(scroller: { current: HTMLElement | null }, runId: string): () => void {
  let left = PATIENCE
  let still = 0
  return atFrames(() => {
    const list = scroller.current
    const of = `[data-run="${CSS.escape(runId)}"] [data-line][aria-current]`
    const line = list?.querySelector(of)?.getBoundingClientRect()
    const view = list?.getBoundingClientRect()
    if (line && view) {
      still += 1
      if (line.bottom > view.bottom - ROOM)
        list?.scrollBy(0, line.bottom - view.top - view.height / 2)
    }
    left -= 1
    return left > 0 && still < SETTLED
  })
}

/** Brings the list to where it opens: its target, where it was left, or the given end. */
export function useOpening(
  { rows, link, around, startAt, jumped, takesFocus }: Opening,
  { place, line }: Recalled,
  virtualizer: MessageVirtualizer,
  scroller: { current: HTMLDivElement | null },
): boolean {
  const isRecalled = place !== undefined || line !== undefined
  const [opened, setOpened] = useState(false)
  const shown = useRef<{ rowId?: string; link?: Link | undefined }>({})
  const target = targetOf(link)
  const opensAt = startAt === 'around' && !isRecalled ? around : undefined
  const wanted = jumped ? undefined : (target ?? opensAt)
  const isLoaded = wanted !== undefined && rows.some(({ key }) => key === wanted)
  useLayoutEffect(() => {
    const { current: before } = shown
    const isNew = before.rowId !== wanted || (link !== undefined && before.link !== link)
    if (isLoaded && isNew) {
      shown.current = { rowId: wanted, link }
      virtualizer.scrollToIndex(
        rows.findIndex(({ key }) => key === wanted),
        { align: 'start' },
      )
      // The step of a call is what takes the focus.
      if (link?.callId === undefined)
        focusMessage(
          scroller.current,
          wanted,
          () => !link || mayTakeFocus(link.opened, '[data-pane="threads"]'),
        )
    } else if (!opened && !isRecalled && startAt === 'end') virtualizer.scrollToEnd()
    const end = startAt === 'end' ? rows.findLast(isMessage) : rows.find(isMessage)
    if (!opened && jumped && takesFocus && end) focusMessage(scroller.current, end.key)
    setOpened(true)
    // Only a link that is followed moves a list that is open.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [wanted, isLoaded, link])
  const call = wanted === target ? link?.callId : undefined
  useEffect(
    () => (call !== undefined && isLoaded ? revealCall(scroller, wanted) : undefined),
    // Whoever follows the link again has scrolled away.
    [call, isLoaded, wanted, link, scroller],
  )
  const [openedBy] = useState(link)
  const held = link === openedBy ? line : undefined
  // Before anything is painted, and no longer than until another link is followed.
  useLayoutEffect(() => (held ? holdLine(virtualizer, held) : undefined), [virtualizer, held])
  return opened
}
