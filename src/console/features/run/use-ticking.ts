import { useEffect, useState } from 'react'

/** The time in milliseconds, moving on while something goes on. */
export const useTicking = (isGoing: boolean, everyMs: number): number => {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isGoing) return undefined
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [isGoing, everyMs])
  return now
}
