import { ApiFailure } from '#console/api/failure.ts'
import { INVALID_QUERY, refusedProblem } from '#contract/query-refusal.ts'
import type { QueryProblem } from '#contract/search-language.ts'

import { problemIn } from './query-text.ts'

/** A query that cannot be looked for, and why. The server tells more than can be known here. */
export const refusedQuery = (
  query: string,
  error?: unknown,
): { query: string; problem: QueryProblem } | undefined => {
  const known = problemIn(query)
  if (known) return { query, problem: known }
  if (!(error instanceof ApiFailure) || error.code !== INVALID_QUERY) return undefined
  return { query, problem: refusedProblem(query, error.message) }
}
