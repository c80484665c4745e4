/** Four times as long each, up to the longest text that a part of a message may have. */
const LENGTHS = [4_000, 16_000, 64_000, 256_000] as const
/** The clock of some machines ticks every 4 ms: work is repeated until a few ticks have passed. */
const TOLD_MS = 8
const LONG_MS = 200
const TRIES = 3

/** What the machine worked, however busy it is with others. */
const worked = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** What work costs this thread of the processor, in milliseconds: however long it waits for others. */
export const costOf = (work: () => void): number => {
  const before = worked()
  work()
  return worked() - before
}

/** How long the work takes once, in milliseconds of the processor. */
const workOnce = (work: () => void): number => {
  const once = costOf(work)
  if (once >= TOLD_MS) return once
  let start = worked()
  const before = start
  while (start === before) {
    work()
    start = worked()
  }
  let rounds = 0
  do {
    work()
    rounds += 1
  } while (worked() - start < TOLD_MS)
  return (worked() - start) / rounds
}

/** The least of a few tries: a collection of garbage may fall into one. What takes long is tried once. */
const workOf = (work: () => void): number => {
  let least = Infinity
  for (let left = TRIES; left > 0; left -= 1) {
    least = Math.min(least, workOnce(work))
    if (least > LONG_MS) break
  }
  return least
}

/**
 * Less than what `growthOf` is of work that grows with the square of the length (16), and more than it is of work
 * that grows with the length (4) where long texts are had from memory at a higher price than short ones (7).
 */
export const SQUARE = 10

/**
 * How many times the work becomes as the text becomes four times as long: the mean of the steps from a short
 * text to the longest, for there may be one length from which memory costs more. It ends where the square is
 * sure: the longest text would take minutes. What lies between is measured again: where others fill the
 * memory's line, work costs more.
 */
export const growthOf = (unit: string, work: (text: string) => void): number => {
  let least = Infinity
  for (let left = TRIES; left > 0 && least >= SQUARE; left -= 1) {
    least = Math.min(least, growthOnce(unit, work))
    // No other work of the machine makes so much of it.
    if (least > 1.3 * SQUARE) break
  }
  return least
}

const growthOnce = (unit: string, work: (text: string) => void): number => {
  const of = (length: number) => {
    const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
    return workOf(() => work(text))
  }
  const shortest = of(LENGTHS[0])
  let growth = 0
  for (const [at, length] of LENGTHS.slice(1).entries()) {
    growth = (of(length) / shortest) ** (1 / (at + 1))
    if (at > 0 && growth > SQUARE) break
  }
  return growth
}
