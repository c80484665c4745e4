import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'

import { type CompareRow, isDifference } from './rows.ts'

type List = Virtualizer<HTMLDivElement, HTMLDivElement>

/** Where the differences stand among the rows, and which one is looked at. */
export function useDifferences({
  rows,
  at,
  isFolded,
  list,
  onAt,
}: {
  rows: readonly CompareRow[]
  /** Counted from 1. */
  at: number | undefined
  isFolded: boolean
  list: () => List | undefined
  onAt: (at: number) => void
}) {
  const places = rows.flatMap((row, index) => (isDifference(row) ? [index] : []))
  const current = at === undefined ? undefined : places[at - 1]
  const isThere = current !== undefined
  /** Whether the keyboard goes along: of an address that is opened it does not. */
  const goes = useRef(false)
  useEffect(() => {
    const virtualizer = list()
    if (current === undefined || !virtualizer) return
    virtualizer.scrollToIndex(current, { align: 'start' })
    if (!goes.current) return
    goes.current = false
    let frames = 30
    const focus = () => {
      const row = virtualizer.scrollElement?.querySelector<HTMLElement>(
        `[data-index="${current}"] article`,
      )
      if (row) row.focus({ preventScroll: true })
      else if (frames-- > 0) requestAnimationFrame(focus)
    }
    focus()
    // Rows that are unfolded move no reader: another difference does, and all that is equal as it goes.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [at, isThere, isFolded])
  const step = (by: 1 | -1) => {
    if (places.length === 0) return
    const range = list()?.range
    const isInView =
      current !== undefined && range && current >= range.startIndex && current <= range.endIndex
    const from = isInView ? current : (range?.startIndex ?? 0) - by / 2
    const next =
      by > 0
        ? places.findIndex((index) => index > from)
        : places.findLastIndex((index) => index < from)
    // At an end it begins anew at the other.
    const to = next >= 0 ? next : by > 0 ? 0 : places.length - 1
    goes.current = true
    if (to + 1 === at) list()?.scrollToIndex(places[to] ?? 0, { align: 'start' })
    onAt(to + 1)
  }
  return { count: places.length, current, step }
}
