import { toResponse } from '#server/http/refusal.ts'
import { ApiError } from '#server/refusals/api-error.ts'

/** One request, as it arrived. */
export interface Asked {
  method: string
  path: string
  /** With its question mark; empty where there is none. */
  query: string
  /** In milliseconds since 1970. */
  at: number
  /** Whether it came with an `Authorization`, good or bad. */
  hasKey: boolean
}

export type Matches = (asked: Asked) => boolean

/** How the server misbehaves. Each may be set, changed and taken away while it runs. */
export interface Knobs {
  /** Milliseconds before each answer. Nothing is done before they are over. */
  delay?: number | undefined
  /** Turns away what comes faster than so many in a second, or the next so many; `retryAfter` is in seconds. */
  limit?: (({ perSecond: number } | { next: number }) & { retryAfter?: number }) | undefined
  /** Refuses the next so many requests that match. A body of text is sent as a page of HTML. */
  fail?: { next: number; matches?: Matches; status: number; body?: unknown } | undefined
  /**
   * Destroys the connection of a run's stream after so many bytes: of the next one that comes so far, or of
   * all. The run goes on.
   */
  dropStreamAfter?: { bytes: number; always?: boolean } | undefined
  /** Takes requests in, all or those that match, and never answers. Nothing is done for them. */
  hang?: true | Matches | undefined
  /** Answers all messages whatever `run_id` asks for. */
  withoutRunFilter?: boolean | undefined
}

const SECOND = 1000

/** Refuses by the knobs for limits and failures, which count. */
export const newRefuser = (knobs: Knobs): ((asked: Asked) => Response | undefined) => {
  let answered: number[] = []

  const isTooMuch = (limit: NonNullable<Knobs['limit']>, { at }: Asked): boolean => {
    if ('next' in limit) return limit.next-- > 0
    answered = answered.filter((then) => at - then < SECOND)
    if (answered.length >= limit.perSecond) return true
    answered.push(at)
    return false
  }
  return (asked) => {
    const { limit, fail } = knobs
    if (limit && isTooMuch(limit, asked)) return tooMany(limit.retryAfter ?? 1)
    if (!fail || fail.next <= 0 || fail.matches?.(asked) === false) return undefined
    fail.next -= 1
    return failure(fail)
  }
}

const tooMany = (retryAfter: number): Response =>
  toResponse(
    new ApiError(
      429,
      'rate_limit_exceeded',
      `Rate limit reached for requests. Please try again in ${retryAfter}s. Visit https://platform.openai.com/account/rate-limits to learn more.`,
      null,
      { type: 'requests', headers: { 'retry-after': String(retryAfter) } },
    ),
  )

const failure = ({ status, body }: NonNullable<Knobs['fail']>): Response => {
  if (typeof body === 'string') {
    return new Response(body, { status, headers: { 'content-type': 'text/html' } })
  }
  if (body !== undefined) return Response.json(body, { status })
  const message = 'The server had an error while processing your request. Sorry about that!'
  return toResponse(new ApiError(status, null, message, null, { type: 'server_error' }))
}
