import { HEARTBEAT_MS, SILENCE_MS } from '#contract/heartbeat.ts'

/**
 * Resolves once a connection is to be taken for dead: nothing came for two heartbeats, or the page or
 * its network is back after a time in which a heartbeat was due. Never, once the signal aborts.
 * @param heardAt when something last came, in milliseconds since 1970; without it, nothing has since
 */
export const untilSilent = (
  signal: AbortSignal,
  heardAt: () => number = constant(Date.now()),
): Promise<void> =>
  new Promise((resolve) => {
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
      if (!document.hidden && Date.now() - heardAt() > HEARTBEAT_MS) dead()
    }
    // One timer for a stream of many pieces: it looks again when the last of them is old enough.
    const look = () => {
      const rest = heardAt() + SILENCE_MS - Date.now()
      if (rest <= 0) dead()
      else timer = setTimeout(look, rest)
    }
    let timer = setTimeout(look, SILENCE_MS)
    if (signal.aborted) return end()
    signal.addEventListener('abort', end, stop)
    addEventListener('online', dead, stop)
    document.addEventListener('visibilitychange', onBack, stop)
    document.addEventListener('resume', onBack, stop)
  })

const constant = (time: number) => () => time
