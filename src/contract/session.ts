import * as z from 'zod/mini'

/** What the console asks of its own server before it draws: `GET /api/session`. */
export const Session = z.object({
  version: z.string(),
  /** Answers come from the built-in script, not from a model. */
  scripted: z.boolean(),
  /** `/v1` is another server, reached through this one. */
  upstream: z.boolean(),
  limits: z.object({
    message_characters: z.int(),
    file_bytes: z.int(),
    metadata_pairs: z.int(),
  }),
})
export type Session = z.infer<typeof Session>
