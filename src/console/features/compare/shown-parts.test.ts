import fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Piece } from './marks.ts'
import { shownParts } from './shown-parts.ts'

const NOTHING = new Map<number, number>()

const somePieces = fc.array(
  fc.record({
    of: fc.constantFrom('both' as const, 'left' as const, 'right' as const),
    text: fc
      .tuple(fc.constantFrom('word ', 'x', '👩‍💻\n', '退'), fc.nat(3000))
      .map(([text, times]) => text.repeat(times)),
  }),
  { maxLength: 5 },
)

test('what is shown and what is left out are all of it, and changes begin where they did', () => {
  fc.assert(
    fc.property(somePieces, fc.nat(30_000), (pieces: Piece[], asked) => {
      const parts = shownParts(pieces, new Map([[0, asked]]))
      for (const [at, { text }] of pieces.entries()) {
        const ofPiece = parts.filter((part) => part.at === at)
        const length = (part: (typeof parts)[number]) => part.hidden ?? part.text.length
        expect(ofPiece.reduce((sum, part) => sum + length(part), 0)).toBe(text.length)
      }
    }),
    { numRuns: 50 },
  )
})

test('of a long text with one change its surroundings are shown', () => {
  const both = 'word '.repeat(4000)
  const parts = shownParts(
    [
      { of: 'both', text: both },
      { of: 'left', text: 'five' },
      { of: 'both', text: both },
    ],
    NOTHING,
  )
  expect(parts.map((part) => part.hidden ?? part.text.length)).toEqual([
    19_700, 300, 4, 300, 19_700,
  ])
})

test('more of it is shown when it is asked for, to the end', () => {
  const pieces: Piece[] = [{ of: 'both', text: 'x'.repeat(30_000) }]
  const shown = (more: number) =>
    shownParts(pieces, new Map([[0, more]])).map(({ hidden }) => hidden)
  expect(shown(0)).toEqual([undefined, 28_500])
  expect(shown(20_000)).toEqual([undefined, 8500])
  expect(shown(40_000)).toEqual([undefined])
})
