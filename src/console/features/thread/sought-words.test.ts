import { expect, test } from 'vitest'

import { soughtWords } from './sought-words.ts'

test.each([
  ['refund card', 'refund card'],
  ['refund "5 to 7" role:assistant', 'refund "5 to 7"'],
  ['"five to seven" -working role:user', '"five to seven" -working'],
  ['Refund* OR 退款', 'Refund* OR 退款'],
  ['refund refund', 'refund'],
  ['zyrp role:user OR wiki', 'zyrp'],
  ['-foo role:user OR wiki', '-foo wiki'],
  ['role:user', ''],
  ['role:user -refund', ''],
  ['status:', ''],
])('a match of %s is opened with: %s', (query, words) => {
  expect(soughtWords(query)).toBe(words)
})
