import * as z from 'zod/mini'

import { ROLE_NAMES } from './rights.ts'

/** What the console asks of its own server before it draws: `GET /api/session`. */
export const Session = z.object({
  version: z.string(),
  /** Answers come from the built-in script, not from a model. */
  scripted: z.boolean(),
  /** `/v1` is another server, reached through this one. */
  upstream: z.boolean(),
  /** What the reader may do here: `rights.ts` says what that is. */
  role: z._default(z.enum(ROLE_NAMES), 'administrator'),
})
export type Session = z.infer<typeof Session>

/** The threads that a first start brings along: `GET /api/samples`. */
export const Samples = z.object({
  present: z._default(z.boolean(), false),
  /** How many there are. */
  threads: z._default(z.int(), 0),
})
