import type * as z from 'zod/mini'
import en from 'zod/v4/locales/en.js'

/** Words for what a schema refuses: zod/mini itself says only "Invalid input". Given to each parse. */
export const explained = { error: en().localeError } satisfies z.core.ParseContext<z.core.$ZodIssue>

/** What an issue says, with what the contract's own checks leave to whoever tells of them. */
export const wordsOf = (issue: z.core.$ZodIssue): string => {
  const [inner] = issue.code === 'invalid_key' ? issue.issues : []
  if (inner) return `the key: ${wordsOf(inner)}`
  if (issue.code !== 'custom') return issue.message
  const { expected, maximum } = issue.params ?? {}
  if (typeof expected === 'string') return `expected ${expected}`
  return typeof maximum === 'number' ? `${issue.message}, at most ${maximum}` : issue.message
}
