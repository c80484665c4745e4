import { contact } from './connection.ts'

/** How soon what failed is tried again. */
const TRY_AGAIN_MS = 5000

/** Some seconds, or until the server is there again. */
export const untilWorthTrying = (): Promise<void> =>
  new Promise((resolve) => {
    let { state } = contact.get()
    const done = () => {
      clearTimeout(timer)
      stopListening()
      resolve()
    }
    const timer = setTimeout(done, TRY_AGAIN_MS)
    const stopListening = contact.subscribe(() => {
      const before = state
      state = contact.get().state
      if (state === 'online' && before !== 'online') done()
    })
  })

/**
 * Does what cannot be done without, as loading a part of the page, until it succeeds. It never rejects; once
 * `signal` aborts it tries no more, and what it promised stays open.
 */
export const insistently = async <Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> => {
  for (;;) {
    try {
      return await work()
    } catch {
      await untilWorthTrying()
      if (signal.aborted) return new Promise(() => {})
    }
  }
}
