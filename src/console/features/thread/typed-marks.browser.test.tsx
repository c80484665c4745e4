import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { TypedText } from '#console/markdown/TypedText.tsx'
import { buildMessage } from '#testing/builders.ts'
import { message, row, showList } from '#testing/message-list.tsx'
import { render } from '#testing/render.tsx'

import { rangeOf } from './find-place.ts'
import { findsIn } from './finds.ts'
import { KeptRanges } from './highlights.ts'
import { readMessage } from './message-reading.ts'
import { readPlacesIn } from './read-places.ts'
import { readingsOf } from './readings.ts'
import { rowsOf } from './rows.ts'
import { wantedIn } from './wanted.ts'

const LINK = 'https://zexample.org/q'
const LINES = Array.from({ length: 90 }, (_, at) => `line ${at}`).join('\n')
/** What was typed, what is looked for in it, and what is marked. */
const TYPED: readonly (readonly [text: string, words: string, marks: string[]])[] = [
  [`ポリシーと[返品規約](${LINK})をご覧`, 'ポリシーと返品規約', ['ポリシーと[返品規約']],
  [`see [quokka](${LINK}) page`, 'see quokka page', [`see [quokka](${LINK}) page`]],
  [`Look at [wombat](${LINK})s, wombats`, 'wombats', ['wombats', `wombat](${LINK})s`]],
  ['**返金**ポリシーとご**返金**は', '返金', ['返金', '返金']],
  ['**返金**ポリシーとご**返金**は', 'ご返金', ['ご**返金']],
  // Long texts are drawn in parts, and code by itself.
  [`${LINES}\nThe **wom**bats`, 'wombats', ['wom**bats']],
  [`**a\n${LINES.slice(0, 290)}\nb**c`, 'bc', ['b**c']],
  [
    '```\nwom**b**ats\n```\nand *wom*bats\n```py\nx\n```\nwom~~bats~~',
    'wombats',
    ['wom*bats', 'wom~~bats'],
  ],
]

test.each(TYPED.map((form, at) => [...form, 2 * at] as const))(
  'of what was typed, %j, the stretch that has %j is marked',
  async (text, words, marks, index) => {
    const messages = [message(index, { text })]
    await showList(messages, { hasOlder: false })
    const rows = rowsOf({ messages, runs: [], streamingIds: [], hasOlder: false, hasNewer: false })
    const wanted = wantedIn(words)
    const beside = {
      stepsOf: () => undefined,
      assistantOf: () => undefined,
      fileOf: () => undefined,
    }
    const { finds, level } = findsIn(readingsOf(rows, { ...beside, drawsFormulas: true }), wanted)
    expect(row(index)).not.toBeNull()
    expect(finds.map((find) => String(rangeOf(find, { wanted, level })))).toEqual(marks)
  },
)

test('in a refusal, too', async () => {
  const refusal = 'No [bird](https://x.example)s'
  const refused = message(101, { content: [{ type: 'refusal', refusal }] })
  await showList([refused], { hasOlder: false })
  const wanted = wantedIn('birds')
  const find = { rowId: refused.id, isUndrawn: true, nth: 0, isExact: true }
  expect(String(rangeOf(find, { wanted, level: 'all' }))).toBe('bird](https://x.example)s')
})

const PIECE = fc.constantFrom(
  'ab',
  'b',
  '返金',
  '返',
  '바람',
  ' ',
  '\n',
  '\n\n',
  '。',
  '**',
  '*',
  '~~',
  '`',
  '_',
  '"',
  '[ab](https://b.example/b)',
  '[返](u "b")',
  '![b](https://b.example/i)',
  '[b][ab]',
  ' https://ab.example ',
  '\n# ',
  '\n- ',
  '\n| ',
  '\n```\n',
  '&amp;',
  '\\*',
  '【4:0†b】',
  LINES.slice(0, 200),
)
const TEXT = fc.array(PIECE, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join(''))

test('each place that is counted in what was typed is marked where it stands', async () => {
  await fc.assert(
    fc.asyncProperty(
      TEXT,
      fc.constantFrom('ab', 'abb', 'b', '返', '返金', '返b', 'ab返金'),
      async (text, words) => {
        const read = readMessage(buildMessage({ role: 'user', text }), true)
        const wanted = wantedIn(words)
        const { spans, acrossMarks } = readPlacesIn(read, wanted, 'all')
        const { container, unmount } = await render(<TypedText text={text} annotations={[]} />)
        const { drawn, undrawn } = new KeptRanges().find(container, { wanted, level: 'all' })
        const marked = undrawn.map(String)
        const count = drawn.length
        unmount()
        expect({ count, marked }, JSON.stringify(text)).toEqual({
          count: spans.length,
          marked: acrossMarks.map(({ start, end }) => text.slice(start, end)),
        })
      },
    ),
    { numRuns: 150 },
  )
})
