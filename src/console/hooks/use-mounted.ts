import { type RefObject, useEffect, useRef } from 'react'

/** Whether the component is still on the screen, for work that may outlive it. */
export const useMounted = (): RefObject<boolean> => {
  const isMounted = useRef(false)
  useEffect(() => {
    isMounted.current = true
    return () => void (isMounted.current = false)
  }, [])
  return isMounted
}
