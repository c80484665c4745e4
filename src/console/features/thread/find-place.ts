import { ACTS } from '#console/hooks/first-act.ts'
import { revealSideways } from '#console/util/scrollers.ts'
import { textScale } from '#console/util/widths.ts'

import type { Find } from './finds.ts'
import { KeptRanges, type Looked, allRanges } from './highlights.ts'

export const scroller = () => document.querySelector<HTMLElement>('[data-pane="messages"]')
/** The row of a message or the boundary of a run. */
export const rowOf = (id: string) =>
  scroller()?.querySelector(
    `:is([data-message="${CSS.escape(id)}"], [data-run="${CSS.escape(id)}"])`,
  )
export const ROWS = '[data-message], [data-run]'

export const found = new KeptRanges()
export const rangesIn = (row: Element, looked: Looked) =>
  found.find(row.querySelector('[data-message-content]') ?? row, looked)

/** The names of the files of a message, in their order. */
const namesIn = (row: Element): Element[] => [...row.querySelectorAll('[data-file-name]')]

/** All places in a row, also of what is not drawn. */
export const allRangesIn = (row: Element, looked: Looked): Range[] => [
  ...allRanges(rangesIn(row, looked)),
  ...namesIn(row).flatMap((name) => found.find(name, looked).drawn),
]

/** The places in a row that are alike: drawn in its text, in the name of a file, or of what is not drawn. */
const placesLike = ({ isUndrawn = false, file }: Find, row: Element, looked: Looked) => {
  if (file !== undefined) {
    const name = namesIn(row)[file]
    return name ? found.find(name, looked).drawn : []
  }
  const { drawn, undrawn } = rangesIn(row, looked)
  return isUndrawn ? undrawn : drawn
}

/** What the line of a call begins with, its name if it has one: that stands for what came out of the call. */
const lineOf = (row: Element, callId: string): Range | undefined => {
  const line = row.querySelector(`[data-line="${CSS.escape(callId)}"]`)
  if (!line) return undefined
  const range = document.createRange()
  // All of the line would be marked with how long it took, and its words could not be read well.
  range.selectNodeContents(line.querySelector('[data-apart]') ?? line)
  return range
}

export const rangeOf = (find: Find, looked: Looked): Range | undefined => {
  const row = rowOf(find.rowId)
  if (find.callId !== undefined) return row ? lineOf(row, find.callId) : undefined
  const ranges = row ? placesLike(find, row, looked) : []
  return ranges[find.nth] ?? ranges.at(-1)
}

/**
 * Opens a long text until the place stands there. Answers how much of the texts on their way is shown by
 * now, or undefined where there is nothing to wait for.
 */
const showMore = (find: Find, looked: Looked): string | undefined => {
  const row = rowOf(find.rowId)
  const isThere = (at: Element) =>
    find.callId === undefined
      ? placesLike(find, at, looked).length > find.nth
      : lineOf(at, find.callId) !== undefined
  if (!row || isThere(row)) return undefined
  const ways = [...row.querySelectorAll<HTMLElement>('[data-opens]')]
  if (ways.length > 0) return ways.map((way) => way.dataset['opens']).join(' ')
  const more = row.querySelector<HTMLElement>('[data-shows-more]')
  more?.click()
  return more ? 'asked' : undefined
}

/** What of the pane the day above covers, and below the way to the end, where text is of the usual size. */
const COVERED = { above: 48, below: 44 }

/** Frames in which nothing may move before the list is scrolled to the very line. */
const STILL = 3
/** Frames in which nothing happened after which the place is given up. */
const PATIENCE = 240

/**
 * Brings the place on the screen once its row is there and lies still, however long its text takes to open,
 * unless the reader goes elsewhere. Answers how to stop.
 */
export function bringIntoView(
  find: Find,
  looked: Looked,
  onOpening: (isOpening: boolean) => void,
): () => void {
  let before = NaN
  let still = 0
  let left = PATIENCE
  let shown: string | undefined
  let frame = 0
  const list = scroller()?.closest('main') ?? document.body
  const stop = () => {
    cancelAnimationFrame(frame)
    for (const name of ACTS) list.removeEventListener(name, leave)
    onOpening(false)
  }
  const leave = (event: Event) => {
    // What is done in the box or with its buttons leads to the place, not away from it.
    if (event.target instanceof Element && !event.target.closest('[data-find]')) stop()
  }
  const look = () => {
    const opened = showMore(find, looked)
    left = opened === shown ? left - 1 : PATIENCE
    if ((opened === undefined) !== (shown === undefined)) onOpening(opened !== undefined)
    shown = opened
    const pane = scroller()
    const range = rangeOf(find, looked)
    const box = (range ?? rowOf(find.rowId))?.getBoundingClientRect()
    if (pane && box && opened === undefined) {
      still = Math.abs(box.top - before) < 1 ? still + 1 : 0
      before = box.top
      if (still >= STILL) {
        const view = pane.getBoundingClientRect()
        const scale = textScale()
        const isCovered =
          box.top < view.top + COVERED.above * scale ||
          box.bottom > view.bottom - COVERED.below * scale
        if (isCovered) pane.scrollTop += box.top - view.top - view.height / 3
        if (range) revealSideways(range, pane)
        stop()
        return
      }
    }
    if (left > 0) frame = requestAnimationFrame(look)
    else stop()
  }
  for (const name of ACTS) list.addEventListener(name, leave, { passive: true })
  frame = requestAnimationFrame(look)
  return stop
}
