import {
  OUTCOMES,
  type Outcome,
  type Overview,
  type OverviewAgreement,
  type OverviewTotals,
  type ReviewsSaid,
} from '#contract/overview.ts'
import { type Prices, TOKENS_PRICED, priceOf } from '#contract/prices.ts'

import { kappaOf } from '../store/kappa.ts'
import {
  type Counted,
  type Histogram,
  type OverviewCounted,
  type Wait,
  countOf,
  percentile,
} from '../store/overview.ts'

/** Counters as the wire tells them. */
export const toTotals = ({
  threads,
  user_messages: user,
  assistant_messages: assistant,
  runs,
  prompt_tokens,
  completion_tokens,
  first_token,
  duration,
  verdicts,
  flags,
  pairs,
}: Counted): OverviewTotals => ({
  threads,
  messages: { user, assistant },
  // The cast: the outcomes are the keys.
  runs: Object.fromEntries(OUTCOMES.map((outcome, at) => [outcome, runs[at] ?? 0])) as Record<
    Outcome,
    number
  >,
  prompt_tokens,
  completion_tokens,
  first_token: toPercentiles(first_token),
  duration: toPercentiles(duration),
  reviews: {
    pass: verdicts[0] ?? 0,
    needs_work: verdicts[1] ?? 0,
    fail: verdicts[2] ?? 0,
    flagged: flags,
  },
  agreement: toAgreement(pairs),
})

const toAgreement = (pairs: Counted['pairs']): OverviewAgreement => ({
  judged_twice: pairs.flat().reduce((sum, count) => sum + count, 0),
  agreed: pairs.reduce((sum, row, at) => sum + (row[at] ?? 0), 0),
  kappa: kappaOf(pairs),
})

const toPercentiles = (histogram: Histogram): OverviewTotals['duration'] => {
  const median = percentile(histogram, 0.5)
  const p95 = percentile(histogram, 0.95)
  if (median === undefined || p95 === undefined) return null
  return { median: seconds(median), p95: seconds(p95), count: countOf(histogram) }
}

const seconds = (ms: number): number => Math.round(ms) / 1000

type Used = OverviewCounted['used'][number]
interface Sum {
  runs: number
  prompt_tokens: number
  completion_tokens: number
  cost: number | null
}

const costOf = (prices: Prices, { model, prompt_tokens, completion_tokens }: Used) => {
  const price = priceOf(prices, model)
  return price && (prompt_tokens * price.input + completion_tokens * price.output) / TOKENS_PRICED
}

/** What was used by each of something, most tokens first. */
const sumBy = <Key>(
  used: readonly Used[],
  prices: Prices,
  by: (each: Used) => Key,
): [Key, Sum][] => {
  const sums = new Map<Key, Sum>()
  for (const each of used) {
    const sum = sums.get(by(each)) ?? {
      runs: 0,
      prompt_tokens: 0,
      completion_tokens: 0,
      cost: null,
    }
    const cost = costOf(prices, each)
    sum.runs += each.runs
    sum.prompt_tokens += each.prompt_tokens
    sum.completion_tokens += each.completion_tokens
    if (cost !== null) sum.cost = (sum.cost ?? 0) + cost
    sums.set(by(each), sum)
  }
  const tokens = (sum: Sum) => sum.prompt_tokens + sum.completion_tokens
  return [...sums].toSorted(([, a], [, b]) => tokens(b) - tokens(a) || b.runs - a.runs)
}

/** Who used what, and what it cost. */
export const toUsed = (
  used: readonly Used[],
  prices: Prices,
): Pick<Overview, 'models' | 'currency' | 'unpriced'> & {
  assistants: Omit<Overview['assistants'][number], 'name'>[]
} => ({
  assistants: sumBy(used, prices, ({ assistant_id }) => assistant_id).map(
    ([assistant_id, sum]) => ({ assistant_id, ...sum }),
  ),
  models: sumBy(used, prices, ({ model }) => model).map(([model, sum]) => ({ model, ...sum })),
  currency: prices.currency,
  unpriced: used.some(({ model }) => priceOf(prices, model) === null),
})

const verdictsIn = ({ pass, needs_work, fail }: ReviewsSaid): number => pass + needs_work + fail

/** By how many verdicts there are, then by how many flags. */
export const mostSaid = (a: ReviewsSaid, b: ReviewsSaid): number =>
  verdictsIn(b) - verdictsIn(a) || b.flagged - a.flagged

/** @param now in milliseconds, up to which a wait lasts that is not over */
export const toWait = (
  { thread_id, run_id, ms, since, ended }: Wait,
  now: number,
): Overview['waits'][number] => ({
  thread_id,
  run_id,
  seconds: seconds(ms ?? Math.max(now - since, 0)),
  ended,
})
