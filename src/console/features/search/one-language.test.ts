import { expect, test } from 'vitest'

import { withPairsInQuery } from './one-language.ts'

const list = { order: 'oldest', metadata: { lang: 'en' } } as const
const search = { query: 'refund', order: 'relevance' } as const

test('a pair that is added stands in the query; what stood beside it stays', () => {
  const to = { order: 'oldest', metadata: { lang: 'en', desk: '4' } } as const
  expect(withPairsInQuery(to, list, search)).toEqual({
    filters: list,
    search: { query: 'refund meta.desk:4', order: 'relevance' },
  })
  expect(withPairsInQuery(to, list, undefined).search?.query).toBe('meta.desk:4')
})

test('a pair that the language cannot write stays beside the query', () => {
  const to = { order: 'oldest', metadata: { lang: 'en', note: 'one\ntwo' } } as const
  expect(withPairsInQuery(to, list, search)).toEqual({ filters: to, search })
})

test('with all that narrows the list its query goes, and the words of a search stay', () => {
  const none = { order: 'oldest', metadata: {} } as const
  const narrowed = { ...list, query: 'role:user' }
  const by = { query: 'role:user', order: 'newest' } as const
  expect(withPairsInQuery(none, narrowed, by)).toEqual({ filters: none, search: undefined })
  expect(withPairsInQuery(none, list, search)).toEqual({ filters: none, search })
  const ordered = { ...narrowed, order: 'newest' } as const
  expect(withPairsInQuery(ordered, narrowed, by).search).toEqual(by)
})
