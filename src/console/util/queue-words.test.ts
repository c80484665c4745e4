import { expect, test } from 'vitest'

import type { Queue } from '#contract/queue.ts'

import { agreementWord, doneOf, extentText, queryText } from './queue-words.ts'

const queue = (fields: Partial<Queue> = {}): Queue => ({
  id: 'queue_a',
  object: 'queue',
  name: 'Refunds',
  query: 'refund card',
  time_zone: 'UTC',
  metadata: {},
  sample: { size: 40, seed: '7', by: null },
  of: 86,
  criteria: [],
  people: [],
  second_reading: 0,
  person: { id: 'person_a', name: 'Maya Kahn', initials: 'MK' },
  state: 'open',
  problem: null,
  counts: {
    items: 40,
    readings: 48,
    judged: 17,
    skipped: 2,
    gone: 1,
    sealed: 0,
    pass: 11,
    needs_work: 4,
    fail: 2,
  },
  created_at: 0,
  ...fields,
})

test('it is said how much of what matched is in a queue', () => {
  expect(extentText(queue())).toBe('40 of 86 threads, sample seed 7')
  expect(extentText(queue({ sample: { size: 40, seed: '7', by: 'month' } }))).toBe(
    '40 of 86 threads, in proportion by month, sample seed 7',
  )
  expect(extentText(queue({ sample: null }))).toBe('40 threads')
  expect(extentText(queue({ state: 'filling', of: 3 }))).toBe('3 threads found so far')
})

test('what it was found by has its metadata', () => {
  expect(queryText(queue({ metadata: { team: 'emea' } }))).toBe('refund card team = emea')
  expect(queryText(queue({ query: null }))).toBe('')
})

test('what is gone is not to be done', () => {
  expect(doneOf(queue())).toEqual({ done: 19, all: 47 })
})

test.each([
  [-0.1, 'less than by chance'],
  [0.2, 'slight'],
  [0.4, 'fair'],
  [0.6, 'moderate'],
  [0.71, 'substantial'],
  [0.9, 'almost perfect'],
])('κ of %d is %s', (kappa, word) => {
  expect(agreementWord(kappa)).toBe(word)
})
