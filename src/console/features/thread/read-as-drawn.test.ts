import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { phraseOf } from '#contract/words.ts'
import { termsOf } from '#server/search/text/words.ts'
import { html } from '#testing/drawn.tsx'
import { visibleText } from '#testing/markup.tsx'

import { readMarkdown } from './read-markdown.ts'

/** The letters of a page, as find looks for them there. */
const drawnIn = (markdown: string): string =>
  visibleText(
    html(markdown)
      .replaceAll(/<(button)\b.*?<\/\1>/gs, '')
      .replaceAll(/<\/(?:p|li|td|th|tr|h\d|blockquote)>|<br[^>]*>/g, ' '),
  )
    .replaceAll(/\s+/g, ' ')
    .trim()

const isIndexed = (markdown: string, words: string): boolean =>
  ` ${termsOf(markdown)} `.includes(` ${phraseOf(words).join(' ')} `)

const WORD = /[\p{L}\p{N}\p{M}]+/gu

const expectAlike = (markdown: string) => {
  const drawn = drawnIn(markdown)
  expect(readMarkdown(markdown).drawn, JSON.stringify(markdown)).toBe(drawn)
  for (const [word] of drawn.matchAll(WORD))
    expect(isIndexed(markdown, word), `${JSON.stringify(markdown)}: ${word}`).toBe(true)
}

const PHOTO = '![图片](https://e.example/p.png)'

test.each([
  ['its *bad*support', 'badsupport'],
  ['这是**3~5天**的行程，请确认', '天的行程'],
  ['the *file*s', 'files'],
  ['这是*重点*内容', '是重点内容'],
  ['**snake_case**s', 'snake_cases'],
  ['***tri***ple', 'triple'],
  ['价格**约_100_元**左右', '元左右'],
  ['**foo*bar*baz**', 'foobarbaz'],
  ['un*believ*able', 'unbelievable'],
  ['|a|b|\n|-|-|\n| **a**b | *c | d* |', 'ab *c d*'],
  ['[a [nested] label](https://x.example)s', 'a [nested] labels'],
  [`见图${PHOTO}说明文字`, '见图说明文字'],
  ['**so\nit** is', 'so it'],
  ['*so\n\nit*', '*so it*'],
  ['- *so\n- it*', '*so it*'],
  ['*so\n***\nit*', '*so it*'],
  ['2*3*4 and **重点：**内容', '2*3*4 and 重点：内容'],
  ['a*`b`*c ~~d~~e', 'a*b*c de'],
  ['see https://x.example/_a_/b and **https://x.example/c**', '/_a_/b and https://x.example/c'],
  [`[${PHOTO}](https://x.example/_a_) _b_`, 'b'],
])('%j reads as %j', (markdown, words) => {
  expectAlike(markdown)
  expect(readMarkdown(markdown).drawn).toContain(words)
})

test('an image is no letters, and its words are found apart from those beside it', () => {
  expect(isIndexed(`见图${PHOTO}说明文字`, '图片说明')).toBe(false)
  expect(isIndexed(`见图${PHOTO}说明文字`, '图片')).toBe(true)
  expect(readMarkdown(`见图${PHOTO}说明文字`).undrawn).toContain('图片')
})

const LETTERS = [
  'a',
  'b',
  'я',
  '字',
  '点',
  '1',
  '2',
  ' ',
  ' ',
  '\na',
  '\n\n字',
  '。',
  '.',
  '(',
  ')',
  '「',
  '」',
  '"',
  ':',
]
const MARKS = ['*', '**', '***', '_', '__', '*', '**']
const THINGS = [
  '`c`',
  '`*`',
  '[a *b* c](https://x.example/_p_)',
  '[**k](https://x.example/q)',
  PHOTO,
]

test('small Markdown reads as it is drawn, and each of its words is indexed', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          { weight: 5, arbitrary: fc.constantFrom(...LETTERS) },
          { weight: 4, arbitrary: fc.constantFrom(...MARKS) },
          { weight: 1, arbitrary: fc.constantFrom(...THINGS) },
        ),
        { minLength: 1, maxLength: 14 },
      ),
      (pieces) => expectAlike(`a ${pieces.join('')} b`),
    ),
  )
})
