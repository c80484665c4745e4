import { expect, test } from 'vitest'

import { NO_WORD, parseQuery } from '#contract/search-language.ts'

import { matchOf } from './match.ts'
import { termsOf } from './text/words.ts'

const NOBODY = {
  thread: () => undefined,
  run: () => undefined,
  message: () => undefined,
  assistant: () => [],
  label: () => [],
  reviewer: () => [],
}
const phrasesOf = (query: string) =>
  matchOf(parseQuery(query), NOBODY).match.groups.flatMap((tests) =>
    tests.flatMap((each) => ('phrase' in each ? each.phrase : [])),
  )
const isFound = (text: string, query: string) =>
  phrasesOf(query).every(({ terms, isPrefix }) =>
    ` ${termsOf(text)} `.includes(` ${terms.join(' ')}${isPrefix ? '' : ' '}`),
  )

test.each([
  ['酒店', '酒'],
  ['请帮我预订酒店', '酒'],
  ['near 酒店', '"near 酒"'],
  ['near 酒 店', '"near 酒"'],
  ['你 и я', 'я'],
  ['parcels', 'parc*'],
])('%j is found by %j', (text, query) => {
  expect(isFound(text, query)).toBe(true)
})

test.each([
  ['Яблоко', 'я'],
  ['и это', '"и э"'],
  ['שלום', 'ש'],
  ['ξένος', 'ξ'],
  ['parcel', 'p'],
  ['1999', '1'],
])('%j is not found by %j', (text, query) => {
  expect(isFound(text, query)).toBe(false)
})

test('a long phrase is looked for by its beginning', () => {
  const phraseIn = (text: string) => phrasesOf(`"${text}"`)
  const words = Array.from({ length: 60 }, (_, at) => `w${at}`)
  expect(phraseIn(words.join(' '))).toEqual([{ terms: words.slice(0, 40), isPrefix: false }])
  expect(phraseIn('the the the the the end')).toEqual([
    { terms: ['the', 'the', 'the', 'the'], isPrefix: false },
  ])
  expect(phraseIn('the end of the end')).toEqual([
    { terms: ['the', 'end', 'of', 'the', 'end'], isPrefix: false },
  ])
})

test.each([
  ['refund & card', 'refund card'],
  ['order - please', 'order please'],
  ['"?!" has:image', 'has:image'],
  ['… role:user', 'role:user'],
  ['refund OR &', 'refund'],
  ['-* refund', 'refund'],
])('%j is looked for as %j', (query, same) => {
  const { problems, match } = matchOf(parseQuery(query), NOBODY)
  expect(problems).toEqual([])
  expect(match).toEqual(matchOf(parseQuery(same), NOBODY).match)
})

test.each([
  ['a* A* á* b', 'a* b'],
  ['a OR b OR a', 'a OR b'],
  ['-a* -a* b -A*', '-a* b'],
  ['role:user role:USER x', 'role:user x'],
  ['a OR b A OR B', 'a OR b'],
])('what %j says again is looked for once', (query, once) => {
  const groupsIn = (text: string) => matchOf(parseQuery(text), NOBODY).match.groups
  expect(groupsIn(query)).toEqual(groupsIn(once))
})

test('signs alone are no query', () => {
  const { problems } = matchOf(parseQuery('& OR - "?!"'), NOBODY)
  expect(problems).toEqual([{ start: 0, end: 1, message: NO_WORD }])
})

test('of several dates the narrowest counts, in any order', () => {
  const timesOf = (query: string) => {
    const { from, to } = matchOf(parseQuery(query), NOBODY).match
    return { from, to }
  }
  const [early, late] = [Date.UTC(2026, 0) / 1000, Date.UTC(2026, 5) / 1000]
  for (const query of ['before:2026-01 before:2026-06', 'before:2026-06 before:2026-01']) {
    expect(timesOf(query)).toEqual({ from: undefined, to: early })
  }
  for (const query of ['after:2026-01 after:2026-06', 'after:2026-06 after:2026-01']) {
    expect(timesOf(query)).toEqual({ from: late, to: undefined })
  }
  expect(timesOf('-before:2026-01 -after:2026-06')).toEqual({ from: early, to: late })
})

test('days, months and years are those of a zone', () => {
  const timesIn = (query: string, zone?: string) => {
    const { from, to } = matchOf(parseQuery(query), NOBODY, zone).match
    return [from, to].map((at) => at && new Date(at * 1000).toISOString())
  }
  const query = 'after:2026-04-24 -after:2026-05 before:2027'
  expect(timesIn(query, 'Africa/Cairo')).toEqual([
    '2026-04-23T22:00:00.000Z',
    '2026-04-30T21:00:00.000Z',
  ])
  expect(timesIn('before:2027', 'Pacific/Auckland')).toEqual([
    undefined,
    '2026-12-31T11:00:00.000Z',
  ])
  expect(timesIn(query)).toEqual(timesIn(query, 'UTC'))
})

test('an id names what it names wherever it stands, whether that is wanted or not', () => {
  const groupsOf = (query: string) =>
    matchOf(parseQuery(query), { ...NOBODY, message: () => 7 }).match.groups
  const says = { phrase: { terms: ['msg', 'x'], isPrefix: false } }
  const any = [says, { tag: 'g7' }]
  const word = { phrase: { terms: ['a'], isPrefix: false }, isNot: false }
  expect(groupsOf('msg_x')).toEqual([[{ any, isNot: false }]])
  expect(groupsOf('-msg_x')).toEqual([[{ any, isNot: true }]])
  expect(groupsOf('a OR -msg_x')).toEqual([[word, { any, isNot: true }]])
})
