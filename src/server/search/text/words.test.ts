import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { phraseOf, wordsOf } from '#contract/words.ts'
import { costOf } from '#testing/growth.ts'
import { WORD_PAIRS } from '#testing/word-pairs.ts'

import { MOST_TERMS, shownWordsOf, termsOf } from './words.ts'

/** Whether a text is found by a phrase, as the index does it. */
const isFound = (text: string, query: string) =>
  ` ${termsOf(text)} `.includes(` ${phraseOf(query).join(' ')} `)

test.each(WORD_PAIRS)('%j is found by %j', (text, query) => {
  expect(isFound(text, query)).toBe(true)
})

test.each([
  ['请帮我预订北京酒店', '酒北'],
  ['refunds are paid', 'refund'],
  ['paid refund', 'refund paid'],
  // Parts of a name, with what does not stand beside them in it.
  ['getUserName first', 'first get'],
  ['getUserName putOrder', 'name put'],
  ['Many PDFs', 'fs'],
  ['v3.14.2', '3.14.3'],
  ['v3.14beta', '3.14'],
  ['2024-05-06T10:00', '06 10'],
  ['1-2-3', '3 2'],
  // Pieces of ids.
  ['dlg-7f3c2a90-10d4-4C1b-9e02-1a2b3c4d5e6f', '10'],
  ['dlg-7f3c2a90-10d4-4C1b-9e02-1a2b3c4d5e6f', 'c'],
  ['4121e0aa-4121-8123-4abc-1a2b3c4d5e6f', '4'],
  ['at 9fceb02d0ae598e95dc970b7', '95'],
  ['call_Y5fVt8Fhy3FhK2pQ9sLm4c', 'k2'],
  ['thread_abc123XyZ789kLmNoPqRsTuV', 'v'],
])('%j is not found by %j', (text, query) => {
  expect(isFound(text, query)).toBe(false)
})

const UUID = 'dlg-7f3c2a90-10d4-4C1b-9e02-1a2b3c4d5e6f'

test.each([
  [UUID, UUID],
  [UUID, '10d4'],
  [UUID, '10d4-4c1b'],
  ['at 9fceb02d0ae598e95dc970b7', '9FCEB02D0AE598E95DC970B7'],
  ['run 550e8400 now', '550'],
  ['call_Y5fVt8Fhy3FhK2pQ9sLm4c', 'call_Y5fVt8Fhy3FhK2pQ9sLm4c'],
  ['thread_abcdefXyZwvuLmNoPqRsTuV7', 'zwvu'],
  ['10d4 is no id', '10'],
  ['model-v3.14beta', 'v 3'],
])('the id of %j is found by %j', (text, query) => {
  expect(isFound(text, query)).toBe(true)
})

const DEPOSIT = '请注意**押金**将在七天内退还，查看[退货须知]后再办。'
const ORDER = 'ご注文の**配送**状況は`確認`できます'
const REFUND = '这是**重要**的退款说明，请看[政策页面](https://x.example/pages)后再`提交`申请。'

test.each([
  [DEPOSIT, '押金将在'],
  [DEPOSIT, '押金将在七天'],
  [DEPOSIT, '注意押金'],
  [ORDER, '配送状況'],
  [ORDER, '注文の配送状況は確認できます'],
  [REFUND, '重要的退款'],
  [REFUND, '政策页面后'],
  [REFUND, 'x.example/pages'],
  ['**foo**bar', 'foobar'],
  ['**foo**bar', 'foo bar'],
  ['re*fund*ed ~~un~~paid', 'refunded unpaid'],
  ['see the [policy](https://x.example) now', 'the policy now'],
  ['看![图](https://x.example/a.png)片和***文***字', '看片和文字'],
  ['看![图](https://x.example/a.png)片和***文***字', '图'],
  ['Due【6:0†fare-rules.md】, the bag', 'due the bag'],
  ['Due【6:0†fare-rules.md】, the bag', 'fare-rules.md'],
  ['第一**段\n还是**同一', '第一段'],
  ['> - 这是**重**点', '这是重点'],
  ['un*believ*able', 'unbelievable'],
  ['价格**约_100_元**左右', '元左右'],
  ['| **a**b | *c | d*e |', 'ab'],
  ['a *b\nc*d', 'cd'],
  ['``a`b``用', 'a b 用'],
])('%j is found as a page shows it, by %j', (text, query) => {
  expect(isFound(text, query)).toBe(true)
})

test.each([
  ['2*3*4', '234'],
  ['2 * 3 * 4 和', '34'],
  ['a * b * c', 'abc'],
  ['snake_case_name', 'snakecasename'],
  ['`a**b**c`', 'abc'],
  ['```py\na**b**c\n```', 'abc'],
  ['a\\*b\\*c', 'abc'],
  ['**foo**bar\nbaz **x**y', 'foobar baz'],
  ['a[0](x', 'a0'],
  ['这是**重', '这是重'],
  ['| **a**b | *c | d*e |', 'de'],
  ['**a\n\n**b', 'ab'],
  ['见![图](https://x.example/a)片', '图片'],
])('%j is no mark, and is not found by %j', (text, query) => {
  expect(isFound(text, query)).toBe(false)
})

test.each([
  '**',
  '*a',
  'a*',
  '[a](',
  '](',
  '[](',
  '![',
  '`a',
  '``a`',
  '【1:1†',
  '~~a',
  '\\\\',
  '[a](b"',
  '*a**',
  '字**',
  'aB1',
  'a1.2.',
  'A1',
  '1.',
  '1-2a',
  '1T1:',
])('a text of many %j costs no more than in proportion', (piece) => {
  const cost = (text: string) => costOf(() => termsOf(text))
  cost(piece.repeat(2000))
  expect(cost(piece.repeat(150_000 / piece.length))).toBeLessThan(3000)
})

test('words of shown lines know where they stand', () => {
  const text = 'One **foo**bar, [a](b) c\n这**是**我'
  const words = [...shownWordsOf(text)].flatMap((word) =>
    word.term === undefined || word.term === '\u0640' ? [] : text.slice(word.start, word.end),
  )
  expect(words).toEqual(['One', 'foo**bar', 'a', 'c', '这**是', '是**我', '我'])
})

test('words know where they stand', () => {
  const text = 'Das Hotel 酒店预订 “Zoë”'
  const words = [...wordsOf(text)].map(({ start, end }) => text.slice(start, end))
  expect(words).toEqual(['Das', 'Hotel', '酒店', '店预', '预订', '订', 'Zoë'])
})

const written = fc
  .array(
    fc.constantFrom(
      'iPhone',
      '15',
      'PayPal.com',
      'getUserName',
      'Zoë',
      'МойЗаказ',
      '酒店iPad',
      '예약',
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((words) => words.join(' '))
const capitalised = (text: string, capitals: readonly boolean[]) =>
  Array.from(text, (letter, at) =>
    capitals[at % capitals.length] === true ? letter.toUpperCase() : letter.toLowerCase(),
  ).join('')
const capitals = fc.array(fc.boolean(), { minLength: 1, maxLength: 9 })

test('capital letters do not matter, neither in a text nor in a phrase of it', () => {
  fc.assert(
    fc.property(written, capitals, capitals, fc.nat(), fc.nat(), (text, of, asked, from, count) => {
      const words = text.split(' ')
      const start = from % words.length
      const phrase = words.slice(start, start + 1 + (count % words.length)).join(' ')
      for (const one of [text, capitalised(text, of)])
        for (const query of [phrase, capitalised(phrase, asked), phrase.toLowerCase()])
          expect(isFound(one, query), `${one}: ${query}`).toBe(true)
    }),
  )
})

test.each(['re**fund**ed ', 'HTTPServer2Error ', 'a1.2.3.4.5 '])(
  'of a long text of many %j no more than twice as many terms are kept',
  (piece) => {
    const text = Array.from({ length: MOST_TERMS }, (_, at) => piece.trim() + at).join(' ')
    expect(termsOf(text).split(' ').length).toBeLessThan(2.01 * MOST_TERMS)
  },
)

test.each([
  ['words', 'a word '.repeat(MOST_TERMS)],
  ['writing without spaces', '永遠'.repeat(MOST_TERMS)],
])('of a long text in %s the beginning is kept', (_, text) => {
  expect(termsOf(text).split(' ')).toHaveLength(MOST_TERMS)
})
