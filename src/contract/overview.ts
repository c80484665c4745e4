import * as z from 'zod/mini'

import { PersonInShort } from './person.ts'
import { UnixSeconds, nullable, openEnum, timeZoneQuery, wireForm } from './primitives.ts'

/** The longest range that is counted over, in days: fifty years. */
export const MAX_OVERVIEW_DAYS = 18_263
/** How many days are counted over where no range is asked for. */
export const DEFAULT_OVERVIEW_DAYS = 30
/** Ranges of up to so many days are told by the day, longer ones by the week, and then by the month. */
export const MAX_DAY_STEPS = 92
export const MAX_WEEK_STEPS_DAYS = 730
/** How many of the longest waits are told. */
export const MAX_WAITS = 10
/** How many assistants, models, tools and reasons are told, those of most first. */
export const MOST_TOLD = 100

/** A day of the calendar, as ISO 8601 writes it. */
const isDate = (text: string): boolean => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text.startsWith('0000')) return false
  const at = new Date(`${text}T00:00:00Z`)
  // The 30th of February would be read as a day of March.
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}

const dateQuery = z
  .string()
  .check(z.refine(isDate, { params: { expected: 'a date such as 2026-11-20' } }))
  .register(wireForm, { format: 'date' })

/** What `GET /api/overview` is asked. Both days are a part of the range. */
export const GetOverviewQuery = z.object({
  /** Without one, so that the range is of 30 days. */
  from: z.optional(dateQuery),
  /** Without one, the last day up to today that has anything; `from`, where that is later. */
  to: z.optional(dateQuery),
  time_zone: z.optional(timeZoneQuery),
  /** Runs of that assistant or model alone; threads and messages where it ran. */
  assistant_id: z.optional(z.string()),
  model: z.optional(z.string()),
})

export const OUTCOMES = [
  'completed',
  'failed',
  'expired',
  'incomplete',
  'cancelled',
  'other',
] as const
/** How a run ended; `other` where it did not yet. */
export type Outcome = (typeof OUTCOMES)[number]

/** How many seconds something took: read from bins that are 5 % wide. Null where nothing is known. */
export const Percentiles = z.nullable(
  z.object({ median: z.number(), p95: z.number(), count: z.int() }),
)
export type Percentiles = z.infer<typeof Percentiles>

const said = {
  pass: z.int(),
  needs_work: z.int(),
  fail: z.int(),
  flagged: z.int(),
}

/**
 * What reviews say, within a queue or none: verdicts of threads as a whole, and flags of any review. A verdict counts
 * for the day on which it was given, or given again; a flag of a review without a verdict for that on which the review
 * was made. What a queue keeps sealed until a second reader has judged, and threads that are deleted, count for nothing.
 */
export const ReviewsSaid = z.object(said)
export type ReviewsSaid = z.infer<typeof ReviewsSaid>

/**
 * How far people agree: of each thread that at least two judged as a whole, the last verdicts of the two who judged it
 * last, on the day of the later one.
 */
export const OverviewAgreement = z.object({
  judged_twice: z.int(),
  /** Threads of which both have the same verdict. */
  agreed: z.int(),
  /** Cohen's κ of the earlier verdicts and the later ones; null of fewer than two threads, and where all are the same. */
  kappa: nullable(z.number()),
})
export type OverviewAgreement = z.infer<typeof OverviewAgreement>

const totals = {
  /** That were created. */
  threads: z.int(),
  messages: z.object({ user: z.int(), assistant: z.int() }),
  /** That were created, by how they ended. */
  runs: z.object({
    completed: z.int(),
    failed: z.int(),
    expired: z.int(),
    incomplete: z.int(),
    cancelled: z.int(),
    other: z.int(),
  }),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  /** From the creation of a run to the first words of its first message, where its log tells of them. */
  first_token: Percentiles,
  /** From the start of a run to its end. */
  duration: Percentiles,
  reviews: ReviewsSaid,
  agreement: OverviewAgreement,
}

export const OverviewTotals = z.object(totals)
export type OverviewTotals = z.infer<typeof OverviewTotals>

/** A day, week or month, or the part of it that lies within the range. Weeks begin on Monday. */
export const OverviewStep = z.object({
  /** Its first day. */
  from: z.string(),
  /** The seconds from which and before which it is. */
  start: UnixSeconds,
  end: UnixSeconds,
  ...totals,
})
export type OverviewStep = z.infer<typeof OverviewStep>

const used = {
  runs: z.int(),
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  /** In the currency of `prices`; null where no model that was used has a price. */
  cost: z.nullable(z.number()),
}

/** How often something happened: `GET /api/overview`. What counts for a day is what was created on it. */
export const Overview = z.object({
  object: z.literal('overview'),
  from: z.string(),
  to: z.string(),
  time_zone: z.string(),
  step: openEnum('day', 'week', 'month'),
  /** Whether all that was written is counted; false while the counters are made, or a little behind. */
  complete: z.boolean(),
  steps: z.array(OverviewStep),
  totals: OverviewTotals,
  /** The same over as many days before. */
  before: OverviewTotals,
  /** Why runs ended, most runs first: `reason` is `incomplete_details.reason` or `last_error.code`. */
  outcomes: z.array(z.object({ status: z.string(), reason: nullable(z.string()), runs: z.int() })),
  /** Most tokens first. */
  assistants: z.array(
    z.object({ assistant_id: nullable(z.string()), name: nullable(z.string()), ...used }),
  ),
  models: z.array(z.object({ model: z.string(), ...used })),
  currency: z.string(),
  /** Whether runs of a model without a price are in the range: then costs leave those out. */
  unpriced: z.boolean(),
  /** Most calls first; `name` is a function's. A call failed where its step did. */
  tools: z.array(
    z.object({
      type: z.string(),
      name: nullable(z.string()),
      calls: z.int(),
      failed: z.int(),
    }),
  ),
  /** Of the messages of users, as BCP 47 names them; `und` where it is not known. */
  languages: z.array(z.object({ language: z.string(), messages: z.int() })),
  /** What reviews that have a label say; most verdicts first, as those of reviewers. */
  labels: z.array(z.object({ label_id: z.string(), name: z.string(), ...said })),
  /** And of the threads that somebody else judged, too, with how many each agreed. */
  reviewers: z.array(
    z.object({ person: PersonInShort, ...said, judged_twice: z.int(), agreed: z.int() }),
  ),
  /** Runs that waited longest for the outputs of tools, each with its longest wait. */
  waits: z.array(
    z.object({
      thread_id: z.string(),
      run_id: z.string(),
      seconds: z.number(),
      ended: openEnum('answered', 'expired', 'cancelled', 'waiting'),
    }),
  ),
  /** The first and the last day that have anything, whatever the range; null where there is nothing. */
  earliest: nullable(z.string()),
  latest: nullable(z.string()),
})
export type Overview = z.infer<typeof Overview>
