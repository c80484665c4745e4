import { useLayoutEffect, useRef } from 'react'

/**
 * Calls `onLeave` when the component goes or comes to show another `what`, and when the page does: another
 * one is loaded, or the tab is hidden and may be thrown away. Call it before the hooks that `onLeave` looks
 * at: React undoes effects in the order of their calls, so that theirs still stand when it runs.
 */
export const useLeaving = (onLeave: () => void, what?: string): void => {
  const latest = useRef(onLeave)
  useLayoutEffect(() => {
    const leave = () => latest.current()
    const onHidden = () => {
      if (document.visibilityState === 'hidden') leave()
    }
    window.addEventListener('pagehide', leave)
    document.addEventListener('visibilitychange', onHidden)
    return () => {
      window.removeEventListener('pagehide', leave)
      document.removeEventListener('visibilitychange', onHidden)
      leave()
    }
  }, [what])
  // Not while it renders: until the effect above is undone, the one before is meant.
  useLayoutEffect(() => {
    latest.current = onLeave
  })
}
