import { describe, expect, test } from 'vitest'

import { findIn, fold } from './fold.ts'

const foundIn = (text: string, words: string) =>
  findIn(fold(text), fold(words).text).map(({ start, end }) => text.slice(start, end))

describe('words are found', () => {
  test.each([
    ['in any case', 'Refund the REFUND', 'refund', ['Refund', 'REFUND']],
    [
      'without accents',
      'Café, cafe\u0301, CAFÉ',
      'cafe',
      ['Café', 'cafe\u0301', 'CAFÉ'].map((each) => each.slice(0, each.length)),
    ],
    ['with accents typed', 'cafe and Café', 'café', ['cafe', 'Café']],
    ['over the end of a line', 'one\ntwo', 'one two', ['one\ntwo']],
    ['where a letter has two small ones', 'İstanbul İş', 'stanbul', ['stanbul']],
    ['in scripts without case', '退款需要五天，退款', '退款', ['退款', '退款']],
    ['with their vowel signs', 'रिफंड में समय', 'में', ['में']],
    ['after characters of two units', '😀😀 ok', 'ok', ['ok']],
    ['with a soft hyphen inside', 'soft\u00adhyphen', 'softhyphen', ['soft\u00adhyphen']],
    ['with zero width characters inside', 'a\u200bb\u2060c', 'abc', ['a\u200bb\u2060c']],
    ['with characters typed that nobody sees', 'abc', 'a\u200bbc', ['abc']],
    ['with a sharp s', 'Straße STRASSE STRAẞE', 'strasse', ['Straße', 'STRASSE', 'STRAẞE']],
    ['without the points of Hebrew', 'שָׁלוֹם', 'שלום', ['שָׁלוֹם']],
    ['without the points of Arabic', 'مُحَمَّـد', 'محمد', ['مُحَمَّـد']],
    ['in wide forms', 'ＡＢＣ', 'abc', ['ＡＢＣ']],
  ])('%s', (_, text, words, found) => {
    expect(foundIn(text, words)).toEqual(found)
  })

  test('not when nothing is looked for', () => {
    expect(foundIn('anything', '')).toEqual([])
  })

  test('no more than wanted', () => {
    expect(findIn(fold('a'.repeat(5000)), 'a', 100)).toHaveLength(100)
  })

  test('each once: they do not overlap', () => {
    expect(foundIn('aaaa', 'aa')).toHaveLength(2)
  })
})
