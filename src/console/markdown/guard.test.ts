import { expect, test } from 'vitest'

import { isTooHeavy } from './guard.ts'

test.each<[string, string]>([
  ['addresses without spaces', 'www.a.example,'.repeat(2_000)],
  ['addresses with a protocol', 'https://a.example/b\u5b57,'.repeat(2_000)],
  ['addresses of mail', 'a@b.example,'.repeat(2_000)],
  ['marks', '*a '.repeat(4_000)],
  ['quotes in quotes', '>'.repeat(200)],
])('a line of very many %s is not parsed', (_, text) => {
  expect(isTooHeavy(text)).toBe(true)
})

test.each<[string, string]>([
  ['a thousand addresses', 'https://a.example/b,'.repeat(1_000)],
  ['an address in each of many lines', 'https://a.example/b\n'.repeat(5_000)],
  ['a long line of words', 'word '.repeat(50_000)],
])('%s is parsed', (_, text) => {
  expect(isTooHeavy(text)).toBe(false)
})
