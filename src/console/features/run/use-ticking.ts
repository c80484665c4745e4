import { useEffect, useState } from 'react'

import { serverNow } from '#console/util/server-clock.ts'

/** The server's time in milliseconds, moving on while something goes on. */
export const useTicking = (isGoing: boolean, everyMs: number): number => {
  const [now, setNow] = useState(serverNow)
  useEffect(() => {
    if (!isGoing) return undefined
    const timer = setInterval(() => setNow(serverNow()), everyMs)
    return () => clearInterval(timer)
  }, [isGoing, everyMs])
  return now
}
