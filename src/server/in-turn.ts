/** From this many characters on, others get in between the steps of work on a text. */
const LARGE = 256 * 1024

/** Lets others get in first, where the work is long. */
export const inTurn = async ({ length }: string): Promise<void> => {
  if (length > LARGE) await new Promise(setImmediate)
}

/** Milliseconds of work after which others get in. */
const STRETCH = 10

/** Lets others in where work is long: to be asked between its steps, and awaited where it answers a promise. */
export const createBreath = (): (() => Promise<void> | undefined) => {
  let began = performance.now()
  const breathe = async () => {
    await new Promise(setImmediate)
    began = performance.now()
  }
  // Without a promise for each step: there may be thousands.
  return () => (performance.now() - began < STRETCH ? undefined : breathe())
}
