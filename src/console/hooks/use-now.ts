import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let minute = Math.floor(Date.now() / 60_000)
let timer: ReturnType<typeof setInterval> | undefined

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  timer ??= setInterval(() => {
    const next = Math.floor(Date.now() / 60_000)
    if (next === minute) return
    minute = next
    for (const each of listeners) each()
  }, 5000)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

const current = () => minute

/** Now in unix seconds, to the minute: relative times render again when it turns. */
export const useNow = (): number => useSyncExternalStore(subscribe, current, current) * 60
