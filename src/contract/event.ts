import * as z from 'zod/mini'

import { ErrorBody } from './error.ts'
import { Message } from './message.ts'
import type { Annotation } from './message.ts'
import { DEFAULT_EVENTS, LARGEST_EVENTS } from './page-limits.ts'
import { integerText, list, wireForm } from './primitives.ts'
import { RUN_STATUSES } from './run-status.ts'
import { RunStep } from './run-step.ts'
import { Run } from './run.ts'
import { Thread } from './thread.ts'

/** A fragment of a message. Strings are appended by index; `id` and `type` are never repeated into one. */
export const MessageDelta = z.object({
  id: z.string(),
  object: z.literal('thread.message.delta'),
  delta: z.object({
    role: z.optional(z.string()),
    content: z.optional(z.array(z.looseObject({ index: z.int(), type: z.string() }))),
  }),
})

/** The part of a message delta that this server sends and this console folds. */
export interface TextDelta {
  index: number
  type: 'text'
  text: { value: string; annotations?: (Annotation & { index: number })[] }
}
export interface MessageDelta {
  id: string
  object: 'thread.message.delta'
  delta: { role?: string; content?: { index: number; type: string; [key: string]: unknown }[] }
}

export const RunStepDelta = z.object({
  id: z.string(),
  object: z.literal('thread.run.step.delta'),
  delta: z.object({ step_details: z.optional(z.looseObject({ type: z.string() })) }),
})
export interface RunStepDelta {
  id: string
  object: 'thread.run.step.delta'
  delta: {
    step_details?: {
      type: string
      tool_calls?: { index: number; type: string; [key: string]: unknown }[]
      [key: string]: unknown
    }
  }
}

export const RUN_EVENTS = [
  'thread.run.created',
  ...(RUN_STATUSES.map(
    (status) => `thread.run.${status}`,
  ) as `thread.run.${(typeof RUN_STATUSES)[number]}`[]),
] as const
export const RUN_STEP_EVENTS = [
  'thread.run.step.created',
  'thread.run.step.in_progress',
  'thread.run.step.completed',
  'thread.run.step.failed',
  'thread.run.step.cancelled',
  'thread.run.step.expired',
] as const
export const MESSAGE_EVENTS = [
  'thread.message.created',
  'thread.message.in_progress',
  'thread.message.completed',
  'thread.message.incomplete',
] as const

export const RunStreamEvent = z.object({ event: z.enum(RUN_EVENTS), data: Run })
export const RunStepStreamEvent = z.object({ event: z.enum(RUN_STEP_EVENTS), data: RunStep })
export const MessageStreamEvent = z.object({ event: z.enum(MESSAGE_EVENTS), data: Message })

/** Every event of a run's stream. `done` is its last frame and not JSON. */
export const StreamEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('thread.created'), data: Thread }),
  RunStreamEvent,
  RunStepStreamEvent,
  z.object({ event: z.literal('thread.run.step.delta'), data: RunStepDelta }),
  MessageStreamEvent,
  z.object({ event: z.literal('thread.message.delta'), data: MessageDelta }),
  z.object({
    event: z.literal('error'),
    data: z.union([z.object({ error: ErrorBody }), ErrorBody]),
  }),
  z.object({ event: z.literal('done'), data: z.literal('[DONE]') }),
])

interface EventOf<Name extends string, Data> {
  event: Name
  data: Data
}
export type StreamEvent =
  | EventOf<'thread.created', Thread>
  | EventOf<(typeof RUN_EVENTS)[number], Run>
  | EventOf<(typeof RUN_STEP_EVENTS)[number], RunStep>
  | EventOf<'thread.run.step.delta', RunStepDelta>
  | EventOf<(typeof MESSAGE_EVENTS)[number], Message>
  | EventOf<'thread.message.delta', MessageDelta>
  | EventOf<'error', { error: ErrorBody } | ErrorBody>
  | EventOf<'done', '[DONE]'>

/**
 * One row of a run's event log, an extension of ours. `sequence_number` counts from 1 in each run
 * and is the SSE `id:`; `created_at_ms` is in milliseconds since 1970.
 */
export const RunEvent = z.object({
  object: z.literal('thread.run.event'),
  sequence_number: z.int(),
  created_at_ms: z.int(),
  event: z.string(),
  data: z.unknown(),
  /**
   * It was not heard when it happened: this server, in front of another, asked for the run and tells what
   * it found. Its time is that of the asking.
   */
  polled: z.optional(z.literal(true)),
})
export interface RunEvent {
  object: 'thread.run.event'
  sequence_number: number
  created_at_ms: number
  event: StreamEvent['event']
  data: StreamEvent['data']
  polled?: true
}
export const RunEventList = list(RunEvent)

/** `stream=false` answers the log as a list; otherwise events after `after` are replayed and followed. */
export const ListRunEventsQuery = z.object({
  after: z.optional(z.string().register(wireForm, { type: 'integer', minimum: 0, default: 0 })),
  limit: z.optional(integerText(1, LARGEST_EVENTS, DEFAULT_EVENTS)),
  stream: z.optional(z.enum(['true', 'false']).register(wireForm, { default: 'true' })),
})

/** The run as an event of its own tells it. */
export const runIn = ({ event, data }: Pick<StreamEvent, 'event' | 'data'>): Run | undefined =>
  // The cast: the name of an event says what its data is.
  event.startsWith('thread.run.') && !event.startsWith('thread.run.step.')
    ? (data as Run)
    : undefined
