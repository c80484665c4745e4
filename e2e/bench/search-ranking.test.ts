import { expect, test } from 'vitest'

import { gradesOf } from './search-ranking.ts'

const graded = { support: { '2': [1], '1': [0] } }

test('a thread has the grade of its line', () => {
  const ids = new Map([['support', ['thread_a', 'thread_b']]])
  expect(gradesOf({ query: 'refund', graded }, ids)).toEqual(
    new Map([
      ['thread_a', 1],
      ['thread_b', 2],
    ]),
  )
})

test('a line without a thread ends the measure', () => {
  const ids = new Map([['support', ['thread_a']]])
  expect(() => gradesOf({ query: 'refund', graded }, ids)).toThrow(
    'refund: line 1 of support is no thread',
  )
})
