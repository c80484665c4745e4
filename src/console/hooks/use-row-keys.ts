import type { Range } from '@tanstack/react-virtual'
import { type KeyboardEvent, type RefObject, useCallback, useRef } from 'react'

import { runAction } from './use-action.ts'

/** Whoever holds j passes over rows, and opens the one stopped at. */
export const STEPS_MS = 160

/** The rows near the screen, and the one that the keyboard is at. */
export const rowsWith =
  (held: number) =>
  ({ startIndex, endIndex, overscan, count }: Range): number[] => {
    const from = Math.max(0, startIndex - overscan)
    const to = Math.min(count - 1, endIndex + overscan)
    const indexes = Array.from({ length: Math.max(0, to - from + 1) }, (_, at) => from + at)
    if (held < 0 || (held >= from && held <= to)) return indexes
    return held < from ? [held, ...indexes] : [...indexes, held]
  }

/** Focuses a row, which may only exist once the list has rendered around it. */
export const focusOnceThere = (
  scroller: RefObject<HTMLElement | null>,
  selector: string,
  tries = 5,
): void =>
  void requestAnimationFrame(() => {
    const row = scroller.current?.querySelector<HTMLElement>(selector)
    if (row) row.focus({ preventScroll: true })
    else if (tries > 0) focusOnceThere(scroller, selector, tries - 1)
  })

interface RowKeys {
  /** How many rows. */
  count: number
  /** The row that the keyboard is at; -1 for none. */
  cursor: number
  /** That row is open. */
  isOpen: boolean
  focusRow: (index: number) => void
  /** With Shift the selection goes along. */
  extendTo: (index: number) => void
  /** Answers whether a key is meant otherwise here. */
  takes?: (event: KeyboardEvent) => boolean
}

/**
 * What keys do in a list of rows: arrows, Home and End move, and Enter on the row that is open goes to its
 * messages. Of one identity for all rows, so that moving the cursor renders two of them and not all.
 */
export const useRowKeys = (keys: RowKeys): ((event: KeyboardEvent) => void) => {
  const latest = useRef(keys)
  latest.current = keys
  return useCallback((event: KeyboardEvent) => {
    const { count, cursor, isOpen, focusRow, extendTo, takes } = latest.current
    if (event.key === 'Enter' && isOpen && !event.metaKey && !event.ctrlKey) {
      // It is open: the reader means its messages.
      if (runAction('messages.focus')) event.preventDefault()
      return
    }
    if (takes?.(event)) return event.preventDefault()
    const target = {
      ArrowDown: Math.min(count - 1, cursor + 1),
      ArrowUp: Math.max(0, cursor - 1),
      Home: 0,
      End: count - 1,
    }[event.key]
    if (target === undefined) return
    event.preventDefault()
    if (event.shiftKey && event.key.startsWith('Arrow')) extendTo(target)
    focusRow(target)
  }, [])
}
