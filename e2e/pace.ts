import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'

/** The scripted model's pace: ten times as fast as it is, until it is held. */
export interface Pace {
  /** Lets the model say so many more pieces of text, then holds it in the middle of its answer. */
  holdAfter: (pieces: number) => void
  /** Lets it go on to its end. */
  go: () => void
  /** What the model waits by. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

export const newPace = (): Pace => {
  let left = Number.POSITIVE_INFINITY
  let gate = Promise.withResolvers<void>()
  return {
    holdAfter: (pieces) => {
      gate.resolve()
      left = pieces
      gate = Promise.withResolvers()
    },
    go: () => {
      left = Number.POSITIVE_INFINITY
      gate.resolve()
    },
    sleep: async (ms, signal) => {
      await wait(ms / 10, undefined, { signal })
      left -= 1
      if (left > 0) return
      await Promise.race([gate.promise, once(signal, 'abort')])
      signal.throwIfAborted()
    },
  }
}
