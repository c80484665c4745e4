import * as z from 'zod/mini'

import { UnixSeconds, integerText } from './primitives.ts'

/** The beginnings of the days of two months, and the end of the last one. */
const MAX_STARTS = 64
const LATEST = 2 ** 40

/** When days begin on the calendar of whoever asks, in order; the last time only ends the day before it. */
export const GetMessageDaysQuery = z.object({
  starts: z.optional(z.array(integerText(0, LATEST)).check(z.maxLength(MAX_STARTS))),
})

/** On which of the days that were asked for a thread has messages, and from when to when it has any. */
export const MessageDays = z.object({
  object: z.literal('thread.message_days'),
  /** When its first and its last message were written; null where there is none. */
  first_at: z.nullable(UnixSeconds),
  last_at: z.nullable(UnixSeconds),
  /** The days that have messages, with the first message of each. */
  data: z.array(z.object({ start: UnixSeconds, message_id: z.string() })),
})
export type MessageDays = z.infer<typeof MessageDays>
