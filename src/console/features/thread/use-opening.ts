import { useLayoutEffect, useRef, useState } from 'react'

import { focusMessage } from './focus-message.ts'
import { isMessage, type Row } from './rows.ts'
import { heightUpTo, type MessageVirtualizer } from './use-message-virtualizer.ts'

/** Where a list of messages opens. */
export interface Opening {
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
}

/** About where the list opens, so that the rows rendered first are those that will be seen. */
export function guessOffset({ rows, target, around, startAt }: Opening): number {
  const wanted = target ?? (startAt === 'around' ? around : undefined)
  const index = rows.findIndex(({ key }) => key === wanted)
  if (index >= 0) return heightUpTo(rows, index)
  return startAt === 'end' ? Math.max(0, heightUpTo(rows, rows.length) - innerHeight) : 0
}

/** Brings the list to where it opens: its target, where it was left, or the given end. */
export function useOpening(
  { rows, target, around, startAt, jumped, takesFocus }: Opening,
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
