import * as z from 'zod/mini'

import { VERDICTS } from './keyed-operators.ts'
import { PersonInShort } from './person.ts'
import { textRequest } from './plain-text.ts'
import { UnixSeconds, nullable, openEnum, pageQuery, pairsRequest } from './primitives.ts'

export const MAX_NOTE_CHARACTERS = 10_000
export const MAX_QUOTE_CHARACTERS = 2000
/** How much of the text before and behind a passage is kept, to know the passage by. */
export const MAX_AROUND_CHARACTERS = 40
/** How many labels one review may have. */
export const MAX_REVIEW_LABELS = 50
const MAX_CRITERION_CHARACTERS = 2000

export type Verdict = (typeof VERDICTS)[number]

/**
 * A passage of a message as it is shown: the text of its content as a page has it, in UTF-16 units. It is found again
 * at its place where the quote stands there, else at the nearest place of the quote.
 */
export const Passage = z.object({
  quote: z.string(),
  prefix: z._default(z.string(), ''),
  suffix: z._default(z.string(), ''),
  start: z.int(),
  end: z.int(),
})
export type Passage = z.infer<typeof Passage>

/** What a rubric was answered, by the keys of its criteria. */
const Criteria = z._default(
  z.record(z.string(), z.union([z.boolean(), z.number(), z.string()])),
  {},
)
export type Criteria = z.infer<typeof Criteria>

/** What one person thinks of a thread, a message or a passage, within one queue or none. */
export const Review = z.object({
  id: z.string(),
  object: z.literal('review'),
  thread_id: z.string(),
  /** Null where it is of the thread as a whole. */
  message_id: nullable(z.string()),
  passage: nullable(Passage),
  queue_id: nullable(z.string()),
  person: PersonInShort,
  verdict: nullable(openEnum(...VERDICTS)),
  /** Ids of labels. */
  labels: z._default(z.array(z.string()), []),
  note: nullable(z.string()),
  criteria: Criteria,
  /** Somebody else is to look at it. */
  flagged: z.boolean(),
  /** How long it was read. */
  seconds: nullable(z.int()),
  /** Messages came into the thread after the verdict was given. */
  thread_went_on: z.boolean(),
  /** The message that it is of is deleted, and its quote with it. */
  message_deleted: z.optional(z.boolean()),
  created_at: UnixSeconds,
  modified_at: UnixSeconds,
})
export type Review = z.infer<typeof Review>

const PassageRequest = z.strictObject({
  quote: textRequest(MAX_QUOTE_CHARACTERS).check(z.minLength(1)),
  prefix: z.optional(textRequest(MAX_AROUND_CHARACTERS)),
  suffix: z.optional(textRequest(MAX_AROUND_CHARACTERS)),
  start: z.int().check(z.gte(0)),
  end: z.int().check(z.gte(1)),
})

const answer = z.union([z.boolean(), z.number(), textRequest(MAX_CRITERION_CHARACTERS)])

/** What a person says. Fields that are left out stay as they are; null, an empty list and false clear them. */
const said = {
  verdict: z.optional(z.nullable(z.enum(VERDICTS))),
  labels: z.optional(z.nullable(z.array(z.string()).check(z.maxLength(MAX_REVIEW_LABELS)))),
  note: z.optional(z.nullable(textRequest(MAX_NOTE_CHARACTERS))),
  criteria: z.optional(z.nullable(pairsRequest(answer))),
  flagged: z.optional(z.nullable(z.boolean())),
  seconds: z.optional(z.nullable(z.int().check(z.gte(0), z.lte(86_400)))),
}

/** A person who has a review of the same thread or message in the same queue changes that one. */
export const CreateReviewRequest = z.strictObject({
  thread_id: z.string(),
  message_id: z.optional(z.nullable(z.string())),
  passage: z.optional(z.nullable(PassageRequest)),
  queue_id: z.optional(z.nullable(z.string())),
  ...said,
})
export type CreateReviewRequest = z.infer<typeof CreateReviewRequest>

export const ModifyReviewRequest = z.strictObject(said)
export type ModifyReviewRequest = z.infer<typeof ModifyReviewRequest>

/**
 * Those that were changed last come first. The `last_id` of a page is what `after` takes: it keeps its place when the
 * review is changed or deleted since. The id of a review does as well.
 */
export const ListReviewsQuery = z.object({
  ...pageQuery,
  thread_id: z.optional(z.string()),
  message_id: z.optional(z.string()),
  person_id: z.optional(z.string()),
  queue_id: z.optional(z.string()),
  verdict: z.optional(z.enum(VERDICTS)),
  /** By its id. */
  label: z.optional(z.string()),
})
export type ListReviewsQuery = z.infer<typeof ListReviewsQuery>

/** What a review said at one time. */
const Saying = z.object({
  verdict: nullable(openEnum(...VERDICTS)),
  labels: z._default(z.array(z.string()), []),
  note: nullable(z.string()),
  flagged: z.boolean(),
})
export type Saying = z.infer<typeof Saying>

export const REVIEW_ACTS = ['created', 'changed', 'withdrawn'] as const

/** One thing that somebody did to a review of a thread, as it stays on record. */
export const ReviewAct = z.object({
  id: z.string(),
  object: z.literal('review.act'),
  review_id: z.string(),
  message_id: nullable(z.string()),
  passage: nullable(Passage),
  queue_id: nullable(z.string()),
  person: PersonInShort,
  at: UnixSeconds,
  act: openEnum(...REVIEW_ACTS),
  /** Null where the review was made. */
  was: nullable(Saying),
  /** Null where it was withdrawn. */
  now: nullable(Saying),
})
export type ReviewAct = z.infer<typeof ReviewAct>

export const ListReviewHistoryQuery = z.object({
  limit: pageQuery.limit,
  after: pageQuery.after,
})
