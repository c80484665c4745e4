import * as z from 'zod/mini'

import { UnixSeconds, wireForm } from './primitives.ts'

/**
 * Every kind of change that is kept on record, with the ids that name what changed: its own comes last,
 * those before it are of what it is in. What is in a deleted thread, run, vector store or file is gone
 * with it, and an imported thread is there with all that is in it: neither is told one by one.
 */
export const CHANGES = {
  /** Anything may have changed. */
  reset: [],
  'thread.created': ['thread_id'],
  'thread.modified': ['thread_id'],
  'thread.deleted': ['thread_id'],
  'thread.imported': ['thread_id'],
  'message.created': ['thread_id', 'message_id'],
  'message.modified': ['thread_id', 'message_id'],
  'message.deleted': ['thread_id', 'message_id'],
  'run.created': ['thread_id', 'run_id'],
  'run.modified': ['thread_id', 'run_id'],
  'run_step.created': ['thread_id', 'run_id', 'step_id'],
  'run_step.modified': ['thread_id', 'run_id', 'step_id'],
  'assistant.created': ['assistant_id'],
  'assistant.modified': ['assistant_id'],
  'assistant.deleted': ['assistant_id'],
  'file.created': ['file_id'],
  'file.deleted': ['file_id'],
  'upload.created': ['upload_id'],
  'upload.modified': ['upload_id'],
  'vector_store.created': ['vector_store_id'],
  'vector_store.modified': ['vector_store_id'],
  'vector_store.deleted': ['vector_store_id'],
  'vector_store.file.created': ['vector_store_id', 'file_id'],
  'vector_store.file.modified': ['vector_store_id', 'file_id'],
  'vector_store.file.deleted': ['vector_store_id', 'file_id'],
  'vector_store.file_batch.created': ['vector_store_id', 'batch_id'],
  'vector_store.file_batch.modified': ['vector_store_id', 'batch_id'],
  'person.created': ['person_id'],
  'person.modified': ['person_id'],
  'label.created': ['label_id'],
  'label.modified': ['label_id'],
  'review.created': ['thread_id', 'review_id'],
  'review.modified': ['thread_id', 'review_id'],
  'review.deleted': ['thread_id', 'review_id'],
} as const satisfies Record<string, readonly `${string}_id`[]>

export type ChangeType = keyof typeof CHANGES

/** What changed, named and not told: whoever wants to know reads it. */
export type Change = {
  [Type in ChangeType]: { type: Type } & Record<(typeof CHANGES)[Type][number], string>
}[ChangeType]

/** Who changes things: a reader of the console, a client with a key, a run, an import, the server itself. */
export const ACTORS = ['owner', 'key', 'run', 'import', 'server'] as const
export type Actor = (typeof ACTORS)[number]

const id = z.optional(z.string())

/**
 * A change another client may want to see, from the console's own `/api/changes`. It names what changed;
 * the reader fetches it. The `id` of its frame is the number up to which everything is told.
 */
export const ChangeEvent = z.object({
  // The table's keys are the types.
  type: z.enum(Object.keys(CHANGES) as ChangeType[]),
  thread_id: id,
  message_id: id,
  run_id: id,
  step_id: id,
  assistant_id: id,
  file_id: id,
  upload_id: id,
  vector_store_id: id,
  batch_id: id,
  person_id: id,
  label_id: id,
  review_id: id,
  /** How many threads were imported, which are told together. */
  threads: z.optional(z.int()),
  at: z.optional(UnixSeconds),
})
export type ChangeEvent = z.infer<typeof ChangeEvent>

/** Whoever comes back says up to which number it was told; a browser does by the header `Last-Event-ID`. */
export const FollowChangesQuery = z.object({
  after: z.optional(z.string().register(wireForm, { type: 'integer', minimum: 0 })),
})
