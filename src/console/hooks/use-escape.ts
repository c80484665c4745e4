import { useEffect, useEffectEvent } from 'react'

/** Acts on Escape while nothing lies above that would take it. */
export const useEscape = (active: boolean, run: () => void): void => {
  const onEscape = useEffectEvent(run)
  useEffect(() => {
    if (!active) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      if (!document.querySelector('dialog[open], :popover-open')) onEscape()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [active])
}
