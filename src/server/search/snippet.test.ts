import { expect, test } from 'vitest'

import { phraseOf } from '#contract/words.ts'

import { phraseIn } from './match.ts'
import { placesIn, snippetsFor } from './snippet.ts'

const phrases = (...words: string[]) =>
  words.map((word) => ({ terms: word.split(' '), isPrefix: false }))
const marked = (text: string, words: string[], isMarkdown = false) => {
  const snippet = snippetsFor(phrases(...words))(text, { isMarkdown })
  return { ...snippet, marks: snippet.marks.map(([start, end]) => snippet.text.slice(start, end)) }
}

test('the part that has most of what was looked for is shown', () => {
  const text = `A ticket. ${'Nothing of it stands here. '.repeat(20)}Your ticket, and its refund. ${'The end. '.repeat(60)}`
  const { text: shown, marks } = marked(text, ['refund', 'ticket'])
  expect(shown).toMatch(/^….*Your ticket, and its refund\. /)
  expect(marks).toEqual(['ticket', 'refund'])
  expect(shown.length).toBeLessThanOrEqual(262)
})

test('an answer is shown without the thoughts before it, unless the words stand there', () => {
  const text = `<think>The refund is due. ${'Hm. '.repeat(100)}</think>\n\nYou get your ticket.`
  expect(marked(text, ['ticket'], true).text).toBe('You get your ticket.')
  expect(marked(text, [], true).text).toBe('You get your ticket.')
  expect(marked(text, ['refund'], true).text).toContain('The refund is due.')
})

test('a word with a sign in it that is not seen is marked as it stands', () => {
  for (const sign of ['\u00ad', '\u200b', '\ufeff'])
    for (const isMarkdown of [true, false])
      expect(marked(`The sea${sign}gull  landed`, ['seagull'], isMarkdown)).toEqual({
        text: `The sea${sign}gull landed`,
        marks: [`sea${sign}gull`],
      })
})

test('where nothing stands near another, the first place is shown', () => {
  const text = `One ticket. ${'Nothing of it. '.repeat(40)}One refund.`
  expect(marked(text, ['refund', 'ticket'])).toMatchObject({ marks: ['ticket'] })
})

test('an answer is shown without the marks of Markdown and of sources', () => {
  const text =
    '1. **Reservation** of the [ticket](https://example.org)【4:0†rules.md】\n2. `refund`'
  expect(marked(text, ['ticket', 'refund'], true)).toEqual({
    text: 'Reservation of the ticket · refund',
    marks: ['ticket', 'refund'],
  })
  expect(marked(text, ['ticket'])).toMatchObject({ marks: ['ticket'] })
})

test('what was found in the marks alone is shown with them', () => {
  expect(marked('```haskell\nmain\n```', ['haskell'], true)).toEqual({
    text: '```haskell main ```',
    marks: ['haskell'],
  })
})

test('code stands as it is written, also far behind its fence', () => {
  const code = `\`\`\`python\n${'call_me()\n'.repeat(40)}def __init__(self, **kw):\n\`\`\`\n**So**`
  const { text, marks } = marked(code, ['init'], true)
  expect(text).toContain('call_me() def __init__(self, **kw): So')
  expect(marks).toEqual(['init'])
})

test('places that overlap or touch are one', () => {
  expect(placesIn('酒店酒店', phrases('酒店'))).toEqual([[0, 4]])
  expect(placesIn('lost my card', phrases('lost my', 'my card'))).toEqual([[0, 12]])
  expect(placesIn('lost my card', phrases('lost', 'card'))).toEqual([
    [0, 4],
    [8, 12],
  ])
})

test('a name is marked where it, a part of it, or it with the next word was looked for', () => {
  const text = 'Call getUserName twice'
  expect(marked(text, ['getusername twice']).marks).toEqual(['getUserName twice'])
  expect(marked(text, ['user name']).marks).toEqual(['getUserName'])
  expect(marked(text, ['name twice']).marks).toEqual([])
})

const LONG = 'Nothing of it. '.repeat(20_000)
const LATE = `${LONG.slice(0, 9000)} One refund.`

test('all texts of a page together are looked through to a bound', () => {
  const snippetOf = snippetsFor(phrases('refund'))
  expect(snippetOf(LATE).marks).toHaveLength(1)
  for (let text = 0; text < 20; text += 1) snippetOf(LONG)
  expect(snippetOf(LATE).marks).toEqual([])
  expect(snippetOf(LATE.slice(-1000)).marks).toHaveLength(1)
})

test('a text is looked through no further than to a part that has all', () => {
  const snippetOf = snippetsFor(phrases('refund', 'ticket'))
  for (let text = 0; text < 100; text += 1) snippetOf(`The ticket, its refund. ${LONG}`)
  expect(snippetOf(LATE).marks).toHaveLength(1)
})

test('places do not overlap', () => {
  expect(placesIn('late late parcel', phrases('late late', 'late parcel', 'late'))).toEqual([
    [0, 16],
  ])
})

test.each([
  ['behind it', `snipword ${'🎉'.repeat(400)}`, /^snipword 🎉+…$/u],
  ['before it', `${'🎉'.repeat(401)} snipword`, /^…🎉+ snipword$/u],
  ['around it', `a${'👨‍👩‍👧‍👦'.repeat(99)}snipword${'👨‍👩‍👧‍👦'.repeat(99)}`, /^…(👨‍👩‍👧‍👦)+snipword(👨‍👩‍👧‍👦)+…$/u],
  ['of a flag', `${'🇩🇪'.repeat(99)} snipword ${'🇩🇪'.repeat(99)}`, /^…(🇩🇪)+ snipword (🇩🇪)+…$/u],
  ['of words', `snipword ${'word '.repeat(99)}`, /^snipword (word )+.*…$/],
])('no character is cut in two, and a cut is shown: %s', (_, text, shown) => {
  for (const isMarkdown of [false, true]) {
    const snippet = marked(text, ['snipword'], isMarkdown)
    expect(snippet.text).toMatch(shown)
    expect(snippet.text.isWellFormed()).toBe(true)
    expect(snippet.marks).toEqual(['snipword'])
  }
})

test('what is shown whole has no sign of a cut', () => {
  expect(marked('A ticket. \n\n', ['ticket']).text).toBe('A ticket.')
})

test('words that marks join are marked in the snippet, as written and as shown', () => {
  const text = `${'其他内容。'.repeat(30)}请注意**押金**将在七天内退还，查看[退货须知](https://x.example/a)后再办。`
  for (const isMarkdown of [false, true]) {
    const [first, second] = [['押金将在'], ['须知后再']].map((words) =>
      marked(
        text,
        words.map((word) => phraseOf(word).join(' ')),
        isMarkdown,
      ),
    )
    expect(first?.marks).toEqual([isMarkdown ? '押金将在' : '押金**将在'])
    expect(second?.marks).toEqual([isMarkdown ? '须知后再' : '须知](https://x.example/a)后再'])
  }
})

test.each([
  ['Er sah den Fluß der Łódź', ['fluss'], ['Fluß']],
  ['straße Hauptstraße STRASSE', ['strasse'], ['straße', 'STRASSE']],
  ['œuvre, cœur und Ærø', ['coeur', 'aero'], ['cœur', 'Ærø']],
  ['İstanbul ve ılık', ['istanbul', 'ilik'], ['İstanbul', 'ılık']],
  ['uses v3.14.2 here', ['3 14 2'], ['v3.14.2']],
])('in %j the words are marked as written', (text, words, marks) => {
  expect(marked(text, words).marks).toEqual(marks)
})

test.each([
  ['計測 zqデータ iPhone用ケース', 'zqデ', ['zqデ']],
  ['計測 zqデータ iPhone用ケース', 'iPhone用', ['iPhone用']],
  ['計測 zqデータ iPhone用ケース', 'デ', ['デ']],
  ['計測 zqデータ iPhone用ケース', 'データ', ['データ']],
  ['計測 zq**デ**ータ', 'zqデ', ['zqデ']],
  ['𠮷野家 の𠮷', '𠮷', ['𠮷', '𠮷']],
  ['ガス台とガ', 'ガ', ['ガ', 'ガ']],
  ['cancelled', 'cancel*', ['cancelled']],
])('in %j the mark of %j ends with what was searched for', (text, query, marks) => {
  const isPrefix = query.endsWith('*')
  const snippet = snippetsFor([phraseIn(query.replace('*', ''), isPrefix)])(text, {
    isMarkdown: true,
  })
  expect(snippet.marks.map(([start, end]) => snippet.text.slice(start, end))).toEqual(marks)
})

test('a mark ends with what was searched for, also as it is written in Markdown', () => {
  const text = '計測 zq**デ**ータ'
  const [[start, end] = []] = placesIn(text, [phraseIn('zqデ')])
  expect(text.slice(start, end)).toBe('zq**デ')
})

test('a Greek sigma is one letter, at the end of a word and typed as it is within one', () => {
  const of = (word: string) => phrases(phraseOf(word).join(' '))
  expect(placesIn('ο μεγάλος κόσμος', of('μεγαλοσ'))).toEqual([[2, 9]])
  expect(placesIn('Ο ΜΕΓΑΛΟΣ', of('μεγάλος'))).toEqual([[2, 9]])
})

const THAI = 'ผมต้องการคืนสินค้านี้ครับ'.repeat(20)
const JAPANESE = 'ご注文の配送状況'.repeat(60)
const KOREAN = '주문을 받았습니다'.repeat(30).normalize('NFD')

test.each([
  ['of Thai', 'กรุณาทำการคืนเงินให้ผม', 'คืนเงิน'],
  ['of Thai, far ahead', `น้ำ${THAI}พฤศจิกายน${THAI}`, 'พฤศจิกายน'],
  ['of Japanese', `ﾊﾞ${JAPANESE}返金${JAPANESE}`, '返金'],
  ['of Korean', `${KOREAN}${'환불해'.normalize('NFD')}${KOREAN}`, '환불'],
])('a letter %s that folds to more or fewer moves no mark', (_, text, query) => {
  for (const isMarkdown of [false, true]) {
    const { marks } = marked(text, [phraseOf(query).join(' ')], isMarkdown)
    expect(marks.map((mark) => mark.normalize('NFC'))).toEqual([query])
  }
})
