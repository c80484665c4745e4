import { describe, expect, it } from 'vitest'

import { shownBlocks, shownNode } from '#testing/shown-blocks.ts'

import { EMPTY_DOCUMENT, blocksOf } from './split-document.ts'
import { advance } from './split.ts'

const CASES: [string, string[]][] = [
  [
    '$$\\begin{aligned}\na &= b\n\\end{aligned}$$\n\n## After\n- one',
    [
      'math<\\begin{aligned}\na &= b\n\\end{aligned}>',
      'heading(text<After>)',
      'list(listItem(paragraph(text<one>)))',
    ],
  ],
  ['$$100 too expensive', ['paragraph(text<$$100 too expensive>)']],
  [
    '$$ text without end\n\n# Next',
    ['paragraph(text<$$ text without end>)', 'heading(text<Next>)'],
  ],
  ['$$ x = 1\n+ y\n$$', ['math<x = 1\n+ y>']],
  ['$$\nx = 1\n- y $$\n\nafter', ['math<x = 1\n- y >', 'paragraph(text<after>)']],
  ['$$\nx\n$$', ['math<x>']],
  ['$$\n\nx\n\n$$\n\nb', ['math<\nx\n>', 'paragraph(text<b>)']],
  ['$$\nx = 1\n\nAfter', ['paragraph(text<$$\nx = 1>)', 'paragraph(text<After>)']],
  [
    '$$\n\nAfter\n\n# Next',
    ['paragraph(text<$$>)', 'paragraph(text<After>)', 'heading(text<Next>)'],
  ],
  [
    'a\n$$\nb\n\n- c\n\n$$\nd\n$$',
    ['paragraph(text<a\n$$\nb>)', 'list(listItem(paragraph(text<c>)))', 'math<d>'],
  ],
  [
    '$$\na\n\nb\n\nc\n$$',
    ['paragraph(text<$$\na>)', 'paragraph(text<b>)', 'paragraph(text<c>)', 'math<>'],
  ],
  ['- $$\n\n- b', ['list(listItem(paragraph(text<$$>)) listItem(paragraph(text<b>)))']],
  ['> $$\n> x\n> $$\n\nb', ['blockquote(math<x>)', 'paragraph(text<b>)']],
  ['so\n$$ x\n= y\n$$\nthen', ['paragraph(text<so>)', 'math<x\n= y>', 'paragraph(text<then>)']],
  ['- $$ a\n  + b\n  $$\n- c', ['list(listItem(math<a\n+ b>) listItem(paragraph(text<c>)))']],
  ['> $$ a\n> + b $$\n\nc', ['blockquote(math<a\n+ b >)', 'paragraph(text<c>)']],
  ['> $$ a\nb', ['blockquote(paragraph(text<$$ a\nb>))']],
  ['- $$ a\n- b', ['list(listItem(paragraph(text<$$ a>)) listItem(paragraph(text<b>)))']],
  ['\\[\nE\n=\nmc^2\n\\]', ['math<E\n=\nmc^2>']],
  ['\\[\nf(x) = a\n+ b\n- c\n\\]', ['math<f(x) = a\n+ b\n- c>']],
  ['\\[ x\n> 1 \\]\n\nafter', ['math<x\n> 1 >', 'paragraph(text<after>)']],
  ['\\[\na\n\nb', ['paragraph(text<[\na>)', 'paragraph(text<b>)']],
  // A block that is never closed, with another kind of formula in it.
  [
    '$$\n\\[ a = b \\]\nc\n\nd',
    ['paragraph(text<$$\n> inlineMath< a = b > text<\nc>)', 'paragraph(text<d>)'],
  ],
  ['$$ x\n\\[ a = b \\]\nc', ['paragraph(text<$$ x\n> inlineMath< a = b > text<\nc>)']],
  // Words behind the end.
  [
    '1. a\n   $$\n   x\n   $$: then\n2. b',
    [
      'list(listItem(paragraph(text<a\n> inlineMath<x> text<: then>)) listItem(paragraph(text<b>)))',
    ],
  ],
  ['$$\nx\n- y\n$$: then\nmore', ['paragraph(inlineMath<x\n- y> text<: then\nmore>)']],
  ['$$\nx\n$$ is so', ['paragraph(inlineMath<x> text< is so>)']],
  ['\\[1\\]\nand\n\\[2\\]', ['paragraph(text<[1]\nand\n[2]>)']],
]

describe('formulas on lines of their own', () => {
  it.each(CASES)('%j', (text, expected) => expect(shownBlocks(text)).toEqual(expected))

  it.each(CASES)('%j means the same at every length while it is written', (text) => {
    let document = EMPTY_DOCUMENT
    const whole = `Before.\n\n${text}\n\nmore`
    for (let end = 1; end <= whole.length; end += 1) {
      document = advance(document, whole.slice(0, end))
      expect(blocksOf(document).map(shownNode)).toEqual(shownBlocks(whole.slice(0, end)))
    }
  })

  it.each(CASES)('%j means the same right behind a line while it is written', (text) => {
    let document = EMPTY_DOCUMENT
    const whole = `Before\n${text}\n\nmore`
    for (let end = 1; end <= whole.length; end += 1) {
      document = advance(document, whole.slice(0, end))
      expect(blocksOf(document).map(shownNode)).toEqual(shownBlocks(whole.slice(0, end)))
    }
  })

  it('keep a heading within them while they are written', () => {
    const text = 'a\n\n$$ x\n# y\nz\n- w\n$$\n\nb'
    let document = EMPTY_DOCUMENT
    for (let end = 1; end <= text.length; end += 1) document = advance(document, text.slice(0, end))
    expect(blocksOf(document).map(shownNode)).toEqual(shownBlocks(text))
    expect(shownBlocks(text)[1]).toBe('math<x\n# y\nz\n- w>')
  })
})
