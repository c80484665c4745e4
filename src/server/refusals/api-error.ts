import type { ErrorBody } from '#contract/error.ts'

/**
 * A refusal in the wire's own words: a value that any room may throw and that only `http` renders.
 * Clients choose their error class by status and match on texts.
 */
export class ApiError extends Error {
  override name = 'ApiError'
  readonly status: number
  readonly code: string | null
  readonly param: string | null
  readonly type: string
  /** Sent with the refusal, e.g. `allow` or `x-should-retry`. */
  readonly headers: Record<string, string>

  constructor(
    status: number,
    code: string | null,
    message: string,
    param: string | null = null,
    options: { type?: string; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.status = status
    this.code = code
    this.param = param
    this.type = options.type ?? (status < 500 ? 'invalid_request_error' : 'server_error')
    this.headers = options.headers ?? {}
  }

  /** What the response's body holds under `error`. */
  get body(): ErrorBody {
    return { message: this.message, type: this.type, param: this.param, code: this.code }
  }
}

/** What is not there, as the hosted service says it of most nouns. */
export const none = (noun: string, id: string) =>
  new ApiError(404, null, `No ${noun} found with id '${id}'.`)
export const forbidden = (message: string) => new ApiError(403, null, message)

/** A wrong answer would be given again: the SDKs are told not to repeat the request. */
export const FINAL = { 'x-should-retry': 'false' }

/** A refusal repeats what it refuses, but not at any length. */
export const clip = (text: string): string =>
  text.length > LONGEST_ECHO ? `${text.slice(0, LONGEST_ECHO)}…` : text

const LONGEST_ECHO = 256
