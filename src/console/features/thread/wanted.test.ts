import { describe, expect, test } from 'vitest'

import { SQUARE, costOf, growthOf } from '#testing/growth.ts'
import { WORD_PAIRS } from '#testing/word-pairs.ts'

import { fold } from './fold.ts'
import { LEVELS, type Level, placesIn, wantedIn } from './wanted.ts'

const foundIn = (text: string, written: string, level: Level = 'all') =>
  placesIn(fold(text), wantedIn(written), level).spans.map(({ start, end }) =>
    text.slice(start, end),
  )

describe('what is written is found', () => {
  test.each([
    ['as it stands first', 'In 5 to 7 days, not 7, to be sure', '5 to 7', ['5 to 7']],
    ['also inside words', 'refunded', 'fund', ['fund']],
    ['with signs', 'a "key": 1', '"key": 1', ['"key": 1']],
    ['in quotes as a phrase', 'In 5 to 7 days', '"5 to 7"', ['5 to 7']],
    [
      'as a phrase whatever signs are between',
      'five, to seven',
      '"five to seven"',
      ['five, to seven'],
    ],
    ['as words apart', 'The card, a refund, the Card', 'refund card', ['card', 'refund', 'Card']],
    ['as a word and a phrase', '5 to 7 days for a refund', 'refund "5 to 7"', ['5 to 7', 'refund']],
    ['only where all words are', 'The card', 'refund card', []],
    ['as whole words', 'refunded to the card', 'refund "the card"', []],
    ['from where a word begins', 'cancelled, uncancel', 'cancel*', ['cancel']],
    ['one or the other', 'a credit', 'refund OR credit', ['credit']],
    ['without what must not be', 'refund on a card', 'refund -card', []],
    ['whatever operators say', 'a refund', 'refund role:assistant', ['refund']],
    [
      'in names of several words',
      'get_reservation_details',
      'details reservation',
      ['reservation', 'details'],
    ],
    ['in scripts without spaces', '我要申请退款。', '退款 申请', ['申请', '退款']],
    ['beside scripts without spaces', '用VISA付款', '付款 visa', ['VISA', '付款']],
    ['while the quotation is open', 'In 5 to 7 days', '"5 to', ['5 to']],
    ['not when there is nothing', 'anything', '  ', []],
    ['not for operators alone', 'anything', 'role:user', []],
  ])('%s', (_, text, written, found) => {
    expect(foundIn(text, written)).toEqual(found)
  })

  test.each([
    ['by its words', 'the MediaWiki page', 'page wiki', ['Wiki', 'page']],
    ['by a phrase', 'call getUserName now', '"user name" now', ['UserName', 'now']],
    ['by a beginning', 'call getUserName now', 'us* now', ['Us', 'now']],
    ['and numbers behind it', 'as of v3.14.2, it works', '3.14 works', ['3.14', 'works']],
    ['in its own letters', 'für МойЗаказ und Łódź15', 'заказ lodz', ['Заказ', 'Łódź']],
    ['by no other part', 'the MediaWiki page', 'dia page', []],
    ['by no words beside each other', 'use MediaWiki now', '"use media" now', []],
    ['unless it must not be there', 'the MediaWiki page', 'page -wiki', []],
    ['by either', 'zyrp and MediaWiki', 'zyrp OR -wiki', ['zyrp']],
  ])('in a name %s', (_, text, written, found) => {
    expect(foundIn(text, written)).toEqual(found)
  })

  test('on the second level by all of its words, though some be parts of others', () => {
    expect(foundIn('call getUserName now', 'user name', 'parts')).toEqual(['User', 'Name'])
    expect(foundIn('a name of usernames', 'user name', 'parts')).toEqual(['name', 'user'])
    expect(foundIn('the user is here', 'user name', 'parts')).toEqual([])
    expect(foundIn('getUserName', 'user -getusername', 'parts')).toEqual([])
  })
  test('on the next levels by any of its words, then inside others', () => {
    expect(foundIn('refunded to the card', 'refund card', 'any')).toEqual(['card'])
    expect(foundIn('refunded to the card', 'refund card', 'inside')).toEqual(['refund', 'card'])
  })
  test('what must not be there is nowhere left out of account', () => {
    expect(foundIn('refund on a card', 'refund -card', 'any')).toEqual([])
    expect(foundIn('refund on a card', 'refund -card', 'inside')).toEqual([])
  })
  test('no more than wanted, at its places in the text as it was', () => {
    expect(placesIn(fold('ä b '.repeat(50)), wantedIn('b ä'), 'all', 3).spans).toHaveLength(3)
    expect(foundIn('Çafé, ﬁle', 'file cafe')).toEqual(['Çafé', 'ﬁle'])
  })
})

describe('a phrase whose words many signs part', () => {
  const wanted = wantedIn('"total 12" OR "12 total 12"')

  test.each([
    ['dots', '.'],
    ['emoji', '😀'],
  ])('is found over 200,000 %s', (_, sign) => {
    const text = fold(`A total${sign.repeat(200_000)}12 EUR`)
    const cost = costOf(() => {
      for (const level of LEVELS) expect(placesIn(text, wanted, level).spans).toHaveLength(1)
    })
    expect(cost).toBeLessThan(3000)
  })

  test.each([
    ['one beginning', '.', (signs: string) => `total${signs}13`],
    ['many beginnings', 'total ', (starts: string) => `${starts}${'.'.repeat(200_000)}13`],
    ['many beginnings with signs', 'total ............ 13 ', (text: string) => text],
    ['many beginnings that go on', '12 total ............ ', (text: string) => text],
  ])('and is nowhere costs no more than in proportion: %s', (_, unit, textOf) => {
    expect(
      growthOf(unit, (text) => {
        const folded = fold(textOf(text))
        for (const level of LEVELS) placesIn(folded, wanted, level)
      }),
    ).toBeLessThan(SQUARE)
  })
})

test.each(WORD_PAIRS)('as a search finds %j by %j, so it does', (text, query) => {
  for (const written of [query, `"${query}"`]) {
    const found = LEVELS.map((level) => foundIn(text, written, level)).find(
      ({ length }) => length > 0,
    )
    expect(found, written).toBeDefined()
    expect(found).not.toContain('')
  }
})
