import { type RefObject, useCallback, useEffect, useState } from 'react'

/**
 * What is shown of something that is read again and again: newer of the same is held back while the pointer or the
 * focus is on it, so that nothing moves under them. `isHeld` while there is newer.
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
  const isSame = kept.key === key && kept.value !== undefined
  const isHeld = isSame && isOn && value !== undefined && value !== kept.value
  const isNews = value !== undefined && (kept.value !== value || kept.key !== key)
  if (isNews && !isHeld) setKept({ value, key })
  const letGo = useCallback(() => setKept({ value, key }), [value, key])
  return { shown: isHeld ? kept.value : (value ?? kept.value), isHeld, letGo }
}
