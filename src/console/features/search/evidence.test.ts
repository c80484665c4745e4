import { expect, test } from 'vitest'

import { evidenceOf, stretchesIn } from './evidence.ts'
import { piecesOf } from './hit-words.ts'

const snippetOf = (text: string, ...words: string[]) => {
  const marks: [number, number][] = words
    .flatMap((word) =>
      [...text.matchAll(new RegExp(word, 'g'))].map(({ index }): [number, number] => [
        index,
        index + word.length,
      ]),
    )
    .toSorted((a, b) => a[0] - b[0])
  return { text, marks }
}
const markedIn = (snippet: Parameters<typeof piecesOf>[0]) =>
  piecesOf(snippet).flatMap(({ text, isMarked }) => (isMarked ? text : []))

const LONG =
  'Your refund was approved this morning by a colleague of mine, and the bank will need some time, mostly 5 to 7 business days, before the refund stands on your account again.'

test('the phrase is among the first lines, and the text before it is cut off at a word', () => {
  const { snippet, lines } = evidenceOf(snippetOf(LONG, 'refund', '5 to 7'))
  expect(snippet.text.slice(0, 30)).toBe('…some time, mostly 5 to 7 busi')
  expect(markedIn(snippet)).toEqual(['5 to 7', 'refund'])
  expect(lines).toBe(2)
})

test('a phrase whose words are marked one by one counts as a phrase', () => {
  const marks = snippetOf(LONG, 'refund').marks
  const at = LONG.indexOf('5 to 7')
  const single: [number, number][] = [0, 2, 5].map((by) => [at + by, at + by + (by === 2 ? 2 : 1)])
  const all = [...marks, ...single].toSorted((a, b) => a[0] - b[0])
  expect(evidenceOf({ text: LONG, marks: all }).snippet.text).toMatch(/^…some time, mostly 5 to/)
})

test('what is seen anyway stays as it is', () => {
  const near = snippetOf('A refund takes 5 to 7 days, and then it is there.', 'refund', '5 to 7')
  expect(evidenceOf(near)).toEqual({ snippet: near, lines: 2 })
  expect(evidenceOf({ text: LONG, marks: [] }).snippet.text).toBe(LONG)
})

test('words that stand far apart have a third line', () => {
  const text = `The refund ${'and so on '.repeat(8)}on your card`
  expect(evidenceOf(snippetOf(text, 'refund', 'card')).lines).toBe(3)
})

test('no character is cut in two, and text without spaces is cut too', () => {
  const text = `${'😀'.repeat(60)}退款`
  const { snippet } = evidenceOf(snippetOf(text, '退款'))
  expect(snippet.text).toMatch(/^…(?:😀)+退款$/u)
  expect(markedIn(snippet)).toEqual(['退款'])
})

test('a stretch without a space does not push the mark below what is seen', () => {
  const text =
    '…R5SGQ","total_baggages":1,"nonfree_baggages":0,"payment_id":"credit_card_1",and so on'
  const { snippet } = evidenceOf(snippetOf(text, 'payment'))
  expect(snippet.text.indexOf('payment')).toBeLessThan(30)
  expect(markedIn(snippet)).toEqual(['payment'])
})

test('wide characters count as they are wide, and of a long word before the mark its end is shown', () => {
  const wide = snippetOf(`${'漢字'.repeat(25)} wombat`, 'wombat')
  expect(evidenceOf(wide).snippet.text).toBe(`…${'漢字'.repeat(5)} wombat`)
  const link = 'https://shop.example.com/orders/return/9f8e7d6c5b4a'
  expect(evidenceOf(snippetOf(`Hello ${link} numbat`, 'numbat')).snippet.text).toMatch(
    /^…\S*9f8e7d6c5b4a numbat$/,
  )
})

test.each([
  ['flags', '🇩🇪', 40],
  ['families', '👨‍👩‍👧‍👦', 6],
  ['letters with marks', 'e\u0301\u0302', 90],
])('a cut leaves %s whole', (_, character, times) => {
  const { snippet } = evidenceOf(snippetOf(`${character.repeat(times)}wombat`, 'wombat'))
  expect(snippet.text).toMatch(new RegExp(`^…(?:${character})+wombat$`, 'u'))
})

test('only what no line is broken within is a stretch', () => {
  const link = 'https://shop.example.com/orders/return'
  expect(stretchesIn(`Look at ${link}, please`)).toEqual([[8, 9 + link.length]])
  expect(stretchesIn('漢字'.repeat(30) + 'สวัสดี'.repeat(9) + '🎉'.repeat(30))).toEqual([])
})
