/** How much happened, kept as counters that follow what is written. */
export interface OverviewStore {
  /** @param signal a count that nobody waits for any more is not begun */
  overview(asked: OverviewAsked, signal?: AbortSignal): Promise<OverviewCounted>
  /** The seconds of the first and the last quarter of an hour that have anything; undefined where there is nothing. */
  overviewSpan(): Promise<{ first: number; last: number } | undefined>
  /** Whether all that was written is counted. */
  overviewProgress(): Promise<{ isWhole: boolean }>
}

/** From a second on, and before another: both are beginnings of a quarter of an hour. */
export interface Range {
  start: number
  end: number
}

export interface OverviewAsked {
  /** One after the other. */
  steps: readonly Range[]
  before: Range
  assistant?: string | undefined
  model?: string | undefined
  /** How many of the longest waits to tell. */
  waits: number
}

/** How long things took, in bins of `timeBin`. */
export type Histogram = ReadonlyMap<number, number>

export interface Counted {
  threads: number
  user_messages: number
  assistant_messages: number
  prompt_tokens: number
  completion_tokens: number
  /** By outcome, in the order of `OUTCOMES`. */
  runs: readonly number[]
  first_token: Histogram
  duration: Histogram
  /** Of threads as a whole, in the order of `VERDICTS`. */
  verdicts: readonly number[]
  /** Of any review. */
  flags: number
  /** Threads that two people judged: by the verdict that was given first, and then the other, as `VERDICTS` stand. */
  pairs: readonly (readonly number[])[]
}

/** What was said of threads by some reviews. */
export interface ReviewsCounted {
  pass: number
  needs_work: number
  fail: number
  flagged: number
}

export interface OverviewCounted {
  steps: Counted[]
  totals: Counted
  before: Counted
  outcomes: { status: string; reason: string | null; runs: number }[]
  used: {
    assistant_id: string | null
    model: string
    runs: number
    prompt_tokens: number
    completion_tokens: number
  }[]
  tools: { type: string; name: string | null; calls: number; failed: number }[]
  languages: { language: string; messages: number }[]
  /** By id; null of those beyond the names that are told apart. */
  labels: ({ label_id: string | null } & ReviewsCounted)[]
  /** And how many threads each judged that somebody else judged, too. */
  reviewers: ({ person_id: string | null; twice: number; agreed: number } & ReviewsCounted)[]
  waits: Wait[]
}

/** The longest wait of a run for the outputs of tools. */
export interface Wait {
  thread_id: string
  run_id: string
  /** Null while it waits: `since` says from which millisecond on. */
  ms: number | null
  since: number
  ended: 'answered' | 'expired' | 'cancelled' | 'waiting'
}

/** Seconds of the smallest range that is counted: every clock of today is ahead of UTC by a multiple of it. */
export const QUARTER = 900

/** How much longer a bin's times are at its end than at its beginning. */
const GROWTH = 1.05
export const LAST_BIN = 500
const NO_TIME = 0

/** The bin of a time in milliseconds: bins are of equal width on a scale of logarithms, so that histograms add up. */
export const timeBin = (ms: number): number =>
  ms < 1 ? NO_TIME : Math.min(1 + Math.floor(Math.log(ms) / Math.log(GROWTH)), LAST_BIN)

/** The middle of a bin, in milliseconds. */
export const timeOfBin = (bin: number): number => (bin === NO_TIME ? 0 : GROWTH ** (bin - 0.5))

/** The time that a share of all is not longer than, in milliseconds; undefined where there is none. */
export const percentile = (histogram: Histogram, share: number): number | undefined => {
  const bins = [...histogram].toSorted(([a], [b]) => a - b)
  const rank = Math.max(1, Math.ceil(share * countOf(histogram)))
  let seen = 0
  for (const [bin, count] of bins) {
    seen += count
    if (seen >= rank) return timeOfBin(bin)
  }
  return undefined
}

export const countOf = (histogram: Histogram): number =>
  [...histogram.values()].reduce((total, count) => total + count, 0)
