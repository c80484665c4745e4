import { useCallback, useRef, useSyncExternalStore } from 'react'

import { THREE_COLUMNS, TWO_COLUMNS, below, from } from '../util/widths.ts'

/**
 * Whether a media query matches on the screen; rendered to text, none does. A sheet of paper has a width of
 * its own: while it is printed all stays as it was, and with it what was made for the paper.
 */
export const useMedia = (query: string): boolean => {
  const onScreen = useRef<{ query: string; matches: boolean }>(undefined)
  const look = () => {
    const last = onScreen.current
    if (last?.query === query && matchMedia('print').matches) return last.matches
    const { matches } = matchMedia(query)
    onScreen.current = { query, matches }
    return matches
  }
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, look, () => false)
}

/** There is room for the inspector beside the thread: it covers nothing. */
export const useInspectorBeside = (): boolean => useMedia(from(THREE_COLUMNS))

/** One column at a time: below this width the navigation is at the bottom. */
export const useNarrow = (): boolean => useMedia(below(TWO_COLUMNS))
