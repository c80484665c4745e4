import { useEffect, useState } from 'react'

import { serverNow } from '../util/server-clock.ts'

interface Clock {
  listeners: Set<(now: number) => void>
  timer: ReturnType<typeof setInterval>
}

/** One clock for each pace: all that counts moves on together, and is drawn once. */
const clocks = new Map<number, Clock>()

const startClock = (everyMs: number): Clock => {
  const listeners: Clock['listeners'] = new Set()
  const timer = setInterval(() => {
    const now = serverNow()
    for (const listener of listeners) listener(now)
  }, everyMs)
  const clock = { listeners, timer }
  clocks.set(everyMs, clock)
  return clock
}

const onTick = (everyMs: number, listener: (now: number) => void): (() => void) => {
  const { listeners, timer } = clocks.get(everyMs) ?? startClock(everyMs)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    clocks.delete(everyMs)
  }
}

/** The server's time in milliseconds, moving on while something goes on. */
export const useTicking = (isGoing: boolean, everyMs: number): number => {
  const [now, setNow] = useState(serverNow)
  useEffect(() => (isGoing ? onTick(everyMs, setNow) : undefined), [isGoing, everyMs])
  return now
}
