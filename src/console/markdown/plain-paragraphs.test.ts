import fc from 'fast-check'
import { expect, test } from 'vitest'

import { parseByGrammar } from './parse.ts'
import { plainParagraphs } from './plain-paragraphs.ts'

const PLAIN = [
  'The parcel left the depot in the morning and is on its way to you.',
  'The parcel ',
  'A list of three:',
  'Note: it’s (mostly) “done” – isn’t it? Yes; 12 of 13',
  '(In brackets) and on',
  '"Quoted," she said',
  '3 of them',
  ', and so on\n',
  'Grüße, мир, 你好',
  'One line  \n\n \n',
  'One.\n\n  And another: \n \n\nThird',
]

test.each(PLAIN)('%j is what the parser makes of it', (text) => {
  const plain = plainParagraphs(text)
  expect(plain).toBeDefined()
  expect(plain).toEqual(parseByGrammar(text))
})

const OTHER = [
  '',
  ' ',
  '    far in',
  'a  \nb',
  '1. one',
  '1) one',
  '- one',
  '    code',
  'a\nb',
  'a *b*',
  'a `b',
  'costs $5',
  'see https://example.org',
  'see www.example.org',
  'me@example.org',
  'a & b',
  'a [b]',
  'a \\(b',
  'a | b',
  'a\u00a0',
]

test.each(OTHER)('%j is left to the parser', (text) => {
  expect(plainParagraphs(text)).toBeUndefined()
})

const PARTS = [
  ...'aZé你ก́٣7 .,;:?!()"\'“”‘’–—-+#=/&@*_~`$<>[]|\\\n\t\u00a0\u3000'.split(''),
  'www.',
  'http://',
  '\n\n',
  'xn.',
  '1. ',
  'I) ',
]

test('whatever is taken for plain is what the parser makes of it', () => {
  const prose = fc.constantFrom(
    ...'aZé你7 .,;:?()"\'“”‘’–—-\n'.split(''),
    'www.',
    'I) ',
    ' : ',
    '\n\n',
    '   ',
  )
  const text = fc.oneof(
    fc.array(fc.constantFrom(...PARTS), { maxLength: 12 }),
    fc.array(prose, { maxLength: 16 }),
    fc.array(fc.string({ unit: 'grapheme', maxLength: 3 }), { maxLength: 6 }),
  )
  fc.assert(
    fc.property(text, (parts) => {
      const source = parts.join('')
      const plain = plainParagraphs(source)
      if (plain) expect(plain).toEqual(parseByGrammar(source))
    }),
    { numRuns: 1500 },
  )
})
