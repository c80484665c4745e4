/** Four times as long each, up to the longest text that a part of a message may have. */
const LENGTHS = [4_000, 16_000, 64_000, 256_000]
/** Work of less is not told from what else the process does. */
const TOLD_MS = 2
const TRIES = 3

/** What the machine worked, however busy it is with others. */
const worked = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The least that the work takes once, of a few tries. */
const workOf = (work: () => void): number => {
  let least = Infinity
  for (let left = TRIES; left > 0; left -= 1) {
    const start = worked()
    let rounds = 0
    do {
      work()
      rounds += 1
    } while (worked() - start < TOLD_MS)
    least = Math.min(least, (worked() - start) / rounds)
  }
  return least
}

/**
 * How many times the work becomes as the text becomes four times as long, for each such step: about 4 where
 * it grows with the length, 16 where it grows with the square. It ends at the first step that is more than
 * `most`, for the next would take minutes.
 */
export const growthOf = (unit: string, work: (text: string) => void, most: number): number[] => {
  const growth: number[] = []
  let before: number | undefined
  for (const length of LENGTHS) {
    const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
    const now = workOf(() => work(text))
    if (before !== undefined) growth.push(now / before)
    if ((growth.at(-1) ?? 0) > most) break
    before = now
  }
  return growth
}
