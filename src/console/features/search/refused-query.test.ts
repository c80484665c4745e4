import { expect, test } from 'vitest'

import { ApiFailure } from '#console/api/failure.ts'
import { INVALID_QUERY, queryRefusal } from '#contract/query-refusal.ts'

import { refusedQuery } from './refused-query.ts'

const refusal = (message: string, code = INVALID_QUERY) =>
  new ApiFailure(message, { kind: 'refused', status: 400, code, param: 'query' })

test('what cannot be read is known without asking', () => {
  expect(refusedQuery('card status:x')?.problem).toMatchObject({ start: 5, end: 13 })
  expect(refusedQuery('card')).toBeUndefined()
})

test('what the server refuses is told at its place, in its words', () => {
  const message = "Invalid 'query' at character 6 (###): There is no word in this to look for."
  expect(refusedQuery('card ### x', refusal(message))?.problem).toEqual({
    start: 5,
    end: 8,
    message: 'There is no word in this to look for.',
  })
  const named = { start: 5, end: 28, message: 'More than 20 assistants are called so.' }
  const query = 'card assistant:"Travel desk"'
  expect(refusedQuery(query, refusal(queryRefusal(query, named)))?.problem).toEqual(named)
  const nowhere = refusal("Invalid 'query': there is nothing to look for.")
  expect(refusedQuery('x', nowhere)?.problem.message).toBe('there is nothing to look for.')
})

test('another failure says nothing of the query', () => {
  expect(refusedQuery('card', refusal('Too many requests', 'rate_limit'))).toBeUndefined()
  expect(refusedQuery('card', new Error('x'))).toBeUndefined()
})
