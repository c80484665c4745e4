import { useEffect, useState } from 'react'

const TICK_MS = 100

/** The time in milliseconds, moving on while something goes on. */
export const useTicking = (isGoing: boolean): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isGoing) return undefined
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [isGoing])
  return now
}
