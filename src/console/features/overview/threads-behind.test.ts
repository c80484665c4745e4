import { expect, test } from 'vitest'

import { searchIn } from '#console/paths.ts'
import { parseQuery } from '#contract/search-language.ts'

import { threadsBegun, threadsBehind, threadsOfRuns, threadsReviewed } from './threads-behind.ts'

const queryOf = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : searchIn(new URL(path, 'http://clew').searchParams)?.query

const DAY = { from: '2026-11-30', to: '2026-11-30' }
const BOTH = { assistant: 'asst_1', model: 'my model' }
const RAN_BOTH = 'run.assistant:asst_1 run.model:"my model"'

test.each([
  [threadsBehind(DAY), 'after:2026-11-30 before:2026-12-01'],
  [
    threadsBehind({ from: '2026-11-01', to: '2026-12-31' }, { assistant: 'asst_1' }),
    'assistant:asst_1 after:2026-11-01 before:2027-01-01',
  ],
  [threadsBehind(DAY, BOTH), `${RAN_BOTH} after:2026-11-30 before:2026-12-01`],
  [threadsBegun(undefined, { assistant: 'asst_1' }), 'assistant:asst_1'],
  [threadsBegun(DAY), 'thread.after:2026-11-30 thread.before:2026-12-01'],
  [threadsOfRuns(DAY), 'run.after:2026-11-30 run.before:2026-12-01'],
  [
    threadsOfRuns(DAY, BOTH, { status: 'failed', reason: 'rate_limit_exceeded' }),
    `${RAN_BOTH} run.status:failed run.reason:rate_limit_exceeded run.after:2026-11-30 run.before:2026-12-01`,
  ],
  [
    threadsReviewed(DAY, { model: 'o3' }, { label: 'late refund' }),
    'run.model:o3 review.label:"late refund" review.has:verdict review.after:2026-11-30 review.before:2026-12-01',
  ],
  [
    threadsReviewed(DAY, {}, { by: 'person_1', has: 'flag' }),
    'review.by:person_1 review.has:flag review.after:2026-11-30 review.before:2026-12-01',
  ],
])('%s asks for what was counted', (path, query) => {
  expect(queryOf(path)).toBe(query)
  expect(parseQuery(query).problems).toEqual([])
})

test('all threads there are need no query', () => {
  expect(threadsBegun(undefined)).toBe('/threads')
})

test('what the language cannot say has no link', () => {
  expect(threadsOfRuns(DAY, { model: 'the "best" one' })).toBeUndefined()
  expect(threadsOfRuns(DAY, { model: '' })).toBeUndefined()
  expect(threadsOfRuns(DAY, {}, { status: 'sleeping' })).toBeUndefined()
})
