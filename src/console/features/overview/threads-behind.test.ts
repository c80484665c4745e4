import { expect, test } from 'vitest'

import { searchIn } from '#console/paths.ts'
import { parseQuery } from '#contract/search-language.ts'

import { threadsBehind, threadsFailed, threadsOfRuns } from './threads-behind.ts'

const queryOf = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : searchIn(new URL(path, 'http://clew').searchParams)?.query

test.each([
  [{ from: '2026-11-30', to: '2026-11-30' }, {}, 'after:2026-11-30 before:2026-12-01'],
  [
    { from: '2026-11-01', to: '2026-12-31' },
    { assistant: 'asst_1' },
    'assistant:asst_1 after:2026-11-01 before:2027-01-01',
  ],
  [undefined, { assistant: 'asst_1' }, 'assistant:asst_1'],
] as const)('what was written in %j of %j', (days, whose, query) => {
  const asked = queryOf(threadsBehind(days, whose))
  expect(asked).toBe(query)
  expect(parseQuery(query).problems).toEqual([])
})

test.each([
  [
    {},
    ['gpt-4o', 'my model'],
    'model:gpt-4o OR model:"my model" after:2026-11-30 before:2026-12-01',
  ],
  [{ model: 'o3' }, ['gpt-4o'], 'model:o3 after:2026-11-30 before:2026-12-01'],
  [{ assistant: 'asst_1' }, ['o3'], 'assistant:asst_1 model:o3 after:2026-11-30 before:2026-12-01'],
])('what runs wrote of %j', (whose, models, query) => {
  const asked = queryOf(threadsOfRuns({ from: '2026-11-30', to: '2026-11-30' }, whose, models))
  expect(asked).toBe(query)
  expect(parseQuery(query).problems).toEqual([])
})

test('all threads there are need no query', () => {
  expect(threadsBehind(undefined)).toBe('/threads')
})

test('what the language cannot say has no link', () => {
  expect(threadsBehind(undefined, { model: 'o3' })).toBeUndefined()
  expect(threadsOfRuns(undefined, { model: 'the "best" one' }, [])).toBeUndefined()
  expect(threadsOfRuns(undefined, {}, ['o3', 'the "best" one'])).toBeUndefined()
  expect(threadsOfRuns(undefined, {}, [])).toBeUndefined()
  const many = Array.from({ length: 41 }, (_, at) => `model-${at}`)
  expect(threadsOfRuns(undefined, {}, many)).toBeUndefined()
  expect(threadsFailed({ assistant: 'asst_1' })).toBeUndefined()
  expect(queryOf(threadsFailed())).toBe('has:error')
})
