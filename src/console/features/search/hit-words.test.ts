import { expect, test } from 'vitest'

import type { SearchHit } from '#contract/search.ts'

import { matchesText, piecesOf, whereText } from './hit-words.ts'

test('matches are counted, and from ten thousand on it is said that there are more', () => {
  expect(matchesText({ total: 1, more: false })).toBe('1 match')
  expect(matchesText({ total: 0, more: false })).toBe('0 matches')
  expect(matchesText({ total: 1, more: false, threads: 1 })).toBe('1 match')
  expect(matchesText({ total: 5, more: false, threads: 1 })).toBe('5 matches in 1 thread')
  expect(matchesText({ total: 10_000, more: true })).toBe('10,000+ matches')
  expect(matchesText({ total: 0, more: true }, 40)).toBe('40+ matches')
  expect(matchesText({ total: 0, more: true }, 43, true)).toBe('43 matches')
})

test.each([
  ['text', 'user', 'User'],
  ['text', null, 'Message'],
  ['tool', 'assistant', 'Tool call'],
  ['title', null, 'Title'],
  ['file_name', 'user', 'File name · User'],
  ['later_field', null, 'later_field'],
  ['constructor', 'toString', 'constructor · toString'],
])('a match in %s of %s stands in: %s', (field, role, text) => {
  expect(whereText({ field, role } as SearchHit)).toBe(text)
})

test('a snippet is cut at its marks, and keeps its text whatever they are', () => {
  const marks: [number, number][] = [
    [2, 4],
    [3, 6],
    [9, 99],
    [50, 60],
  ]
  const pieces = piecesOf({ text: '0123456789', marks })
  expect(pieces.map(({ text }) => text).join('')).toBe('0123456789')
  expect(pieces.filter(({ isMarked }) => isMarked).map(({ text }) => text)).toEqual([
    '23',
    '45',
    '9',
  ])
})
