/** What waits. Injected, so that tests own time. */
export interface Timers {
  /** Calls back once, after so many milliseconds. Returns the way to prevent it. */
  after(ms: number, callback: () => void): () => void
}

/** The longest wait that the platform's timers know. */
const MAX_WAIT = 2 ** 31 - 1

/** Timers that do not keep the process alive. */
export const systemTimers: Timers = {
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, ms), MAX_WAIT)).unref()
    return () => clearTimeout(timer)
  },
}
