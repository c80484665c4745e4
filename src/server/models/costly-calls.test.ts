import { describe, expect, test } from 'vitest'

import { costOf } from '#testing/growth.ts'

import { JsonScan } from '../json-scan.ts'
import { AnswerBounds } from './answer-bounds.ts'
import { parseFrame } from './told-arguments.ts'
import { ToldCalls } from './told-calls.ts'

const BROAD = 'The model made more than 128 calls in one answer.'
const MANY = "The model's calls came under more than 50,000 ids."

type Given = (at: number) => { index?: number; name?: string }
/** Each piece has an id and a name of its own. */
const named: Given = () => ({ index: 0, name: 'f' })
/** Only the first one has a name. */
const unnamed: Given = (at) => (at === 0 ? { name: 'f' } : {})

/** What is told of a call whose pieces come with an id each. */
const told = (pieces: readonly string[], given: Given) => {
  const bounds = new AnswerBounds()
  const calls = new ToldCalls(bounds, ['f'])
  const frames = pieces.flatMap((piece, at) => {
    const { name, ...rest } = given(at)
    return calls.take({ ...rest, id: `c${at}`, function: { name, arguments: piece } })
  })
  return { frames: [...frames, ...calls.end({ isWhole: true })], excess: bounds.excess?.message }
}

const least = (work: () => void) => Math.min(...[1, 2, 3, 4, 5].map(() => costOf(work)))

describe('pieces of a call with an id each', () => {
  test.each<[string, number, string, Given]>([
    ['that begin objects', 48_000, '{"a":', named],
    ['without names', 24_000, '"abcdefg",', unnamed],
  ])('%s cost no more than their length', (_, length, more, given) => {
    const pieces = ['{"a":[', ...Array.from({ length }, () => more)]
    expect(costOf(() => told(pieces, given))).toBeLessThan(1000)
  })

  test.each<[string, Given]>([
    ['with names', named],
    ['without', unnamed],
  ])('are one call where they are thousands, %s', (_, given) => {
    const pieces = ['{"a":[', ...Array.from({ length: 20_000 }, (__, at) => `{"n":${at}},`), '0]}']
    const { frames, excess } = told(pieces, given)
    expect(excess).toBeUndefined()
    const texts = frames.map((frame) => (frame['function'] as { arguments: string }).arguments)
    expect(texts.join('')).toBe(pieces.join(''))
    expect(new Set(frames.map(({ index }) => index))).toEqual(new Set([0]))
  })

  test.each<[string, number, string, Given]>([
    ['more than 50,000', 50_001, MANY, named],
    ['without names too', 50_001, MANY, unnamed],
    ['of more than 128 objects that have no end', 50_000, BROAD, named],
  ])('are refused: %s', (_, length, message, given) => {
    const pieces = Array.from({ length }, () => '{"a":')
    expect(told(pieces, given).excess).toBe(message)
  })
})

test('arguments that are a long object cost a few times what looking through them does', () => {
  const call = `{"function":{"name":"f","arguments":{"a":1${' '.repeat(900_000)}}}}`
  const frame = `{"choices":[{"delta":{"tool_calls":[${call}]}}]}`
  const scanned = least(() => new JsonScan().add(frame.repeat(4)))
  expect(least(() => parseFrame(frame)) / scanned).toBeLessThan(5)
})

test('more numbers that JSON does not have than a piece has values are not replaced', () => {
  const frame = `{"choices":[{"delta":{"content":"a","x":[${'NaN,'.repeat(750_000)}1]}}]}`
  const scanned = least(() => new JsonScan().add(frame))
  expect(least(() => parseFrame(frame)) / scanned).toBeLessThan(6)
})
