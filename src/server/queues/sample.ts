import { createHash } from 'node:crypto'

import type { Sample, Stratum } from '#contract/queue.ts'

import type { Candidate } from '../store/queues.ts'

/** Where a thread stands in the draw of a seed: the same wherever, and in whatever order threads came. */
export const drawn = (seed: string, threadId: string): string =>
  createHash('sha256').update(`${seed}\n${threadId}`).digest('base64url').slice(0, 16)

interface Drawn {
  draw: string
  candidate: Candidate
}

/** The draws of two threads are the same once in a very long while; their ids never are. */
const byDraw = (a: Drawn, b: Drawn): number =>
  compare(a.draw, b.draw) || compare(a.candidate.id, b.candidate.id)
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

/** Takes a sample of threads that are told one after another, and keeps no more of them than it may need. */
export class Sampling {
  readonly #sample: Sample
  readonly #stratumOf: (candidate: Candidate) => string
  readonly #strata = new Map<string, { count: number; kept: Drawn[] }>()
  #count = 0

  constructor(sample: Sample, zone: string) {
    this.#sample = sample
    this.#stratumOf = stratumOf(sample.by, zone)
  }

  add(candidate: Candidate): void {
    const { seed, size } = this.#sample
    const name = this.#stratumOf(candidate)
    let stratum = this.#strata.get(name)
    if (!stratum) this.#strata.set(name, (stratum = { count: 0, kept: [] }))
    this.#count++
    stratum.count++
    stratum.kept.push({ draw: drawn(seed, candidate.id), candidate })
    if (stratum.kept.length >= 2 * size + 100) stratum.kept = smallest(stratum.kept, size)
  }

  /** The threads of the sample, in the order of their draws. */
  taken(): Candidate[] {
    const counts = new Map([...this.#strata].map(([name, { count }]) => [name, count]))
    const shares = sharesOf(counts, Math.min(this.#sample.size, this.#count))
    const taken = [...this.#strata].flatMap(([name, { kept }]) =>
      smallest(kept, shares.get(name) ?? 0),
    )
    return taken.toSorted(byDraw).map(({ candidate }) => candidate)
  }
}

const smallest = (all: readonly Drawn[], size: number): Drawn[] =>
  all.toSorted(byDraw).slice(0, size)

/**
 * How many of each stratum are taken, so that all together are `size`: as large a share of each as of all. What is
 * left over after whole numbers goes to the largest remainders, of equal ones to the name that comes first.
 */
export const sharesOf = (
  counts: ReadonlyMap<string, number>,
  size: number,
): Map<string, number> => {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const shares = new Map<string, number>()
  if (all === 0) return shares
  let left = size
  const remainders: { name: string; remainder: number }[] = []
  for (const [name, count] of counts) {
    // In whole numbers: remainders are compared for equality.
    const remainder = (size * count) % all
    const whole = (size * count - remainder) / all
    shares.set(name, whole)
    left -= whole
    remainders.push({ name, remainder })
  }
  const largest = remainders.toSorted(
    (a, b) => b.remainder - a.remainder || compare(a.name, b.name),
  )
  for (const { name } of largest.slice(0, left)) shares.set(name, (shares.get(name) ?? 0) + 1)
  return shares
}

const stratumOf = (by: Stratum | null, zone: string): ((candidate: Candidate) => string) => {
  switch (by) {
    case 'assistant':
      return ({ assistant }) => assistant ?? ''
    case 'model':
      return ({ model }) => model ?? ''
    case 'status':
      return ({ status }) => status ?? ''
    case 'month': {
      const format = new Intl.DateTimeFormat('en', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
      })
      return ({ created_at }) => format.format(created_at * 1000)
    }
    default:
      return () => ''
  }
}

/** Those of a queue's threads that a second person reads: the share of them, by draws of their own. */
export const readTwice = (
  threadIds: readonly string[],
  { share, seed }: { share: number; seed: string },
): Set<string> => {
  const draws = threadIds.map((id) => ({ id, draw: drawn(`${seed}\nsecond reading`, id) }))
  const sorted = draws.toSorted((a, b) => compare(a.draw, b.draw) || compare(a.id, b.id))
  return new Set(sorted.slice(0, Math.round(share * threadIds.length)).map(({ id }) => id))
}
