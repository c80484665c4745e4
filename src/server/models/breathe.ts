/** Milliseconds of work after which others get in. */
const STRETCH = 10

/** Lets others in where work is long: to be awaited between its steps. */
export const createBreath = (): (() => Promise<void>) => {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < STRETCH) return
    await new Promise(setImmediate)
    began = performance.now()
  }
}
