/** Whole milliseconds since 1970. Injected, so that tests own time. */
export interface Clock {
  now(): number
}

/** A time in milliseconds as the wire's whole seconds. */
export const toSeconds = (ms: number): number => Math.floor(ms / 1000)

/** The present, in the wire's whole seconds. */
export const seconds = (clock: Clock): number => toSeconds(clock.now())

/**
 * The time of day, which never goes back: lists are ordered by it, and a run's ten minutes must not
 * become hours. When the system's clock is set back, this one goes on from where it was, until the
 * server is started again; when it is set forward, or the machine slept, this one follows.
 * @param system where the two kinds of time come from, both in milliseconds
 */
export const steadyClock = (
  system = { date: () => Date.now(), elapsed: () => performance.now() },
): Clock => {
  const start = system.elapsed()
  let ahead = system.date()
  return {
    now: () => {
      const date = system.date()
      const steady = ahead + system.elapsed() - start
      if (date <= steady) return Math.floor(steady)
      ahead += date - steady
      return date
    },
  }
}
