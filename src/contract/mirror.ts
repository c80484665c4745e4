import * as z from 'zod/mini'

import { UnixSeconds, nullable } from './primitives.ts'

/** The most threads that one request adds. */
export const MAX_ADDED_THREADS = 10_000

/** A thread that was asked for and cannot be had, with the upstream's own words. */
const RefusedThread = z.object({
  thread_id: z.string(),
  reason: z.string(),
  /** Whether it is in the list all the same, without all of its messages and runs. */
  partial: z.boolean(),
})

/** What this server keeps of the one in front of which it stands: `GET /api/mirror`. */
export const Mirror = z.object({
  object: z.literal('mirror'),
  /** Host and path of the other server. */
  upstream: z.string(),
  /** Whether it answered when it was last asked; null before it was. */
  reachable: z.nullable(z.boolean()),
  /** When it last answered. */
  answered_at: nullable(UnixSeconds),
  /** Whether it can list its threads; null while that is not known. */
  lists_threads: z.nullable(z.boolean()),
  /** Threads that wait to be brought to what the other server has. */
  waiting: z.int(),
  /** What became of the threads that were added last. */
  adding: z.object({
    of: z.int(),
    done: z.int(),
    failed: z.int(),
    /** The first of those that failed. */
    failures: z.array(RefusedThread),
  }),
})
export type Mirror = z.infer<typeof Mirror>

/** Which threads to bring: by their ids, or by when they were made, where the upstream can tell. One of both. */
export const AddMirroredThreadsRequest = z.strictObject({
  thread_ids: z.optional(z.array(z.string()).check(z.minLength(1), z.maxLength(MAX_ADDED_THREADS))),
  created: z.optional(
    z.strictObject({ from: z.optional(UnixSeconds), to: z.optional(UnixSeconds) }),
  ),
})
export type AddMirroredThreadsRequest = z.infer<typeof AddMirroredThreadsRequest>

/** How old what is kept of one thread is. */
export const MirroredThread = z.object({
  object: z.literal('mirror.thread'),
  thread_id: z.string(),
  /** When it was last as the other server has it; null where it never was whole. */
  refreshed_at: nullable(UnixSeconds),
  /** When the other server was first found not to have it any more. */
  gone_at: nullable(UnixSeconds),
  /** Whether it is being brought, or waits for that. */
  waiting: z.boolean(),
  /** Why the other server did not give it when it was last asked, in its own words. */
  refusal: z.nullable(z.string()),
})
export type MirroredThread = z.infer<typeof MirroredThread>
