import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query matches; rendered to text, none does. */
export const useMedia = (query: string): boolean => {
  const subscribe = useCallback(
    (listener: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  )
}

/** There is room for the inspector beside the thread: it covers nothing. */
export const useInspectorBeside = (): boolean => useMedia('(min-width: 1240px)')

/** One column at a time: below this width the navigation is at the bottom. */
export const useNarrow = (): boolean => useMedia('(max-width: 799.98px)')
