import { describe, expect, test } from 'vitest'

import {
  clausesOf,
  wantedText,
  withOne,
  withValue,
  withoutMeaning,
  wordsOnly,
} from './query-filters.ts'

describe('a value takes the place of those of its operator', () => {
  test.each<[string, string, string]>([
    ['', 'failed', 'status:failed'],
    ['refund', 'failed', 'refund status:failed'],
    ['status:expired refund', 'failed', 'refund status:failed'],
    ['status:expired OR status:completed refund', 'failed', 'refund status:failed'],
    ['-status:expired', 'failed', '-status:expired status:failed'],
    ['status:expired refund', '', 'refund'],
    ['"late parcel', 'failed', '"late parcel" status:failed'],
  ])('%j with %j', (query, value, expected) => {
    expect(withValue(query, 'status', value)).toBe(expected)
  })

  test('in quotes where it has blanks, and not where it cannot be written', () => {
    expect(withValue('', 'assistant', 'Travel desk')).toBe('assistant:"Travel desk"')
    expect(withValue('', 'assistant', 'a "b')).toBeUndefined()
  })
})

test('a value is wanted beside others, and no longer', () => {
  const both = withOne('refund has:image', 'has', { value: 'tool', isWanted: true })
  expect(both).toBe('refund has:image has:tool')
  expect(withOne(both ?? '', 'has', { value: 'image', isWanted: false })).toBe('refund has:tool')
  expect(withOne('-has:image', 'has', { value: 'image', isWanted: true })).toBe('has:image')
})

test('what the query says is known, in capitals or not', () => {
  expect(clausesOf('HAS:Image -has:tool x', 'has', 'image').wanted).toHaveLength(1)
  expect(clausesOf('HAS:Image -has:tool x', 'has', 'tool').unwanted).toHaveLength(1)
  expect(clausesOf('status:failed', 'has').wanted).toEqual([])
})

test('what is left without all that narrows are the words', () => {
  expect(wordsOnly('late status:failed OR status:expired -has:image "my parcel" meta.a:b')).toBe(
    'late "my parcel"',
  )
})

test.each([
  ['status:failed status:expired', 'failed and expired'],
  ['status:failed OR status:expired', 'failed or expired'],
  [
    'status:failed OR status:expired x -status:queued status:completed',
    'failed or expired and completed',
  ],
])('%j wants %j', (query, text) => {
  expect(wantedText(query, 'status', (value) => value)).toBe(text)
})

test('what is said twice is taken off as one', () => {
  const query = 'role:user  "a  b" role:user -role:user ROLE:user'
  const [first] = clausesOf(query, 'role').wanted
  expect(first && withoutMeaning(query, first)).toBe('"a  b" -role:user')
})
