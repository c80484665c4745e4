import { type RefObject, useCallback, useEffect, useState } from 'react'

/**
 * What is shown of something that is read again and again: newer of the same is held back while the pointer or the
 * focus is on it, so that nothing moves under them. `isHeld` while there is newer; `letGo` shows that, or what comes next.
 * @param value undefined while it is on its way: then the one before stays
 * @param key of what it is: another one is shown at once
 */
export const useSteady = <Value>(
  value: Value | undefined,
  key: string,
  place: RefObject<HTMLElement | null>,
): { shown: Value | undefined; isHeld: boolean; letGo: () => void } => {
  const [kept, setKept] = useState({ value, key })
  const [isOn, setOn] = useState(false)
  useEffect(() => {
    const look = () => {
      const { current } = place
      const hovers = matchMedia('(hover: hover)').matches && current?.matches(':hover')
      setOn(hovers === true || current?.querySelector(':focus-visible') !== null)
    }
    const stop = new AbortController()
    for (const event of ['pointerover', 'pointerleave', 'focusin', 'focusout', 'pointerup', 'blur'])
      document.addEventListener(event, () => requestAnimationFrame(look), {
        signal: stop.signal,
        passive: true,
      })
    return () => stop.abort()
  }, [place])
  /** What comes next is what the reader asked for. */
  const [isAwaited, setAwaited] = useState(false)
  const isSame = kept.key === key && kept.value !== undefined
  const isNews = value !== undefined && (kept.value !== value || kept.key !== key)
  const isHeld = isNews && isSame && isOn && !isAwaited
  if (isNews && !isHeld) {
    setKept({ value, key })
    setAwaited(false)
  }
  const letGo = useCallback(() => setAwaited(true), [])
  return { shown: isHeld ? kept.value : (value ?? kept.value), isHeld, letGo }
}
