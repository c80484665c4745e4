import { type Criterion, type QueueTotals, SCALE } from '#contract/queue.ts'
import type { Criteria, Verdict } from '#contract/review.ts'

import { cohensKappa } from './kappa.ts'

/** One reading that was judged, with what of it is added up. */
export interface JudgedReading {
  position: number
  reading: number
  /** Of whatever kind people are told apart by. */
  judge: number
  verdict: Verdict
  sealed: boolean
  /** Ids. */
  labels: readonly string[]
  answers: Criteria
  seconds: number | null
  assistant: string | null
  model: string | null
}

interface Tally {
  judged: number
  pass: number
  needs_work: number
  fail: number
}
const noTally = (): Tally => ({ judged: 0, pass: 0, needs_work: 0, fail: 0 })

const count = (tally: Tally, verdict: Verdict): void => {
  tally.judged++
  tally[verdict]++
}

/** Tallies by what they are of, in the order in which each comes first. */
class Tallies<Key> {
  readonly #tallies = new Map<Key, Tally>()

  add(key: Key, verdict: Verdict): void {
    let tally = this.#tallies.get(key)
    if (!tally) this.#tallies.set(key, (tally = noTally()))
    count(tally, verdict)
  }

  get(key: Key): Tally {
    return this.#tallies.get(key) ?? noTally()
  }

  /** The most first; of as many, by their names. */
  sorted(): [Key, Tally][] {
    const named = (key: Key) => String(key ?? '')
    return [...this.#tallies].toSorted(
      ([a, one], [b, other]) =>
        other.judged - one.judged || (named(a) < named(b) ? -1 : Number(named(a) > named(b))),
    )
  }
}

interface ReviewerTally extends Tally {
  judge: number
  sealed: number
  pass_share: number | null
  median_seconds: number | null
}

export type Sums<Reading extends JudgedReading> = Pick<
  QueueTotals,
  'labels' | 'assistants' | 'models' | 'criteria'
> & {
  reviewers: ReviewerTally[]
  agreement: {
    read_twice: number
    agreed: number
    kappa: number | null
    differing_count: number
    /** By their positions. */
    differing: [first: Reading, second: Reading][]
  }
}

/** What judgements add up to. Those that are sealed are counted by who gave them alone. */
export const addUp = <Reading extends JudgedReading>(
  readings: readonly Reading[],
  criteria: readonly Criterion[],
): Sums<Reading> => {
  const labels = new Tallies<string>()
  const assistants = new Tallies<string | null>()
  const models = new Tallies<string | null>()
  const told = readings.filter(({ sealed }) => !sealed)
  for (const { verdict, labels: own, assistant, model } of told) {
    for (const label of own) labels.add(label, verdict)
    assistants.add(assistant, verdict)
    models.add(model, verdict)
  }
  return {
    labels: labels.sorted().map(([label_id, tally]) => ({ label_id, ...tally })),
    assistants: assistants.sorted().map(([assistant_id, tally]) => ({ assistant_id, ...tally })),
    models: models.sorted().map(([model, tally]) => ({ model, ...tally })),
    reviewers: byReviewer(readings),
    criteria: criteria.map((criterion) => answersTo(criterion, told)),
    agreement: agreementOf(told),
  }
}

const byReviewer = (readings: readonly JudgedReading[]): ReviewerTally[] => {
  const all = new Map<number, { tally: Tally; sealed: number; seconds: number[] }>()
  for (const { judge, verdict, sealed, seconds } of readings) {
    let own = all.get(judge)
    if (!own) all.set(judge, (own = { tally: noTally(), sealed: 0, seconds: [] }))
    own.tally.judged++
    if (sealed) own.sealed++
    else own.tally[verdict]++
    if (seconds !== null) own.seconds.push(seconds)
  }
  return [...all]
    .map(([judge, { tally, sealed, seconds }]) => ({
      judge,
      ...tally,
      sealed,
      pass_share: tally.judged > sealed ? tally.pass / (tally.judged - sealed) : null,
      median_seconds: median(seconds),
    }))
    .toSorted((a, b) => b.judged - a.judged || a.judge - b.judge)
}

/** Of an even number, what lies between the two in the middle. */
export const median = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1].map((at) => sorted[at])
  return low === undefined || high === undefined ? null : (low + high) / 2
}

const answersTo = (
  { key, name, type, choices = [] }: Criterion,
  told: readonly JudgedReading[],
): QueueTotals['criteria'][number] => {
  const tallies = new Tallies<boolean | number | string>()
  let [answered, sum] = [0, 0]
  for (const { answers, verdict } of told) {
    // A criterion may be called as what every object has.
    const value = Object.hasOwn(answers, key) ? answers[key] : undefined
    if (value === undefined) continue
    answered++
    if (type === 'text') continue
    tallies.add(value, verdict)
    if (typeof value === 'number') sum += value
  }
  const offered: (boolean | number | string)[] =
    type === 'yes_no' ? [true, false] : type === 'scale' ? scaleSteps() : choices
  return {
    key,
    name,
    type,
    answered,
    mean: type === 'scale' && answered > 0 ? sum / answered : null,
    answers: type === 'text' ? [] : offered.map((value) => ({ value, ...tallies.get(value) })),
  }
}

const scaleSteps = (): number[] =>
  Array.from({ length: SCALE.most - SCALE.least + 1 }, (_, at) => SCALE.least + at)

const agreementOf = <Reading extends JudgedReading>(told: readonly Reading[]) => {
  const first = new Map<number, Reading>()
  for (const reading of told) if (reading.reading === 1) first.set(reading.position, reading)
  const twice: [Reading, Reading][] = []
  for (const reading of told) {
    const other = reading.reading === 2 ? first.get(reading.position) : undefined
    if (other) twice.push([other, reading])
  }
  const differing = twice
    .filter(([a, b]) => a.verdict !== b.verdict)
    .toSorted(([a], [b]) => a.position - b.position)
  return {
    read_twice: twice.length,
    agreed: twice.length - differing.length,
    kappa: cohensKappa(twice.map(([a, b]) => [a.verdict, b.verdict] as const)),
    differing_count: differing.length,
    differing,
  }
}
