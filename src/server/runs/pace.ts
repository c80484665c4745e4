/** How long the writing of deltas waits for those of other runs, in milliseconds. */
const GATHER_MS = 4

/** Settles when it is time to write. Whoever asks meanwhile waits for the same moment. */
export type Pace = () => Promise<void>

/** The next turn of the event loop. */
export const everyTurn: Pace = () => new Promise(setImmediate)

/**
 * At once after a pause, then every few milliseconds. A transaction costs many times what one delta in
 * it does: where many runs stream, theirs go into one; where one does, nothing waits.
 */
export const createPace = (gatherMs = GATHER_MS): Pace => {
  let next = 0
  let waiting: Promise<void> | undefined
  const wait = async () => {
    const ms = next - performance.now()
    await (ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : everyTurn())
    next = performance.now() + gatherMs
    waiting = undefined
  }
  return () => (waiting ??= wait())
}
