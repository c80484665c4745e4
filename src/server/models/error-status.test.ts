import { expect, test } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'

import { statusOf } from './error-status.ts'

test.each([
  ['429', 'x', 429],
  ['rate_limit_exceeded', 'x', 429],
  ['-1 error', 'The model is overloaded.', 503],
  ['', 'Too many requests', 429],
  ['0', 'Wrong prompt', undefined],
  ['bad_prompt', 'Too many requests', undefined],
])('the code %j with the words %j is told as %s', (code, message, status) => {
  expect(statusOf({ code, message })).toBe(status)
})

test.each(['1', 'error', '1 ', '-1error'])(
  'a code of many %j costs no more than its length',
  (unit) => {
    expect(growthOf(unit, (code) => statusOf({ code: `${code}!`, message: '' }))).toBeLessThan(
      SQUARE,
    )
  },
)
