import fc from 'fast-check'
import { expect, test } from 'vitest'

import { costOf } from '#testing/growth.ts'

import { TooManyTokens, toChunks, tokensIn } from './chunk.ts'

const chunksOf = (text: string, max = 800, overlap = 400, limit = 1e9) => [
  ...toChunks(text, { max_chunk_size_tokens: max, chunk_overlap_tokens: overlap }, limit),
]
const joined = (chunks: { text: string; overlap: number }[]) =>
  chunks.map(({ text, overlap }) => text.slice(overlap)).join('')

const SENTENCES = Array.from(
  { length: 2000 },
  (_, at) => `Sentence number ${at} speaks of order ${at * 7}.${at % 10 === 9 ? '\n\n' : ' '}`,
).join('')

test('a short text is one passage', () => {
  expect(chunksOf('Hello')).toEqual([{ text: 'Hello', overlap: 0, tokens: 1 }])
})

test('a long one is cut as asked, between sentences', () => {
  const chunks = chunksOf(SENTENCES)
  for (const [at, { text, tokens, overlap }] of chunks.entries()) {
    expect(tokens).toBeLessThanOrEqual(800)
    expect(Math.abs(tokensIn(text) - tokens)).toBeLessThanOrEqual(8)
    if (at === chunks.length - 1) continue
    expect(tokens).toBeGreaterThan(700)
    expect(text).toMatch(/[.\n] ?$/)
    if (at > 0) expect(tokensIn(text.slice(0, overlap))).toBeGreaterThan(300)
    if (at > 0) expect(tokensIn(text.slice(0, overlap))).toBeLessThanOrEqual(401)
  }
  expect(joined(chunks)).toBe(SENTENCES)
})

test.each([
  [100, 0],
  [100, 50],
  [4096, 2048],
])('%i tokens with an overlap of %i', (max, overlap) => {
  const chunks = chunksOf(SENTENCES, max, overlap)
  expect(Math.max(...chunks.map(({ tokens }) => tokens))).toBeLessThanOrEqual(max)
  expect(joined(chunks)).toBe(SENTENCES)
})

test('any text is kept whole, and no character is cut', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', ' ', '\n', '.', '好', '😀', '호', 'ह', '。'),
  })
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
      const whole = texts.join('')
      const chunks = chunksOf(whole, 100, 50)
      // What is left when it ends in nothing but space is no passage.
      expect(whole.startsWith(joined(chunks))).toBe(true)
      expect(whole.slice(joined(chunks).length).trim()).toBe('')
      for (const chunk of chunks) expect(chunk.text.isWellFormed()).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['one letter', 'a'.repeat(500_000)],
  ['spaces', `${' '.repeat(500_000)}x`],
  ['no spaces', '你好我想去餐馆用餐'.repeat(30_000)],
])('%s without end takes no time', (_, text) => {
  let again = ''
  const cost = costOf(() => (again = joined(chunksOf(text))))
  expect(again).toBe(text)
  expect(cost).toBeLessThan(5000)
})

test('more tokens than there may be', () => {
  expect(() => chunksOf(SENTENCES, 800, 400, 10_000)).toThrow(TooManyTokens)
  expect(tokensIn('<|endoftext|>')).toBeGreaterThan(1)
})
