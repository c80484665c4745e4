import * as z from 'zod/mini'

import { VERDICTS } from './keyed-operators.ts'
import { PersonInShort } from './person.ts'
import { lineRequest } from './plain-text.ts'
import {
  EXTENSION,
  Metadata,
  UnixSeconds,
  integerText,
  nullable,
  openEnum,
  pageQuery,
  pairsQuery,
  timeZone,
  wireForm,
} from './primitives.ts'
import { MAX_QUERY_CHARACTERS } from './search-language.ts'
import { Thread } from './thread.ts'

/** How many threads one queue may have. */
export const MAX_QUEUE_THREADS = 10_000
export const MAX_QUEUE_NAME = 120
export const MAX_SEED_CHARACTERS = 64
export const MAX_QUEUE_PEOPLE = 100
export const MAX_CRITERIA = 20
export const MAX_CRITERION_KEY = 40
export const MAX_CRITERION_NAME = 120
export const MAX_CHOICES = 20
export const MAX_CHOICE_CHARACTERS = 80
/** Of a criterion of the type `scale`. */
export const SCALE = { least: 1, most: 5 }
/** A claim ends so long after the last sign of whoever holds it: each claim of the same item is one. */
export const CLAIM_SECONDS = 15 * 60
/** How many threads that were judged differently are told with the totals. */
export const MAX_DIFFERING = 100

/** By what a sample has as large a share of each kind as all threads that match. */
export const STRATA = ['assistant', 'model', 'status', 'month'] as const
export type Stratum = (typeof STRATA)[number]
export const CRITERION_TYPES = ['yes_no', 'scale', 'choice', 'text'] as const
/** `failed`: it could not be filled, and `problem` says why. */
export const QUEUE_STATES = ['filling', 'open', 'closed', 'failed'] as const
/** `gone`: its thread is deleted. */
export const ITEM_STATUSES = ['open', 'judged', 'skipped', 'gone'] as const
export type ItemStatus = (typeof ITEM_STATUSES)[number]

/** A question that whoever judges is asked; answered by its key in the `criteria` of a review. */
const Criterion = z.object({
  key: z.string(),
  name: z.string(),
  type: openEnum(...CRITERION_TYPES),
  /** Of the type `choice`. */
  choices: z.optional(z.array(z.string())),
  /** No verdict is taken without an answer. */
  required: z._default(z.boolean(), false),
})
export type Criterion = z.infer<typeof Criterion>

const Sample = z.object({
  size: z.int(),
  /** The same seed takes the same of the same threads, in whatever order they came. */
  seed: z.string(),
  by: nullable(openEnum(...STRATA)),
})
export type Sample = z.infer<typeof Sample>

const verdicts = { pass: z.int(), needs_work: z.int(), fail: z.int() }

const QueueCounts = z.object({
  /** Threads. */
  items: z.int(),
  /** A thread that is read twice is two. */
  readings: z.int(),
  judged: z.int(),
  skipped: z.int(),
  /** Their threads are deleted, and nobody judged them before. */
  gone: z.int(),
  /** Judged readings that are told to nobody yet: another is to read the same thread. */
  sealed: z.int(),
  /** Of those that are told. */
  ...verdicts,
})
export type QueueCounts = z.infer<typeof QueueCounts>

/** Threads that people judge one after another. */
export const Queue = z.object({
  id: z.string(),
  object: z.literal('queue'),
  name: z.string(),
  /** What its threads were found by, in the search language. */
  query: nullable(z.string()),
  time_zone: z.string(),
  metadata: Metadata,
  /** Null where it has all threads that matched. */
  sample: nullable(Sample),
  /** How many threads matched; grows while it is filled. */
  of: z.int(),
  criteria: z._default(z.array(Criterion), []),
  /** Ids of who may claim; of none, anybody may. */
  people: z._default(z.array(z.string()), []),
  /** The share of its threads that a second person reads, who is told nothing of the first one's judgement. */
  second_reading: z.number(),
  /** Who made it. */
  person: PersonInShort,
  state: openEnum(...QUEUE_STATES),
  problem: nullable(z.string()),
  counts: QueueCounts,
  created_at: UnixSeconds,
})
export type Queue = z.infer<typeof Queue>

const CriterionRequest = z.strictObject({
  key: z
    .string()
    .check(
      z.maxLength(MAX_CRITERION_KEY),
      z.regex(/^[a-z][a-z0-9_]*$/, { error: 'lower-case letters, digits and _' }),
    ),
  name: lineRequest(MAX_CRITERION_NAME),
  type: z.enum(CRITERION_TYPES),
  choices: z.optional(
    z.nullable(
      z.array(lineRequest(MAX_CHOICE_CHARACTERS)).check(z.minLength(2), z.maxLength(MAX_CHOICES)),
    ),
  ),
  required: z.optional(z.nullable(z.boolean())),
})
export type CriterionRequest = z.infer<typeof CriterionRequest>

const peopleRequest = z.array(z.string()).check(z.maxLength(MAX_QUEUE_PEOPLE))

/** Without a sample, a queue has all threads that match. Without a seed, one is made up. */
export const CreateQueueRequest = z.strictObject({
  name: lineRequest(MAX_QUEUE_NAME),
  query: z.optional(z.nullable(z.string().check(z.maxLength(MAX_QUERY_CHARACTERS)))),
  time_zone: z.optional(timeZone),
  metadata: z.optional(z.nullable(pairsQuery)),
  sample: z.optional(
    z.nullable(
      z.strictObject({
        size: z.int().check(z.gte(1), z.lte(MAX_QUEUE_THREADS)),
        seed: z.optional(z.nullable(lineRequest(MAX_SEED_CHARACTERS))),
        by: z.optional(z.nullable(z.enum(STRATA))),
      }),
    ),
  ),
  criteria: z.optional(z.nullable(z.array(CriterionRequest).check(z.maxLength(MAX_CRITERIA)))),
  people: z.optional(z.nullable(peopleRequest)),
  second_reading: z.optional(z.nullable(z.number().check(z.gte(0), z.lte(1)))),
})
export type CreateQueueRequest = z.infer<typeof CreateQueueRequest>

/** A closed queue takes no judgements, and tells all that were given. */
export const ModifyQueueRequest = z.strictObject({
  name: z.optional(lineRequest(MAX_QUEUE_NAME)),
  people: z.optional(z.nullable(peopleRequest)),
  state: z.optional(z.enum(['open', 'closed'])),
})
export type ModifyQueueRequest = z.infer<typeof ModifyQueueRequest>

export const ListQueuesQuery = z.object({
  ...pageQuery,
  state: z.optional(z.enum(QUEUE_STATES)),
})

/** One reading of a thread of a queue. */
export const QueueItem = z.object({
  id: z.string(),
  object: z.literal('queue.item'),
  queue_id: z.string(),
  thread_id: z.string(),
  /** Of the thread in its queue, from 1. Both readings of a thread have the same. */
  position: z.int(),
  reading: z.int(),
  /** How many people are to read the thread. */
  readings: z.int(),
  /** Who judged or skipped it; else to whom it is assigned; null where it is anybody's. */
  person_id: nullable(z.string()),
  /** Who reads it now, and until when nobody else can. */
  claim: nullable(z.object({ person_id: z.string(), until: UnixSeconds })),
  status: openEnum(...ITEM_STATUSES),
  /** It is judged, and how is told to its own person alone until the thread is read twice or the queue closed. */
  sealed: z.boolean(),
  /** Null where it is not judged, or sealed for whoever asks. */
  review_id: nullable(z.string()),
  /** With its summary; null where it is deleted. */
  thread: nullable(Thread),
})
export type QueueItem = z.infer<typeof QueueItem>

/** By their positions, unless `order` is `desc`. */
export const ListQueueItemsQuery = z.object({
  ...pageQuery,
  order: z.optional(z.enum(['asc', 'desc']).register(wireForm, { default: 'asc' })),
  status: z.optional(z.enum(ITEM_STATUSES)),
  /** Whose it is. */
  person_id: z.optional(z.string()),
  reading: z.optional(integerText(1, 2)),
})

/**
 * Without `item_id` the next one is claimed: what the person holds already, else the first that they may read, from
 * behind the item `after` on and then from the first. Whoever claims another gives up what they held in that queue.
 */
export const ClaimQueueItemRequest = z.strictObject({
  item_id: z.optional(z.nullable(z.string())),
  after: z.optional(z.nullable(z.string())),
})

/**
 * Why nothing is left: `judged`: all is judged, skipped or gone; `held`: others read what is left; `assigned`: what is
 * left is assigned to others; `read_before`: of what is left the person has given the other reading.
 */
export const NONE_LEFT = ['judged', 'held', 'assigned', 'read_before'] as const
export type NoneLeft = (typeof NONE_LEFT)[number]

export const QueueClaim = z.object({
  object: z.literal('queue.claim'),
  /** Null where none is left for the person. */
  item: nullable(QueueItem),
  /** What would come after it, held by nobody yet: it can be fetched ahead. */
  upcoming: nullable(QueueItem),
  /** How many open readings the person may still give, this one too, and those that others hold. */
  left: z.int(),
  reason: nullable(openEnum(...NONE_LEFT)),
  /** The same in words. */
  message: nullable(z.string()),
})
export type QueueClaim = z.infer<typeof QueueClaim>

/**
 * Assigns open readings, those with these ids or all that are assigned to nobody: to the people in turn. Of no people,
 * they are anybody's again. Nobody is given both readings of one thread; what one cannot be given stays as it is.
 */
export const AssignQueueItemsRequest = z.strictObject({
  people: peopleRequest,
  item_ids: z.optional(z.nullable(z.array(z.string()).check(z.minLength(1), z.maxLength(1000)))),
})

export const QueueAssignment = z.object({
  object: z.literal('queue.assignment'),
  queue_id: z.string(),
  /** How many readings are assigned anew, and how many could not be. */
  assigned: z.int(),
  left_out: z.int(),
})
export type QueueAssignment = z.infer<typeof QueueAssignment>

const judged = { judged: z.int(), ...verdicts }

const Agreement = z.object({
  /** Threads that two people judged. */
  read_twice: z.int(),
  agreed: z.int(),
  /** Cohen's κ; null of fewer than two threads, and where all verdicts of both readings are the same one. */
  kappa: nullable(z.number()),
  /** How many were judged differently, and up to 100 of them by their positions. */
  differing_count: z.int(),
  differing: z.array(
    z.object({
      thread_id: z.string(),
      position: z.int(),
      /** Null where it is deleted, or has none. */
      title: nullable(z.string()),
      /** The first reading, then the second. */
      readings: z.array(
        z.object({
          item_id: z.string(),
          review_id: nullable(z.string()),
          person_id: z.string(),
          verdict: openEnum(...VERDICTS),
          note: nullable(z.string()),
        }),
      ),
    }),
  ),
})

/** What the judgements of a queue add up to. Those that are sealed are counted by who gave them, and told nowhere. */
export const QueueTotals = z.object({
  object: z.literal('queue.totals'),
  queue_id: z.string(),
  counts: QueueCounts,
  /** By the id of a label, the most first. */
  labels: z.array(z.object({ label_id: z.string(), ...judged })),
  reviewers: z.array(
    z.object({
      person: PersonInShort,
      /** Also what is sealed. */
      judged: z.int(),
      sealed: z.int(),
      ...verdicts,
      /** Of what is not sealed; null of nothing. */
      pass_share: nullable(z.number()),
      median_seconds: nullable(z.number()),
    }),
  ),
  /** Of the last run of the thread when the queue was filled; null of none. */
  assistants: z.array(z.object({ assistant_id: nullable(z.string()), ...judged })),
  models: z.array(z.object({ model: nullable(z.string()), ...judged })),
  /** In the order of the rubric. What is answered in text is counted alone. */
  criteria: z.array(
    z.object({
      key: z.string(),
      name: z.string(),
      type: openEnum(...CRITERION_TYPES),
      answered: z.int(),
      /** Of a scale; null of no answer. */
      mean: nullable(z.number()),
      answers: z.array(
        z.object({ value: z.union([z.boolean(), z.number(), z.string()]), ...judged }),
      ),
    }),
  ),
  agreement: Agreement,
})
export type QueueTotals = z.infer<typeof QueueTotals>

export const EXPORT_FORMATS = ['csv', 'ndjson'] as const

/** One row a judgement that is not sealed. */
export const ExportQueueQuery = z.object({
  format: z.optional(z.enum(EXPORT_FORMATS).register(wireForm, { default: 'csv', ...EXTENSION })),
})
