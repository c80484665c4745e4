import { expect, test } from 'vitest'

import { searchIn } from '#console/paths.ts'
import { parseQuery } from '#contract/search-language.ts'

import { threadsBehind, threadsFailed } from './threads-behind.ts'

const queryOf = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : searchIn(new URL(path, 'http://clew').searchParams)?.query

test.each([
  [{ from: '2026-11-30', to: '2026-11-30' }, {}, 'after:2026-11-30 before:2026-12-01'],
  [
    { from: '2026-11-01', to: '2026-12-31' },
    { assistant: 'asst_1', model: 'gpt-4o' },
    'assistant:asst_1 model:gpt-4o after:2026-11-01 before:2027-01-01',
  ],
  [undefined, { assistant: 'asst_1' }, 'assistant:asst_1'],
  [undefined, { model: 'my model' }, 'model:"my model"'],
] as const)('%j of %j', (days, whose, query) => {
  const asked = queryOf(threadsBehind(days, whose))
  expect(asked).toBe(query)
  expect(parseQuery(query).problems).toEqual([])
})

test('all threads there are need no query', () => {
  expect(threadsBehind(undefined)).toBe('/threads')
})

test('what the language cannot say has no link', () => {
  expect(threadsBehind(undefined, { model: 'the "best" one' })).toBeUndefined()
  expect(threadsFailed({ assistant: 'asst_1' })).toBeUndefined()
  expect(queryOf(threadsFailed())).toBe('has:error')
})
