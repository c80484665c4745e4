import { describe, expect, it } from 'vitest'

import { shownBlocks, shownNode } from '#testing/shown-blocks.ts'

import { parseMarkdown } from './parse.ts'
import { EMPTY_DOCUMENT, blocksOf } from './split-document.ts'
import { advance } from './split.ts'

const CASES: [string, string[]][] = [
  [
    'Thus $$\nx = 1\n$$ and so\n$$\ny = 2\n$$\nend',
    [
      'paragraph(text<Thus > inlineMath<x = 1> text< and so>)',
      'math<y = 2>',
      'paragraph(text<end>)',
    ],
  ],
  [
    'Thus $$\nx = 1\n$$\nand so $$\ny = 2\n$$\nend',
    ['paragraph(text<Thus > inlineMath<x = 1> text<\nand so > inlineMath<y = 2> text<\nend>)'],
  ],
  [
    'so $$\n\\begin{aligned}\na &= b\n\\end{aligned}\n$$\n\nThen',
    [
      'paragraph(text<so > inlineMath<\\begin{aligned}\na &= b\n\\end{aligned}>)',
      'paragraph(text<Then>)',
    ],
  ],
  ['a\nso $$\nx\n$$\n$$\ny\n$$', ['paragraph(text<a\nso > inlineMath<x>)', 'math<y>']],
  ['so $$x$$ and $$\ny\n$$', ['paragraph(text<so > inlineMath<x> text< and > inlineMath<y>)']],
  ['so $$x = 1\n$$\n\n$$\ny\n$$', ['paragraph(text<so > inlineMath<x = 1\n>)', 'math<y>']],
  [
    'so $$ x\n$$\nthen $$ y $$ z',
    ['paragraph(text<so > inlineMath<x> text<\nthen > inlineMath<y> text< z>)'],
  ],
  [
    'so $$\nx = 1\n- y\n= z\n# 3\n$$\nend',
    ['paragraph(text<so > inlineMath<x = 1\n- y\n= z\n# 3> text<\nend>)'],
  ],
  ['so $$\n> 1\n$$', ['paragraph(text<so > inlineMath<> 1>)']],
  ['a | b $$\n- 1\n$$', ['paragraph(text<a | b > inlineMath<- 1>)']],
  [
    '- so $$\n  x\n  - y\n  $$\n- b',
    ['list(listItem(paragraph(text<so > inlineMath<x\n- y>)) listItem(paragraph(text<b>)))'],
  ],
  [
    '> so $$\n> x\n> $$\n\nb',
    ['blockquote(paragraph(text<so > inlineMath<x>))', 'paragraph(text<b>)'],
  ],
  // What is no formula.
  ['so $$\n\n$$\ny\n$$', ['paragraph(text<so $$>)', 'math<y>']],
  [
    'run echo $$\n- the number of it\n\n$$\nx\n$$',
    [
      'paragraph(text<run echo $$>)',
      'list(listItem(paragraph(text<the number of it>)))',
      'math<x>',
    ],
  ],
  [
    'run echo $$\n- the number of it\n- $$ again',
    [
      'paragraph(text<run echo $$>)',
      'list(listItem(paragraph(text<the number of it>)) listItem(paragraph(text<$$ again>)))',
    ],
  ],
  ['`$$` or\n$$\nx\n$$', ['paragraph(inlineCode<$$> text< or>)', 'math<x>']],
  ['\\$$ or\n$$\nx\n$$', ['paragraph(text<$$ or>)', 'math<x>']],
  [
    '- so $$\n- b\n\n$$\nx\n$$',
    ['list(listItem(paragraph(text<so $$>)) listItem(paragraph(text<b>)))', 'math<x>'],
  ],
]

describe('formulas that begin at the end of a line of prose', () => {
  it.each(CASES)('%j', (text, expected) => expect(shownBlocks(text)).toEqual(expected))

  it.each(CASES)('%j means the same at every length while it is written', (text) => {
    for (const before of ['', 'Before.\n\n', '- a\n']) {
      const whole = `${before}${text}\n\nmore`
      let document = EMPTY_DOCUMENT
      for (let end = 1; end <= whole.length; end += 1) {
        document = advance(document, whole.slice(0, end))
        expect(blocksOf(document).map(shownNode)).toEqual(shownBlocks(whole.slice(0, end)))
      }
    }
  })

  it('cost no more than the length, however many have no end', () => {
    // The machine may be busy: what counts is the work done.
    const worked = (text: string): number => {
      const start = process.threadCpuUsage().user
      for (let round = 0; round < 3; round += 1) parseMarkdown(text)
      return process.threadCpuUsage().user - start
    }
    const ratio = (unit: string) =>
      worked(unit.repeat(800)) / Math.max(worked('ab $ d\n'.repeat(800)), 1)
    ratio('so $$\n')
    expect(ratio('so $$\n')).toBeLessThan(12)
    expect(ratio('$$ so b\n')).toBeLessThan(12)
    expect(ratio('a $$\nword and more\n\n')).toBeLessThan(12)
  })
})
