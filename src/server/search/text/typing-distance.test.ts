import { expect, test } from 'vitest'

import { typingDistance } from './typing-distance.ts'

test.each([
  ['reciept', 'receipt', 1],
  ['reciept', 'recent', 2],
  ['recieve', 'receive', 1],
  ['refnud', 'refund', 1],
  ['refund', 'refund', 0],
  ['refunds', 'refund', 1],
  ['card', 'cbrd', 1],
  ['abcd', 'badc', 2],
  ['parcel', 'ticket', 3],
  ['a', 'abcdef', 3],
  ['', 'ab', 2],
])('from %s to %s it is %i', (one, other, slips) => {
  expect(typingDistance(one, other, 2)).toBe(slips)
  expect(typingDistance(other, one, 2)).toBe(slips)
})
