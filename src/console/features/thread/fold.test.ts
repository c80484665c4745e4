import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { fold as foldWords } from '#contract/fold.ts'
import { plainLatin } from '#contract/latin.ts'

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
    ['over several blanks', 'red\n  shade\t\tdeep', 'red shade deep', ['red\n  shade\t\tdeep']],
    ['with more blanks typed', 'é name = 1', 'name   = 1', ['name = 1']],
    ['beside blanks', 'é  one  two', 'one', ['one']],
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
    ['of Latin by what is typed for it', 'Łódź, Søren, un cœur', 'lodz', ['Łódź']],
    ['in two letters for one', 'un cœur, Coeur', 'coeur', ['cœur', 'Coeur']],
    ['by a part of a letter, the whole of it once', 'æß', 's', ['ß']],
    ['with the voice of kana', 'かがか\u3099ｶﾞガ', 'が', ['が', 'か\u3099']],
    ['without the voice where it is none', 'がか', 'か', ['か']],
    ['by whole syllables of Korean', '각가', '가', ['가']],
    [
      'by syllables in pieces',
      '한국 \u1112\u1161\u11ab국',
      '한국',
      ['한국', '\u1112\u1161\u11ab국'],
    ],
    [
      'by one syllable of others in pieces',
      '한국어'.normalize('NFD'),
      '국',
      ['국'.normalize('NFD')],
    ],
    ['by other forms of Arabic letters', 'على مدرسة', 'علي', ['على']],
    ['without dots of Hindi', 'ज़रूर', 'जरूर', ['ज़रूर']],
    ['in Greek at the end and inside', 'φόρος ΦΟΡΟΣ φόροσα', 'φορος', ['φόρος', 'ΦΟΡΟΣ', 'φόροσ']],
    ['in Vietnamese', 'Đà Nẵng', 'da nang', ['Đà Nẵng']],
    ['with marks on plain letters', 'cafe\u0301s', 's', ['s']],
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

  test('as a search folds them, piece by piece', () => {
    const letters = fc.constantFrom(
      'a',
      'E',
      'é',
      'e\u0301',
      'ß',
      'Ł',
      'İ',
      'か',
      '\u3099',
      'ｶ',
      'ﾞ',
      '가',
      '\u1100',
      '\u1161',
      '\u11a8',
      'ㄱ',
      'ㄳ',
      'ﾡ',
      'ￂ',
      'ㅏ',
      'م',
      '\u064e',
      '\u0640',
      '\ufe76',
      '\u00ad',
      '\u200d',
      'क',
      '\u093c',
      'ё',
      '\u0301',
      'ﬁ',
      '½',
      '👍🏽',
      ' ',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 8 }), (picked) => {
        const text = picked.join('')
        const folded = fold(text)
        const whole = plainLatin(foldWords(text).toLowerCase())
        expect(folded.text).toBe(whole.replaceAll(/\s+/g, ' '))
        expect(folded.places?.length ?? folded.text.length + 1).toBe(folded.text.length + 1)
      }),
    )
  })
})
