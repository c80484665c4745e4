import { RUN_STATUSES } from './run-status.ts'

/** What a review says of what it is of. */
export const VERDICTS = ['pass', 'needs_work', 'fail'] as const

/**
 * Operators that ask for one thing of a thread, with what is asked of it behind a full stop: all that a query asks of
 * `run.` has to be true of one and the same run, so of `review.`. `thread.` asks for when the thread was made.
 */
export const KEYED = {
  run: {
    status: 'run.status:failed',
    reason: 'run.reason:rate_limit_exceeded',
    assistant: 'run.assistant:asst_…',
    model: 'run.model:gpt-4o',
    after: 'run.after:2026-05',
    before: 'run.before:2026-05-31',
  },
  review: {
    verdict: 'review.verdict:fail',
    label: 'review.label:refund',
    by: 'review.by:AB',
    has: 'review.has:verdict',
    after: 'review.after:2026-05',
    before: 'review.before:2026-05-31',
  },
  thread: { after: 'thread.after:2026-05', before: 'thread.before:2026-05-31' },
} as const
export type KeyedName = keyof typeof KEYED

/** The keys whose values are of a known set. */
const KEYED_VALUES: Readonly<Record<string, readonly string[]>> = {
  'run.status': RUN_STATUSES,
  'review.verdict': VERDICTS,
  'review.has': ['verdict', 'flag'],
}

/** One way to write such an operator; undefined where there is none of that key. */
export const exampleOfKey = (name: string, key: string): string | undefined => {
  const keys: Readonly<Record<string, string>> | undefined = Object.hasOwn(KEYED, name)
    ? KEYED[name as KeyedName]
    : undefined
  return keys && Object.hasOwn(keys, key) ? keys[key] : undefined
}

/** The values that there may be; undefined where they are of no known set. */
export const valuesOfKey = (name: string, key: string): readonly string[] | undefined =>
  KEYED_VALUES[`${name}.${key}`]
