import { describe, expect, it } from 'vitest'

import { shownBlocks, shownNode } from '#testing/shown-blocks.ts'

import { EMPTY_DOCUMENT, blocksOf } from './split-document.ts'
import { advance } from './split.ts'

/** What is no formula, and stands as it is written. */
const TEXTS = [
  'Price range: $$ - $$$. Another: $$–$$$.',
  'Save $$ on shipping! Earn $$$ daily! Get $$!',
  'He paid $$ and $$ again',
  'Bistro ($$) and Grill ($$)',
  'Bistro, $$, Grill, $$.',
  'Bistro: $$\nGrill: $$',
  'Bistro ($$)\nGrill ($$)',
  'cheap $ - $$, $$ = moderate, $$ = the same',
  'AS $$ BEGIN RETURN 1; END; $$ LANGUAGE',
  'AS $$ BEGIN x := x + 1; END; $$ LANGUAGE',
  '$$HOME and $$PATH',
  '$$HOME:$$PATH',
  '$$ on shipping\nand more $$',
]

const CASES: [string, string[]][] = [
  ...TEXTS.map((text): [string, string[]] => [text, [`paragraph(text<${text}>)`]]),
  [
    'PID is $$ in bash: `echo $$`; x',
    ['paragraph(text<PID is $$ in bash: > inlineCode<echo $$> text<; x>)'],
  ],
  [
    '| A | P |\n|---|---|\n| Bistro | $$ |\n| Grill | $$$ |\n| Diner | $ – $$ |',
    [
      'table(tableRow(tableCell(text<A>) tableCell(text<P>)) tableRow(tableCell(text<Bistro>) tableCell(text<$$>)) tableRow(tableCell(text<Grill>) tableCell(text<$$$>)) tableRow(tableCell(text<Diner>) tableCell(text<$ – $$>)))',
    ],
  ],
  [
    '| <$9 | $$ |\n|---|---|\n| + | $$ |',
    [
      'table(tableRow(tableCell(text<<$9>) tableCell(text<$$>)) tableRow(tableCell(text<+>) tableCell(text<$$>)))',
    ],
  ],
  [
    'He paid $$ and $$ again $$\n- bill $$\n- c',
    [
      'paragraph(text<He paid $$ and $$ again $$>)',
      'list(listItem(paragraph(text<bill $$>)) listItem(paragraph(text<c>)))',
    ],
  ],
  // What is one.
  [
    'so $$x$$ and $$-x$$.',
    ['paragraph(text<so > inlineMath<x> text< and > inlineMath<-x> text<.>)'],
  ],
  ['so $$ 5 + 5 = 10 $$ is', ['paragraph(text<so > inlineMath<5 + 5 = 10> text< is>)']],
  ['so $$ 7 - 2 $$ is', ['paragraph(text<so > inlineMath<7 - 2> text< is>)']],
  ['so $$ f(x) $$ is', ['paragraph(text<so > inlineMath<f(x)> text< is>)']],
  ['so $$ \\infty $$ is', ['paragraph(text<so > inlineMath<\\infty> text< is>)']],
  ['so $$∞$$ is', ['paragraph(text<so > inlineMath<∞> text< is>)']],
  ['so $$[0, 1)$$ is', ['paragraph(text<so > inlineMath<[0, 1)> text< is>)']],
  ['for $$ then $$x$$ is', ['paragraph(text<for $$ then > inlineMath<x> text< is>)']],
  ['so $$\nProfit\n$$ is', ['paragraph(text<so > inlineMath<Profit> text< is>)']],
]

describe('two dollars within a line', () => {
  it.each(CASES)('%j', (text, expected) => expect(shownBlocks(text)).toEqual(expected))

  it.each(CASES)('%j means the same at every length while it is written', (text) => {
    for (const before of ['', 'Before.\n\n', '> ']) {
      const whole = `${before}${text}\n\nmore`
      let document = EMPTY_DOCUMENT
      for (let end = 1; end <= whole.length; end += 1) {
        document = advance(document, whole.slice(0, end))
        expect(blocksOf(document).map(shownNode)).toEqual(shownBlocks(whole.slice(0, end)))
      }
    }
  })
})
