import type { ApiError } from '../refusals/api-error.ts'

/** A refusal as a response: the error envelope. */
export const toResponse = (error: ApiError): Response =>
  new Response(JSON.stringify({ error: error.body }), {
    status: error.status,
    headers: { 'content-type': 'application/json', ...error.headers },
  })
