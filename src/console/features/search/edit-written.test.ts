import { expect, test } from 'vitest'

import { editWritten, withoutDeleted } from './edit-written.ts'
import { withOne, withValue, wordsOnly } from './query-filters.ts'
import { withPair } from './query-text.ts'

const tool = (query: string) => withOne(query, 'has', { value: 'tool', isWanted: true }) ?? query
const noTool = (query: string) => withOne(query, 'has', { value: 'tool', isWanted: false }) ?? query

test.each([
  ['refund', 'refund has:tool'],
  ['refund role:user "five to', 'refund role:user has:tool "five to'],
  ['refund "five to ', 'refund has:tool "five to '],
  ['"five to', 'has:tool "five to'],
  ['refund -"five to', 'refund has:tool -"five to'],
  ['refund assistant:"Trav', 'refund has:tool assistant:"Trav'],
  ['refund status:', 'refund has:tool status:'],
  ['role:bot refund', 'has:tool role:bot refund'],
  ['refund AND', 'refund has:tool AND'],
  // What OR joins stays joined.
  ['late refund OR', 'late has:tool refund OR'],
  ['late refund OR role:', 'late has:tool refund OR role:'],
  ['late refund OR "five', 'late has:tool refund OR "five'],
])('a condition put into %j makes it %j', (text, expected) => {
  expect(editWritten(text, tool)).toBe(expected)
})

test.each([
  ['refund has:tool "five to', 'refund "five to'],
  ['has:tool "five to', '"five to'],
  ['refund "five to', 'refund "five to'],
  ['role:bot has:tool refund', 'role:bot refund'],
])('a condition taken out of %j leaves %j', (text, expected) => {
  expect(editWritten(text, noTool)).toBe(expected)
})

test('other changes leave what is not finished as well', () => {
  expect(
    editWritten('a status:expired "b', (query) => withValue(query, 'status', '') ?? query),
  ).toBe('a "b')
  expect(editWritten('a "b', (query) => withPair(query, 'desk', '4') ?? query)).toBe(
    'a meta.desk:4 "b',
  )
  expect(editWritten('a role:user "b', wordsOnly)).toBe('a "b')
})

test('a condition that was deleted by hand is none of the query any more', () => {
  expect(withoutDeleted('refund role:user has:tool', 'refund ROLE:user "five')).toBe(
    'refund role:user',
  )
  expect(withoutDeleted('refund', '"five')).toBe('refund')
})
