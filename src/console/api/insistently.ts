import { contact } from './connection.ts'

/** How soon a part of the page that did not come is asked for again. */
const LOAD_AGAIN_MS = 5000

/** Some seconds, or until the server is there again. */
const untilWorthTrying = () =>
  new Promise<void>((resolve) => {
    let { state } = contact.get()
    const done = () => {
      clearTimeout(timer)
      stopListening()
      resolve()
    }
    const timer = setTimeout(done, LOAD_AGAIN_MS)
    const stopListening = contact.subscribe(() => {
      const before = state
      state = contact.get().state
      if (state === 'online' && before !== 'online') done()
    })
  })

/**
 * Loads a part of the page that cannot be done without, until it is there. It never rejects; once `signal`
 * aborts it tries no more, and what it answered then stays open.
 */
export const insistently = async <Part>(
  load: () => Promise<Part>,
  signal: AbortSignal,
): Promise<Part> => {
  for (;;) {
    try {
      return await load()
    } catch {
      await untilWorthTrying()
      if (signal.aborted) return new Promise(() => {})
    }
  }
}
