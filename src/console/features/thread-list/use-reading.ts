import { type RefObject, useEffect, useEffectEvent, useRef } from 'react'

/** Scrolled less than this counts as being at the top. */
export const TOP = 24

/**
 * Tells whether the list is being read, so that nothing in it may move: it is scrolled, the pointer is
 * over it, or the keyboard is in it. A finger rests on nothing, so there it always is.
 */
export const useReading = (
  scroller: RefObject<HTMLElement | null>,
  onChange: (reading: boolean) => void,
): void => {
  const before = useRef<boolean>(undefined)
  const tell = useEffectEvent((reading: boolean) => {
    if (before.current === reading) return
    before.current = reading
    onChange(reading)
  })
  useEffect(() => {
    const list = scroller.current
    if (!list) return undefined
    let isOver = list.matches(':hover')
    const noHover = matchMedia('(hover: none)')
    const look = () => {
      const byKeyboard = list.querySelector(':focus-visible') !== null
      tell(isOver || byKeyboard || noHover.matches || list.scrollTop > TOP)
    }
    const onEnter = () => {
      isOver = true
      look()
    }
    const onLeave = () => {
      isOver = false
      look()
    }
    // The focus has moved only once the event is over.
    const onFocus = () => queueMicrotask(look)
    list.addEventListener('pointerenter', onEnter)
    list.addEventListener('pointerleave', onLeave)
    list.addEventListener('focusin', onFocus)
    list.addEventListener('focusout', onFocus)
    list.addEventListener('scroll', look, { passive: true })
    look()
    return () => {
      list.removeEventListener('pointerenter', onEnter)
      list.removeEventListener('pointerleave', onLeave)
      list.removeEventListener('focusin', onFocus)
      list.removeEventListener('focusout', onFocus)
      list.removeEventListener('scroll', look)
    }
  }, [scroller])
}
