import { expect, test } from 'vitest'

import { bytesText, countText } from './number.ts'

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [9999, '10.0 kB'],
  [10_000, '10 kB'],
  [184_320, '184 kB'],
  [999_600, '1.0 MB'],
  [536_870_912, '537 MB'],
  [5e12, '5,000 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})

test('one is singular, none and many are not', () => {
  expect(countText(1, 'message')).toBe('1 message')
  expect(countText(0, 'message')).toBe('0 messages')
  expect(countText(2, 'reply', 'replies')).toBe('2 replies')
})
