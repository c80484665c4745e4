import { HEARTBEAT_MS, SILENCE_MS } from '#contract/sse.ts'

/**
 * Resolves once a connection is to be taken for dead: nothing came for two heartbeats, or the page or
 * its network is back after a time in which a heartbeat was due. Never, once the signal aborts.
 */
export const untilSilent = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const since = Date.now()
    const stop = new AbortController()
    const end = () => {
      clearTimeout(timer)
      stop.abort()
    }
    const dead = () => {
      end()
      resolve()
    }
    // Timers rest while the machine sleeps: the time itself is asked.
    const onBack = () => {
      if (!document.hidden && Date.now() - since > HEARTBEAT_MS) dead()
    }
    const timer = setTimeout(dead, SILENCE_MS)
    if (signal.aborted) return end()
    signal.addEventListener('abort', end, stop)
    addEventListener('online', dead, stop)
    document.addEventListener('visibilitychange', onBack, stop)
    document.addEventListener('resume', onBack, stop)
  })
