import * as z from 'zod/mini'

/** The body of every refusal. All four keys are always sent. */
export const ErrorBody = z.object({
  message: z.string(),
  type: z._default(z.string(), 'invalid_request_error'),
  param: z._default(z.nullable(z.string()), null),
  code: z._default(z.nullable(z.string()), null),
})
export type ErrorBody = z.infer<typeof ErrorBody>

export const ErrorResponse = z.object({ error: ErrorBody })
