import fc from 'fast-check'
import { expect, test } from 'vitest'

import { anyText } from '#testing/any-text.ts'

import { cutLine } from './cut-line.ts'

const FAMILY = '👨‍👩‍👧‍👦'

test.each([
  ['a family', FAMILY],
  ['a flag', '🇩🇪'],
  ['a tone of skin', '👍🏽'],
  ['a letter with its mark', 'e\u0301'],
  ['a syllable', 'क्षि'],
])('%s is kept whole or left out', (_, sign) => {
  const size = Array.from(sign).length
  for (let room = 0; room < size; room += 1) expect(cutLine(`ab${sign}c`, 2 + room)).toBe('ab')
  expect(cutLine(`ab${sign}c`, 2 + size)).toBe(`ab${sign}`)
  expect(cutLine(`ab${sign}`, 2 + size)).toBe(`ab${sign}`)
})

test('it is a start of the line, of so many code points at most and hardly fewer', () => {
  fc.assert(
    fc.property(anyText(), fc.nat(40), (line, characters) => {
      const cut = cutLine(line, characters)
      expect(line.startsWith(cut)).toBe(true)
      expect(Array.from(cut).length).toBeLessThanOrEqual(characters)
      if (/^[ -~]*$/.test(line)) expect(cut).toBe(line.slice(0, characters).trimEnd())
    }),
  )
})

test('of a letter under very many marks only what stands near the cut is looked at', () => {
  // More than a character of readers has: it is cut by the length that is looked back.
  expect(cutLine(`ab${'\u0301'.repeat(100_000)}`, 90_000)).toHaveLength(90_000 - 64)
})
