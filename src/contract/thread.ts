import * as z from 'zod/mini'

import { VERDICTS } from './keyed-operators.ts'
import { messagesRequest } from './message.ts'
import {
  EXTENSION,
  Metadata,
  MetadataRequest,
  UnixSeconds,
  list,
  nullable,
  openEnum,
  pageQuery,
  pairsQuery,
  timeZoneQuery,
  wireForm,
} from './primitives.ts'
import { RunStatus } from './run-status-schema.ts'
import { MAX_QUERY_CHARACTERS } from './search-language.ts'
import { ToolResources, ToolResourcesRequest } from './tool.ts'

/** All reviews of a thread and of what is in it, in short. */
const ThreadReview = z.object({
  /** The newest that anybody gave the thread as a whole. */
  verdict: nullable(openEnum(...VERDICTS)),
  /** Whether two people gave it different ones. */
  split: z.boolean(),
  /** Ids of the labels of any of its reviews, in the order of their ids. */
  labels: z._default(z.array(z.string()), []),
  /** How many reviews are flagged, and how many have a note. */
  flags: z.int(),
  notes: z.int(),
  /** Messages came after that verdict. */
  went_on: z.boolean(),
})
export type ThreadReview = z.infer<typeof ThreadReview>

/**
 * What a list of threads shows of each; answered by `listThreads` when `include[]=summary` asks for it.
 * An extension of ours: the hosted API could not list threads.
 */
export const ThreadSummary = z
  .object({
    /** Metadata `title`, else the start of the first user text; null in an empty thread. */
    title: nullable(z.string()),
    /** True where that text goes on. */
    title_cut: z.optional(z.boolean()),
    /** The start of the last message's text. */
    preview: nullable(z.string()),
    preview_role: nullable(openEnum('user', 'assistant')),
    /** When the last message was made or the last run changed state. */
    last_active_at: UnixSeconds,
    /** Order of activity across threads; with the id it is a cursor that holds while threads move up. */
    activity: z.int(),
    message_count: z.int(),
    attachment_count: z.int(),
    image_count: z.int(),
    last_run: nullable(z.object({ id: z.string(), status: RunStatus })),
    /** What was thought of it; left out where nobody reviewed it. */
    review: z.optional(ThreadReview),
    /** True in front of another server while not all of the thread was fetched from it yet. */
    partial: z.optional(z.boolean()),
  })
  .register(wireForm, EXTENSION)
export type ThreadSummary = z.infer<typeof ThreadSummary>

export const Thread = z.object({
  id: z.string(),
  object: z.literal('thread'),
  created_at: UnixSeconds,
  metadata: Metadata,
  tool_resources: z.optional(z.nullable(ToolResources)),
  summary: z.optional(ThreadSummary),
})
export type Thread = z.infer<typeof Thread>

export const CreateThreadRequest = z.strictObject({
  messages: z.optional(z.nullable(messagesRequest)),
  tool_resources: z.optional(z.nullable(ToolResourcesRequest)),
  metadata: z.optional(z.nullable(MetadataRequest)),
})
export type CreateThreadRequest = z.infer<typeof CreateThreadRequest>

export const ModifyThreadRequest = z.strictObject({
  tool_resources: z.optional(z.nullable(ToolResourcesRequest)),
  metadata: z.optional(z.nullable(MetadataRequest)),
})
export type ModifyThreadRequest = z.infer<typeof ModifyThreadRequest>

export const GetThreadQuery = z.object({
  include: z.optional(z.array(z.enum(['summary'])).register(wireForm, EXTENSION)),
})

/**
 * `after` and `before` take a thread id, or with `order_by=last_active_at` also `<id>@<activity>`,
 * which keeps its place when the thread has moved since.
 */
export const ListThreadsQuery = z.object({
  ...pageQuery,
  order_by: z.optional(
    z.enum(['created_at', 'last_active_at']).register(wireForm, { default: 'created_at' }),
  ),
  include: z.optional(z.array(z.enum(['summary', 'total']))),
  metadata: z.optional(pairsQuery),
  /** In the language of a search: threads that it finds. */
  query: z.optional(z.string().check(z.maxLength(MAX_QUERY_CHARACTERS))),
  /** Of a `query`; the next page is asked with the same. */
  time_zone: z.optional(timeZoneQuery),
})
export type ListThreadsQuery = z.infer<typeof ListThreadsQuery>

/** A page of threads. */
export const ListThreadsResponse = z.extend(list(Thread), {
  /** Of a `query`: whether all that was written can be found; false while the index of texts is made. */
  complete: z.optional(z.boolean().register(wireForm, EXTENSION)),
  /** Where it is asked for: how many threads the whole list has, counted up to 10,000; up to 1,000 where so
   * much was found that each thread is looked up. */
  total: z.optional(z.int().register(wireForm, EXTENSION)),
  /** Whether there are more than that. */
  more: z.optional(z.boolean().register(wireForm, EXTENSION)),
})
export type ListThreadsResponse = z.infer<typeof ListThreadsResponse>
