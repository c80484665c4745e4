import { type RefObject, useEffect, useRef } from 'react'

/** What a reader moves a list by. */
const ACTS = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Calls `show` while the list opens, when it changes its height (what loads beside it takes room, and
 * would cut the row it opened at) and when that row has another place: what is loaded above may come before
 * the list has taken its first one. Ends with the reader's first act, who alone moves the list from then on.
 */
export const useOpeningView = (
  scroller: RefObject<HTMLElement | null>,
  place: number,
  show: () => void,
): void => {
  const latest = useRef(show)
  latest.current = show
  const isOver = useRef(false)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => latest.current())
    const end = () => {
      isOver.current = true
      observer.disconnect()
      for (const act of ACTS) window.removeEventListener(act, end, true)
    }
    observer.observe(element)
    for (const act of ACTS) {
      window.addEventListener(act, end, { capture: true, passive: true })
    }
    isOver.current = false
    return end
  }, [scroller])
  useEffect(() => {
    // The list lays its rows out anew first.
    const frame = requestAnimationFrame(() => {
      if (!isOver.current) latest.current()
    })
    return () => cancelAnimationFrame(frame)
  }, [place])
}
