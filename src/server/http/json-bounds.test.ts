import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { JsonScan, MAX_DEPTH } from '../json-scan.ts'
import { type Excess, MAX_ITEMS, MAX_KEY, MAX_VALUES, excessIn } from './json-bounds.ts'

const excessOf = (text: string, size = text.length): Excess | undefined => {
  const scan = new JsonScan()
  for (let at = 0; at < text.length; at += size) {
    scan.add(text.slice(at, at + size))
    const excess = excessIn(scan)
    if (excess) return excess
  }
  return undefined
}
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
const listOf = (item: string, count: number) => `[${Array(count).fill(item).join(',')}]`
const HALF = MAX_ITEMS / 2

describe('what a body may hold', () => {
  test.each<[string, string, Excess | undefined]>([
    ['levels up to the limit', nested(MAX_DEPTH), undefined],
    ['one more', nested(MAX_DEPTH + 1), 'depth'],
    ['openings alone', '['.repeat(1000), 'depth'],
    ['objects in objects', '{"a":'.repeat(MAX_DEPTH + 1), 'depth'],
    ['items up to the limit', listOf('0', MAX_ITEMS), undefined],
    ['one more item', listOf('0', MAX_ITEMS + 1), 'items'],
    ['empty objects', listOf('{}', MAX_ITEMS + 1), 'items'],
    [
      'keys of one object',
      `{${Array(MAX_ITEMS + 1)
        .fill('"k":0')
        .join(',')}}`,
      'items',
    ],
    ['many lists', listOf(listOf('0', HALF), (2 * MAX_VALUES) / HALF), 'values'],
    ['a key up to the limit', `{"a":{"${'k'.repeat(MAX_KEY)}" : 0}}`, undefined],
    ['a longer key', `{"a":{"${'k'.repeat(MAX_KEY + 1)}" : 0}}`, 'key'],
    ['a text as long, with colons', `{"a":"${':'.repeat(MAX_KEY + 1)}"}`, undefined],
    ['marks in texts', JSON.stringify('[{,'.repeat(MAX_VALUES)), undefined],
    ['quotes in texts', JSON.stringify('"\\[,'.repeat(MAX_VALUES)), undefined],
    ['closings alone', ']'.repeat(1000), undefined],
    ['openings after closings', ']'.repeat(1000) + '['.repeat(MAX_DEPTH + 1), 'depth'],
  ])('%s', (_, text, excess) => {
    expect(excessOf(text)).toBe(excess)
    expect(excessOf(text, 7)).toBe(excess)
  })

  test('JSON of ordinary size passes, however it is cut', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 9 }), (value, size) => {
        expect(excessOf(JSON.stringify(value), size)).toBeUndefined()
      }),
    )
  })
})
