import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { SQUARE, growthOf } from '#testing/growth.ts'

import { fold } from './fold.ts'
import { type Standing, wordsOf } from './words.ts'

const DECOMPOSED = '환불해 주세요'.normalize('NFD')
const textOf = (text: string, { start, end }: Standing) => text.slice(start, end)

test.each([
  ['a vowel of Thai that is two', 'กทำคืน', ['กท', 'ทำ', 'ำ', 'ำค', 'คื', 'ืน', 'น']],
  ['a vowel of Lao that is two', 'ນຳ', ['ນຳ', 'ຳ', 'ຳ']],
  ['narrow kana with their voice', 'ｶﾞｽ台ﾊﾟ', ['ｶﾞｽ', 'ｽ台', '台ﾊﾟ', 'ﾊﾟ']],
  [
    'kana with a mark',
    'か\u3099い\u3066\u3099す',
    ['か\u3099い', 'い\u3066\u3099', '\u3066\u3099す', 'す'],
  ],
  [
    'syllables in pieces',
    DECOMPOSED,
    ['환불', '불해', '해', '주세', '세요', '요'].map((word) => word.normalize('NFD')),
  ],
  ['narrow syllables in pieces', 'ﾡￂﾤﾡￂ한', ['ﾡￂﾤ', 'ﾤﾡￂ', 'ﾡￂ한', '한']],
  ['letters of Korean by themselves', 'ㅋㅋ하', ['ㅋㅋ', 'ㅋ하', '하']],
  ['two kana in one', 'ゟのヿ', ['ゟ', 'ゟの', 'のヿ', 'ヿ', 'ヿ']],
  ['a choice of glyph', '葛\u{e0100}城市', ['葛\u{e0100}城', '城市', '市']],
  ['blanks of no width', 'คืน\u200bเงิน', ['คื', 'ืน\u200b', 'น\u200bเ', 'เง', 'งิ', 'ิน', 'น']],
  [
    'more and fewer that make up for each other',
    'ทำか\u3099い',
    ['ทำ', 'ำ', 'ำか\u3099', 'か\u3099い', 'い'],
  ],
  ['a ligature beside them', 'oﬃce退款店', ['oﬃce', '退款', '款店', '店']],
  ['words in one letter', 'من\ufdfaمن', ['من\ufdfa', '\ufdfa', '\ufdfa', '\ufdfaمن']],
])('words know where they stand: %s', (_, text, words) => {
  const standing = [...wordsOf(text)].map((word) => textOf(text, word))
  expect(standing).toEqual(words)
})

/** Each is folded by itself, and is as it is written or one character or more in its place. */
const LETTERS =
  'น้|ที่|ำ|ຳ|ໜ|退|𠮷|が|か\u3099|ﾊﾞ|ﾊﾟ|ｱ|ゟ|ヿ|ー|한|\u1112\u1161\u11ab|\u1100\u1161|ﾡￂ|ㅋ|葛\u{e0100}|葛\u200b|ខ្មែ|မြ|\uf900|〸'.split(
    '|',
  )

test('each pair of writing without spaces stands where its letters do, whatever they fold to', () => {
  const letters = fc.array(fc.constantFrom(...LETTERS), { minLength: 2, maxLength: 30 })
  fc.assert(
    fc.property(letters, (written) => {
      const text = written.join('')
      const characters: Standing[] = []
      let start = 0
      for (const letter of written) {
        const end = start + letter.length
        let at = start
        for (const term of fold(letter)) {
          const isAsWritten = fold(letter) === letter
          const place = isAsWritten ? { start: at, end: at + term.length } : { start, end }
          characters.push({ ...place, term })
          at += term.length
        }
        start = end
      }
      const pairs = characters.map((first, at) => {
        const next = characters[at + 1]
        return {
          term: first.term + (next?.term ?? ''),
          start: first.start,
          end: next?.end ?? first.end,
          firstEnd: first.end,
        }
      })
      const found = [...wordsOf(text)].map((word) => ({
        term: word.term,
        start: word.start,
        end: word.end,
        firstEnd: word.firstEnd,
      }))
      expect(found).toEqual(pairs)
    }),
  )
})

/** Letters of all kinds, of which some fold together with what stands before them. */
const ANY =
  'a|B|é|e\u0301|ß|ﬁ|ﬃ|İ|Ａ|½|²|ǆ|ё|и\u0306|م|\u064e|\u0640|ﻻ|\ufdfa|ש|\u05c1|क|\u093c|ि|\u0958|கொ|ำ|น|น้|\u200b|\u00ad|か|\u3099|ﾞ|ｶ|ゟ|退|가|\u1100|\u1161|\u11a8|ㅏ|ㄳ|ﾡ|ￂ|\u{16d67}|\u{16d63}|👍🏽| |.|7|๑'.split(
    '|',
  )

test('what is in the place of a word is that word', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...ANY), { maxLength: 16 }), (letters) => {
      const text = letters.join('')
      let at = 0
      for (const word of wordsOf(text)) {
        const there = textOf(text, word)
        const terms = [...wordsOf(there)].map(({ term }) => term)
        expect(terms, JSON.stringify([text, there])).toContain(word.term)
        expect(word.start).toBeGreaterThanOrEqual(at)
        at = word.start
      }
    }),
    { numRuns: 2000 },
  )
})

test('a number behind a stretch goes on no number within it', () => {
  const names = [...wordsOf('ทำv3ชิ้น.14')].flatMap((word) => word.names.flat())
  expect(names.map(({ term }) => term)).not.toContain('14')
})

test.each(['ทำคืน', 'か\u3099退', '\u1112\u1161\u11ab', '\u3099'])(
  'a stretch of many %j costs no more than in proportion',
  (unit) => {
    const walk = (text: string) => {
      for (const _ of wordsOf(text));
    }
    expect(growthOf(unit, walk)).toBeLessThan(SQUARE)
  },
)
