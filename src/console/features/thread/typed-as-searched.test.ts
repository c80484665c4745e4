import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { BETWEEN, phraseOf } from '#contract/words.ts'
import { plainMarkdown } from '#server/search/text/plain-markdown.ts'
import { termsOf } from '#server/search/text/words.ts'
import { buildMessage } from '#testing/builders.ts'

import { findFrom, findsIn } from './finds.ts'
import { readMessage } from './message-reading.ts'
import { readPlacesIn } from './read-places.ts'
import type { Reading } from './readings.ts'
import { wantedIn } from './wanted.ts'

const readingOf = (text: string, role: 'user' | 'assistant' = 'user'): Reading => {
  const message = buildMessage({ role, text })
  return { rowId: message.id, near: message.id, text: () => readMessage(message, false) }
}
const isIndexed = (text: string, words: string): boolean =>
  ` ${termsOf(text)} `.includes(` ${phraseOf(words).join(' ')} `)

/** How often something is found in what was typed, and the stretch of the first place. */
const TYPED: readonly (readonly [text: string, words: string, count: number, first: string])[] = [
  [
    'ポリシーと[返品規約](https://example.com/return)をご覧ください',
    'ポリシーと返品規約',
    1,
    'ポリシーと[返品規約',
  ],
  [
    'please see [quokka](https://example.com/q) page',
    '"see quokka page"',
    1,
    'see [quokka](https://example.com/q) page',
  ],
  [
    'Look at [wombat](https://example.com/w)s here',
    'wombats',
    1,
    'wombat](https://example.com/w)s',
  ],
  ['`wom`bats and [a]**(b)**', 'wombats', 1, 'wom`bats'],
  ['# The ~~wom~~bats', 'wombats', 1, 'wom~~bats'],
  ['| **wom**bats | x |\n|---|---|', 'wombats', 1, 'wom**bats'],
  ['- one\n- ![zalt](https://x.example/i)wom*bats*', 'wombats', 1, 'wom*bats'],
  ['I said **wom**bats\nand *so* on\n\nwombats', 'wombats', 2, 'wombats'],
  ['see wom【4:0†zbook】bats', 'wombats', 1, 'wom【4:0†zbook】bats'],
  ['call get**User**Name now', '"user name"', 1, 'User**Name'],
  // One place is one, however it is read.
  ['**返金**ポリシー', '返金', 1, '返金'],
  ['고객**바람**요청', '바람', 1, '바람'],
  ['ご**返金**は', '返金', 1, '返金'],
  ['ご**返金**は', 'ご返金', 1, 'ご**返金'],
  ['~~古い~~返金', '返金', 1, '返金'],
  ['《お知らせ**返品。**です》', '返品', 1, '返品'],
  ['**返金**返金と返**金**', '返金', 3, '返金'],
  // What is no Markdown joins nothing.
  ['2*3*4', '234', 0, ''],
  ['`wom**bats**`', 'wombats', 0, ''],
  ['wom\\*bats\\*', 'wombats', 0, ''],
  ['wom~bats and wom~~bats', 'wombats', 0, ''],
  ['```\nwom**b**ats\n```', 'wombats', 0, ''],
  // No phrase goes on from one line to the next that is not beside it.
  ['[one](u)s two\n\nx\n\n[three](u)s four', '"two threes"', 0, ''],
]

test.each(TYPED)('in what was typed, %j, %j is found %i times', (text, words, count, first) => {
  const reading = readingOf(text)
  const { finds, level } = findsIn([reading], wantedIn(words), false)
  expect(finds).toHaveLength(count)
  const { spans, acrossMarks } = readPlacesIn(reading.text(), wantedIn(words), level)
  const [place] = [...spans, ...acrossMarks]
  expect(place ? text.slice(place.start, place.end) : '').toBe(first)
  expect(isIndexed(text, words)).toBe(count > 0)
})

test('of two messages of the same text the one that a search led to has the place', () => {
  const text = 'ポリシーと[返品規約](https://example.com/return)をご覧ください'
  const readings = [readingOf(text), readingOf(text, 'assistant')]
  const { finds } = findsIn(readings, wantedIn('ポリシーと返品規約'))
  expect(finds).toHaveLength(2)
  expect(findFrom(finds, readings, readings[0]?.rowId, true)).toMatchObject({
    rowId: readings[0]?.rowId,
    isUndrawn: true,
  })
})

test('a refusal stands as it was written, too', () => {
  const message = buildMessage({
    role: 'assistant',
    content: [
      { type: 'refusal', refusal: 'No **wom**bats' },
      { type: 'refusal', refusal: 'No [bird](https://x.example)s' },
    ],
  })
  const { spans, acrossMarks } = readPlacesIn(
    readMessage(message, false),
    wantedIn('wombats birds'),
    'all',
  )
  const drawn = 'No **wom**bats\n\nNo [bird](https://x.example)s'
  expect(spans).toEqual([])
  expect(acrossMarks.map(({ start, end }) => drawn.slice(start, end))).toEqual([
    'wom**bats',
    'bird](https://x.example)s',
  ])
})

const WORD = fc.constantFrom('ab', 'b', 'Xy', '返金', '返', '바람', 'ปลา', 'שלום', 'ё', '3', 'é1')
const PIECE = fc.oneof(
  { weight: 6, arbitrary: WORD },
  { weight: 2, arbitrary: fc.constantFrom(' ', '\n', '\n\n', '。', ', ') },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom('**', '*', '_', '***', '~~', '`', '``', '~', '"', '【4:0†b】', '$'),
        WORD,
        fc.boolean(),
      )
      .map(([mark, word, isClosed]) => mark + word + (isClosed ? mark : '')),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          ['[', '](https://b.example/b)'],
          ['[', '](u "b")'],
          ['![', '](https://b.example/i)'],
          ['[', '][b]'],
          ['[', ']'],
          ['<https://x.example/', '>'],
        ),
        WORD,
      )
      .map(([[before, after], word]) => `${before}${word}${after}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '\n# ',
      '\n- ',
      '\n1. ',
      '\n> ',
      '\n| ',
      ' | ',
      '\n```\n',
      '\n\n[b]: https://b.example/b\n',
      '&amp;',
      '\\*',
      '\\[',
      '<b>',
      '\n***\n',
      BETWEEN,
    ),
  },
)
const TEXT = fc.array(PIECE, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join(''))
const CUT = fc.tuple(fc.nat(), fc.nat(), fc.boolean())

test('whatever the index finds in what was typed has a place, and no place is told twice', () => {
  fc.assert(
    fc.property(TEXT, CUT, (text, [from, length, isWritten]) => {
      const words = isWritten ? text : plainMarkdown(text)
      const start = from % Math.max(1, words.length)
      const cut = words
        .slice(start, start + 1 + (length % 12))
        .replaceAll(/["“”„«»\s]+/g, ' ')
        .trim()
      fc.pre(phraseOf(cut).length > 0 && isIndexed(text, cut))
      const reading = readingOf(text)
      const wanted = wantedIn(`"${cut}"`)
      const { finds, level } = findsIn([reading], wanted, false)
      const { spans, acrossMarks } = readPlacesIn(reading.text(), wanted, level)
      const places = [...spans, ...acrossMarks].toSorted((one, other) => one.start - other.start)
      expect(finds.length, `${JSON.stringify(text)}: ${cut}`).toBeGreaterThan(0)
      expect(finds).toHaveLength(places.length)
      for (const [at, place] of places.entries()) {
        expect(place.end).toBeGreaterThan(place.start)
        expect(place.end).toBeLessThanOrEqual(text.length)
        expect(place.start).toBeGreaterThanOrEqual(places[at - 1]?.end ?? 0)
      }
    }),
    { numRuns: 1000 },
  )
})
