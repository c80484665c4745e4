import type { Said } from './said.ts'

/** Names of errors and the status with which others tell of the same, most particular first. */
const NAMED: readonly (readonly [RegExp, number])[] = [
  [/rate.?limit|resource_exhausted|too.?many.?requests|throttl|insufficient_quota/i, 429],
  [/overload|unavailable|at.?capacity|\bbusy\b/i, 503],
  [/time.?out|deadline/i, 504],
  [/server.?error|internal|bad.?gateway|upstream_error|api_error|engine_?dead/i, 500],
]
/** Words by which an error without a code is one that passes. */
const PASSING: readonly (readonly [RegExp, number])[] = [
  [/rate.?limit|too many requests/i, 429],
  [/overloaded|temporarily unavailable|at capacity|try again (?:later|in )/i, 503],
]

/** Each word of a code that tells nothing: a number of the endpoint's own, 0 among them, or `error`. */
const SILENT = /^(?:-?\d+|error|null|none|unknown|)$/i

/** The status that an error told with status 200 would have had, where its words or code tell. */
export const statusOf = ({ code = '', message }: Said): number | undefined => {
  const number = code
    .split(' ')
    .map(Number)
    .find((each) => each >= 400 && each <= 599)
  const told = number ?? NAMED.find(([name]) => name.test(code))?.[1]
  if (told !== undefined || !code.split(/\s+/).every((word) => SILENT.test(word))) return told
  return PASSING.find(([words]) => words.test(message))?.[1]
}
