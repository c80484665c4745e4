import {
  type Range,
  type ReactVirtualizer,
  type VirtualItem,
  type Virtualizer,
  defaultRangeExtractor,
  useVirtualizer,
} from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useRef } from 'react'

import { onFirstAct } from '#console/hooks/first-act.ts'
import { useLeaving } from '#console/hooks/use-leaving.ts'

import { END_THRESHOLD } from './end.ts'
import { findBarHeight } from './find-bar-height.ts'
import { holdCorrections } from './hold-corrections.ts'
import { type Row, guessHeight, isMessage } from './rows.ts'
import { type LeftPlace, forgetPlace, rememberPlace } from './scroll-memory.ts'
import type { Link } from './use-link.ts'

const OVERSCAN = 5
/** Room for the day label over the first row. */
const TOP_ROOM = 28

/** No distance is that small. */
const NEVER_AT_END = -1

export type MessageVirtualizer = Virtualizer<HTMLDivElement, HTMLDivElement>

const heightOf = (row: Row | undefined): number =>
  row?.kind === 'message' ? guessHeight(row.message) : row?.kind === 'run' ? 56 : 44

/** A guess at the height of the rows before one. */
export const heightUpTo = (rows: readonly Row[], index: number): number =>
  rows.slice(0, index).reduce((sum, row) => sum + heightOf(row), 0)

interface Options {
  /** Where to begin, before anything is measured. */
  openingOffset: number
  threadId: string
  link: Link | undefined
  linkName: string | undefined
  rows: readonly Row[]
  scroller: RefObject<HTMLDivElement | null>
  hasNewer: boolean
  around: string | undefined
  /** The row that has the focus; it stays mounted. */
  focusedKey: string | undefined
  recalled: LeftPlace | undefined
  /** Whether the end was being read when the list last looked. */
  endRead: { readonly current: boolean }
  /** The reader holds something in the list: an end that grows is not followed. */
  isHeld: boolean
}

/** `followOnAppend` as it was one render ago: a page of newer messages is not followed to its end. */
function useFollow(hasNewer: boolean): boolean {
  const before = useRef(!hasNewer)
  const follow = before.current && !hasNewer
  useEffect(() => {
    before.current = !hasNewer
  }, [hasNewer])
  return follow
}

/** Whether the reader has done anything since the link was followed: they may have read on from there. */
function useActed(link: Link | undefined): { readonly current: boolean } {
  const acted = useRef(false)
  useEffect(() => {
    acted.current = link?.memory !== undefined
    return onFirstAct(() => void (acted.current = true))
  }, [link])
  return acted
}

/**
 * Whether the list moves along with a row whose height changes. By itself the virtualizer leaves rows out
 * that were measured before while the reader scrolls up, which is when formulas and pictures come in above.
 */
function movesAlong(row: VirtualItem, _by: number, list: MessageVirtualizer): boolean {
  const top = list.scrollOffset ?? 0
  const height = list.itemSizeCache.get(row.key)
  // A row on the edge of the screen grows below the line being read, like an answer that is written.
  return height === undefined ? row.start < top : row.start + height <= top
}

/** The thread's virtual list: anchored to its end, followed only by a reader who is there. */
export function useMessageVirtualizer({
  threadId,
  link,
  linkName,
  rows,
  scroller,
  hasNewer,
  around,
  focusedKey,
  recalled,
  endRead,
  isHeld,
  openingOffset,
}: Options): ReactVirtualizer<HTMLDivElement, HTMLDivElement> {
  const follow = useFollow(hasNewer)
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows])
  const estimateSize = useCallback((index: number) => heightOf(rows[index]), [rows])
  const focusedIndex =
    focusedKey === undefined ? -1 : rows.findIndex(({ key }) => key === focusedKey)
  const rangeExtractor = useCallback(
    (range: Range) => {
      const indexes = defaultRangeExtractor(range)
      const [first = 0] = indexes
      const last = indexes.at(-1) ?? 0
      if (focusedIndex < 0 || (focusedIndex >= first && focusedIndex <= last)) return indexes
      return focusedIndex < first ? [focusedIndex, ...indexes] : [...indexes, focusedIndex]
    },
    [focusedIndex],
  )
  const latest = useRef<{ virtualizer: MessageVirtualizer; rows: readonly Row[] }>(undefined)
  const acted = useActed(link)
  useLeaving(() => {
    if (!latest.current) return
    const { virtualizer: list, rows: last } = latest.current
    const offset = (list.scrollOffset ?? 0) - findBarHeight()
    const top = list.getVirtualItemForOffset(offset)?.index ?? 0
    const read = last.findIndex((row, index) => index >= top && isMessage(row))
    const item = list.measurementsCache[read]
    const place = {
      around,
      // Right after a change of its size the list is not at its end again yet.
      atEnd: !hasNewer && (endRead.current || list.isAtEnd(END_THRESHOLD)),
      offset,
      firstKey: last[0]?.key,
      measurements: list.takeSnapshot(),
    }
    const line = item && { messageId: String(item.key), by: offset - item.start }
    rememberPlace(threadId, place, line)
    if (linkName === undefined) return
    if (acted.current) rememberPlace(linkName, place, line)
    // The first step of a page may have the name of one before.
    else forgetPlace(linkName)
  }, linkName)
  // oxlint-disable-next-line react/incompatible-library -- no compiler here that it could mislead
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLDivElement>({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize,
    getItemKey,
    rangeExtractor,
    overscan: OVERSCAN,
    // Where rows stand and how high all of them are is written past React: of an answer that grows, the
    // list itself is rendered again only when other rows come on screen.
    directDomUpdates: true,
    anchorTo: 'end',
    followOnAppend: follow,
    scrollEndThreshold: isHeld ? NEVER_AT_END : END_THRESHOLD,
    paddingStart: TOP_ROOM,
    paddingEnd: 24,
    scrollPaddingStart: TOP_ROOM,
    initialOffset: recalled?.offset ?? openingOffset,
    ...(recalled && { initialMeasurementsCache: recalled.measurements }),
  })
  // Not among its options.
  virtualizer.shouldAdjustScrollPositionOnItemSizeChange = movesAlong
  latest.current = { virtualizer, rows }
  useEffect(
    () => (scroller.current ? holdCorrections(virtualizer, scroller.current) : undefined),
    [virtualizer, scroller],
  )
  return virtualizer
}
