import { type RefObject, useEffect, useRef } from 'react'

/** What a reader moves a list by. */
const ACTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Calls `show` when the list changes its height while it opens: what loads beside it takes room, and
 * would cut the row it opened at. Ends with the reader's first act, who alone moves the list from then on.
 */
export const useOpeningView = (scroller: RefObject<HTMLElement | null>, show: () => void): void => {
  const latest = useRef(show)
  latest.current = show
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => latest.current())
    const end = () => {
      observer.disconnect()
      for (const act of ACTS) window.removeEventListener(act, end, true)
    }
    observer.observe(element)
    for (const act of ACTS) {
      window.addEventListener(act, end, { capture: true, passive: true })
    }
    return end
  }, [scroller])
}
