import type { BodyOf, OperationName, PathParams, QueryOf, ResponseOf } from '#contract/endpoints.ts'

import type { Services } from '../services.ts'
import type { Once } from '../store/answers.ts'
import type { Principal } from './principal.ts'

/** One accepted request: let in, its ids, query and body already checked against the endpoint's row. */
export interface Call<Name extends OperationName> {
  services: Services
  principal: Principal
  params: PathParams<Name>
  query: QueryOf<Name>
  body: BodyOf<Name>
  /** The body's text, where it is passed on as it came. */
  sent: string | undefined
  /** Where the request may be sent again: what its answer is kept under. */
  once: Once | undefined
  /** For what the table does not describe: headers, a multipart body. */
  request: Request
  /** Aborts when the client has gone. */
  signal: AbortSignal
  /** Response headers to add, e.g. `openai-poll-after-ms`. */
  headers: Headers
}

/**
 * Answers the object to send as JSON, or a whole Response for streams and bytes.
 * Refuses by throwing ApiError.
 */
export type Handler<Name extends OperationName> = (
  call: Call<Name>,
) => Promise<ResponseOf<Name> | Response>

/** A handler for each of the operations: one that is missing is a compile error. */
export type Handlers<Names extends OperationName = OperationName> = {
  [Name in Names]: Handler<Name>
}
