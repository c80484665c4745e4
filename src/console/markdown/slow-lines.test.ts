import { expect, test } from 'vitest'

import { slowPieces } from './slow-lines.ts'

test.each<[string, string]>([
  ['one letter under many marks', `a${'\u0301'.repeat(20_000)}`],
  ['words that change their direction', 'a \u05d0 '.repeat(5_000)],
  ['directions that are opened and never closed', '\u202e\u2067a'.repeat(5_000)],
  ['arabic and latin letters by turns', 'b\u0628'.repeat(10_000)],
])('%s are laid out in pieces, of which none is long and nothing is lost', (_, text) => {
  const pieces = slowPieces(text) ?? []
  expect(pieces.join('')).toBe(text)
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(4_000)
})

test('a part of a long paragraph whose directions change is a piece of its own', () => {
  const part = 'a \u05d0 '.repeat(800)
  expect(slowPieces(part)).toEqual([part])
})

test('what has been cut stays so while the text grows', () => {
  const text = 'a \u05d0 '.repeat(5_000)
  const before = slowPieces(text.slice(0, 9_000)) ?? []
  expect(slowPieces(text)?.slice(0, before.length - 1)).toEqual(before.slice(0, -1))
})

test.each<[string, string]>([
  ['long', 'Words of one direction. '.repeat(10_000)],
  ['Hebrew', '\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd. '.repeat(5_000)],
  [
    'Hebrew with a name in each line',
    `${'\u05e9\u05dc\u05d5\u05dd '.repeat(20)}Clew. `.repeat(200),
  ],
  ['Hindi', '\u0928\u092e\u0938\u094d\u0924\u0947 '.repeat(5_000)],
  ['short', `a${'\u0301'.repeat(3_000)}`],
])('a text that is %s stays as it is', (_, text) => {
  expect(slowPieces(text)).toBeUndefined()
})
