import { ApiFailure } from '#console/api/failure.ts'
import type { QueryProblem } from '#contract/search-language.ts'

import { problemIn } from './query-text.ts'

/** A query that cannot be looked for, and why. The server tells more than can be known here. */
export const refusedQuery = (
  query: string,
  error?: unknown,
): { query: string; problem: QueryProblem } | undefined => {
  const known = problemIn(query)
  if (known) return { query, problem: known }
  if (!(error instanceof ApiFailure) || error.code !== 'invalid_query') return undefined
  const [, at, message = error.message] =
    /^Invalid 'query'(?: at character (\d+) \([^]*?\))?: ([^]*)$/.exec(error.message) ?? []
  const start = at === undefined ? 0 : Number(at) - 1
  const end = at === undefined ? 0 : start + (/^\S+/.exec(query.slice(start))?.[0].length ?? 0)
  return { query, problem: { start, end, message } }
}
