import { type MouseEvent, useCallback, useRef } from 'react'

import type { Thread } from '#contract/thread.ts'

import { useAction } from './use-action.ts'

/** How a thread is selected from its row: alone, or with all between it and the last one. */
export type OnSelect = (thread: Thread, isRange: boolean) => void

/** The threads that are selected, and the ways to more of them. */
export interface Selecting {
  use: () => { threads: ReadonlyMap<string, unknown> }
  toggle: (thread: Thread) => void
  extend: (list: readonly Thread[], to: string, from?: string) => void
}

/**
 * Selecting in the rows of a list, by pointer and by key.
 * @param list its threads in order, each once
 * @param here the thread of the row that the keyboard is at
 */
export const useRowSelection = (
  selecting: Selecting,
  list: () => readonly Thread[],
  here: Thread | undefined,
) => {
  const { threads } = selecting.use()
  const select: OnSelect = (thread, isRange) =>
    isRange ? selecting.extend(list(), thread.id) : selecting.toggle(thread)
  useAction('thread.select', here && (() => select(here, false)))
  useAction('thread.select-range', here && (() => select(here, true)))

  const latest = useRef(select)
  latest.current = select
  // One identity for all rows, so that selecting one renders one and not all.
  const onSelect = useCallback<OnSelect>((...given) => latest.current(...given), [])
  return {
    threads,
    isSelecting: threads.size > 0,
    onSelect,
    /** The keyboard takes a step and the selection goes along. */
    extendTo: (to: Thread | null | undefined) => {
      if (to) selecting.extend(list(), to.id, here?.id)
    },
  }
}

/** Whether a press on a row selects it instead of opening it. */
export const takesPress = (
  { shiftKey, metaKey, ctrlKey }: MouseEvent,
  isSelecting: boolean,
): boolean =>
  shiftKey ||
  metaKey ||
  ctrlKey ||
  // A finger has no such keys, and the row is a larger aim than the box.
  (isSelecting && matchMedia('(hover: none)').matches)
