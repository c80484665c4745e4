import { expect, test } from 'vitest'

import { type FindStand, toldOf } from './find-told.ts'

const STAND: FindStand = {
  words: 'fund',
  count: 3,
  isCapped: false,
  at: 1,
  isOpening: false,
  isUndrawn: false,
  state: 'whole',
  read: 12,
}
const told = (stand: Partial<FindStand>) => {
  const { main, beside, trouble } = toldOf({ ...STAND, ...stand })
  return `${main}${beside}${trouble}`
}

test.each<[string, Partial<FindStand>]>([
  ['', { words: ' ' }],
  ['2 of 3', {}],
  ['2 of 3+…', { isCapped: true, state: 'reading' }],
  ['2 of 3, in the Markdown', { isUndrawn: true }],
  ['Opening the text…', { isOpening: true, isUndrawn: true }],
  ['12 read…', { count: 0, state: 'reading' }],
  ['Not found', { count: 0 }],
  ['Not found, not all read', { count: 0, state: 'failed' }],
  ['2 of 3, in the Markdown, not all read', { isUndrawn: true, state: 'failed' }],
  // Nothing was read that could have them.
  ['Could not look', { count: 0, read: 0, state: 'failed' }],
  ['', { words: '', count: 0, read: 0, state: 'failed' }],
])('it says %j', (words, stand) => {
  expect(told(stand)).toBe(words)
})
