import * as fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'

import { mergeKeyed, mergeTexts, mergeValues } from './three-way.ts'

describe('texts', () => {
  it.each([
    ['', 'mine', 'theirs', 'theirsmine'],
    ['Hello', 'Hello A', 'Hello B', 'Hello B A'],
    ['Hello', 'Hello', 'Hello B', 'Hello B'],
    ['Hello', 'A Hello', 'Hello B', 'A Hello B'],
    ['Hello', 'Hello A', 'B Hello', 'B Hello A'],
    // One tab knew more of what the other typed.
    ['', 'ab', 'abc', 'abc'],
    ['x', 'abxy', 'abxyz', 'abxyz'],
    // The same words, changed in both.
    ['a cat sat', 'a dog sat', 'a cow sat', 'a cow\ndog sat'],
    ['Hello', 'Hello there', '', ' there'],
    ['Hello', '', '', ''],
    ['😀', '😁', '😂', '😂\n😁'],
    ['😀!', '😁!', '😀!!', '😁!!'],
    // The second halves of all three are the same.
    ['a😀', 'a\u{1FA00}', 'a\u{1F200}', 'a\u{1F200}\n\u{1FA00}'],
  ])('%j, changed to %j here and %j there, is %j', (base, mine, theirs, merged) => {
    expect(mergeTexts(base, mine, theirs)).toBe(merged)
  })

  it('keep what either wrote, in whole characters', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    const insert = (base: string, at: number, added: string) => {
      const units = Array.from(base)
      return [...units.slice(0, at), added, ...units.slice(at)].join('')
    }
    fc.assert(
      fc.property(text, fc.nat(12), fc.nat(12), (base, mineAt, theirsAt) => {
        const merged = mergeTexts(
          base,
          insert(base, mineAt, '<mine>'),
          insert(base, theirsAt, '«theirs»'),
        )
        expect(merged).toContain('mine')
        expect(merged).toContain('theirs')
        expect(merged.isWellFormed()).toBe(base.isWellFormed())
        expect(merged.length).toBe(base.length + '<mine>«theirs»'.length)
      }),
    )
  })
})

test('fields changed in either place are changed at any depth, texts in both', () => {
  const base = { a: 'x', b: 2, c: 3, d: 4, in: { name: 'Ann', note: 'old' } }
  const mine = { a: 'x!', b: 3, c: 3, in: { name: 'Anne', note: 'old' } }
  const theirs = { a: '?x', b: 4, c: 5, d: 4, e: 6, in: { name: 'Ann', note: 'new' } }
  expect(mergeValues<object>(base, mine, theirs)).toEqual({
    a: '?x!',
    b: 3,
    c: 5,
    e: 6,
    in: { name: 'Anne', note: 'new' },
  })
  expect(mergeValues<object>({}, { a: { mine: 1 } }, { a: { theirs: 2 } })).toEqual({
    a: { mine: 1, theirs: 2 },
  })
})

test('things with keys are added and taken out by either', () => {
  const of = (keys: string) => Array.from(keys, (key) => ({ key }))
  expect(mergeKeyed(of('abc'), of('acx'), of('bcy'))).toEqual(of('cyx'))
})
