import { type RefObject, useEffect, useRef } from 'react'

import { onFirstAct } from '#console/hooks/first-act.ts'

/**
 * Calls `show` while the list opens, when it changes its height (what loads beside it takes room, and
 * would cut the row it opened at) and when that row has another `place`: what is loaded above may come
 * before the list has taken its first one, and what is loaded below may be what gives it room. Ends with the reader's first act, who alone moves the list from then on.
 */
export const useOpeningView = (
  scroller: RefObject<HTMLElement | null>,
  place: string,
  show: () => void,
): void => {
  const latest = useRef(show)
  latest.current = show
  const isOver = useRef(false)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => latest.current())
    const stop = onFirstAct(() => {
      isOver.current = true
      observer.disconnect()
    })
    observer.observe(element)
    // Rows whose height was guessed move those below once they are measured.
    const list = element.querySelector('ul')
    if (list) observer.observe(list)
    isOver.current = false
    return () => {
      isOver.current = true
      stop()
      observer.disconnect()
    }
  }, [scroller])
  useEffect(() => {
    // The list lays its rows out anew first.
    const frame = requestAnimationFrame(() => {
      if (!isOver.current) latest.current()
    })
    return () => cancelAnimationFrame(frame)
  }, [place])
}
