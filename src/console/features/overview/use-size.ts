import { type RefObject, useLayoutEffect, useState } from 'react'

import type { Frame } from './scales.ts'

/** The box of an element, and its text; undefined until it is on the page. It follows the window and the reader's text. */
export const useSize = (place: RefObject<HTMLElement | null>): Frame | undefined => {
  const [frame, setFrame] = useState<Frame>()
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return undefined
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = element
      if (width === 0 || height === 0) return
      const { fontSize, direction } = getComputedStyle(element)
      const next = { width, height, em: Number.parseFloat(fontSize), isRtl: direction === 'rtl' }
      setFrame((now) => (now && isSame(now, next) ? now : next))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [place])
  return frame
}

const isSame = (one: Frame, other: Frame): boolean =>
  one.width === other.width &&
  one.height === other.height &&
  one.em === other.em &&
  one.isRtl === other.isRtl
