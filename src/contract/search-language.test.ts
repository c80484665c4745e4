import { expect, test } from 'vitest'

import { RUN_STATUSES } from './run-status.ts'
import {
  MAX_QUERY_BEGINNINGS,
  MAX_QUERY_CLAUSES,
  NO_WORD,
  parseQuery,
  readDate,
} from './search-language.ts'

test.each([
  ['meta:source=abcd', 'meta:source=abcd', 'Write meta.source:abcd.'],
  ['card -META:source:a:b x', '-META:source:a:b', 'Write meta.source:a:b.'],
  ['meta:4', 'meta:4', 'Write the key of the metadata as well, as in meta.desk:4.'],
  ['meta:', 'meta:', 'Write the key of the metadata as well, as in meta.desk:4.'],
])('of %s it is said how metadata is written', (query, part, message) => {
  const start = query.indexOf(part)
  expect(parseQuery(query).problems).toEqual([{ start, end: start + part.length, message }])
})

const UNCLOSED = 'This quotation mark has no second one.'
const BLANKS = 'Write meta.desk:4, or meta."order no":4 where the key has blanks.'
const sayWhat = (key: string) =>
  `Say what meta.${key}: is to be, as in meta.desk:4. Words stand in quotation marks.`
test.each([
  ['card meta."lang:zh', '"lang:zh', UNCLOSED],
  ['-meta.“order no:4 card', '“order no:4 card', UNCLOSED],
  ['meta." no', '" no', UNCLOSED],
  ['meta.lang:"zh', '"zh', UNCLOSED],
  ['role:"user', '"user', UNCLOSED],
  ['meta.lang', 'meta.lang', sayWhat('lang')],
  ['card -META.a.b x', '-META.a.b', sayWhat('a.b').replace('meta.', 'META.')],
  ['meta.lan*', 'meta.lan*', sayWhat('lan')],
  ['meta."order no" card', 'meta."order no"', sayWhat('"order no"')],
  ['meta.lang:', 'meta.lang:', 'Say what meta.lang: is to be, as in meta.desk:4.'],
  ['meta."a"b:4', 'meta."a"b:4', BLANKS],
  ['meta."":4', 'meta."":4', BLANKS],
  ['meta.:4', 'meta.:4', BLANKS],
])('a pair of metadata that has no end is told: %s', (query, part, message) => {
  const start = query.indexOf(part)
  expect(parseQuery(query).problems).toEqual([{ start, end: start + part.length, message }])
})

test('a key of metadata has quotation marks of any kind', () => {
  expect(parseQuery('meta.“order no”:4').groups).toMatchObject([
    [{ type: 'operator', name: 'meta', key: 'order no', value: '4' }],
  ])
})

test('a query that is too long is told so, and where it goes on too far', () => {
  expect(parseQuery('a'.repeat(1000)).problems).toEqual([])
  expect(parseQuery('a'.repeat(1500)).problems).toEqual([
    {
      start: 1000,
      end: 1500,
      message: 'A search has up to 1000 characters, and this has 1500.',
    },
  ])
})

test('what stands behind OR and cannot be read is told, and not the OR', () => {
  expect(parseQuery('a OR role:bot').problems).toMatchObject([{ start: 5, end: 13 }])
})

test.each(['-', '###', '*', '"!!"', '🎉', '👍🏽', '🇩🇪', '👨‍👩‍👧', '❤️', '& OR -'])(
  '%s has no word',
  (query) => {
    expect(parseQuery(query).problems).toContainEqual(expect.objectContaining({ message: NO_WORD }))
  },
)

test.each([
  '"meta:4"',
  'meta',
  'of the meta.',
  '(meta.)',
  '"meta.lang"',
  'metadata:4',
  'c++',
  '5',
  '東',
  'meta.desk:!',
  '-5',
  'refund -',
  '- OR a',
  'after:1970',
  '-before:1970-01-01',
  'before:1969',
])('%s can be asked', (query) => {
  expect(parseQuery(query).problems).toEqual([])
})

test('a query has up to 50 parts', () => {
  const partsOf = (count: number) => Array.from({ length: count }, (_, at) => `w${at}`).join(' ')
  const longest = partsOf(MAX_QUERY_CLAUSES)
  expect(MAX_QUERY_CLAUSES).toBe(50)
  expect(parseQuery(longest).problems).toEqual([])
  const query = partsOf(MAX_QUERY_CLAUSES + 1)
  expect(parseQuery(query).problems).toEqual([
    { start: longest.length + 1, end: query.length, message: 'A search has up to 50 parts.' },
  ])
})

test('a query has up to 12 beginnings of words', () => {
  const partsOf = (count: number) => Array.from({ length: count }, (_, at) => `w${at}*`).join(' ')
  const most = partsOf(MAX_QUERY_BEGINNINGS)
  expect(MAX_QUERY_BEGINNINGS).toBe(12)
  expect(parseQuery(`${most} and more`).problems).toEqual([])
  expect(parseQuery(`${most} -more* words`).problems).toEqual([
    {
      start: most.length + 1,
      end: most.length + 7,
      message: 'A search has up to 12 words with *.',
    },
  ])
})

test('OR stands between two things to look for', () => {
  const message = 'OR stands between two things to look for.'
  const problemsOf = (query: string) => parseQuery(query).problems
  expect(problemsOf('OR a')).toEqual([{ start: 0, end: 2, message }])
  expect(problemsOf('a OR')).toEqual([{ start: 2, end: 4, message }])
  expect(problemsOf('a OR OR b')).toEqual([{ start: 5, end: 7, message }])
  expect(problemsOf('OR')).toContainEqual({ start: 0, end: 2, message })
  const { groups, problems } = parseQuery('a OR -b c ORDER or')
  expect(problems).toEqual([])
  expect(groups).toMatchObject([
    [{ text: 'a' }, { text: 'b', isNot: true }],
    [{ text: 'c' }],
    [{ text: 'ORDER' }],
    [{ text: 'or' }],
  ])
})

test('a word or a phrase with a star goes on', () => {
  const word = { type: 'words', isPhrase: false, isPrefix: false, isNot: false }
  const phrase = { ...word, isPhrase: true, text: 'my lost' }
  const partsOf = (query: string) => parseQuery(query).groups
  expect(partsOf('-ref* a')).toEqual([
    [{ ...word, text: 'ref', isPrefix: true, isNot: true, start: 0, end: 5 }],
    [{ ...word, text: 'a', start: 6, end: 7 }],
  ])
  expect(partsOf('"my lost"* a')).toEqual([
    [{ ...phrase, isPrefix: true, start: 0, end: 10 }],
    [{ ...word, text: 'a', start: 11, end: 12 }],
  ])
  expect(partsOf('“my lost” a')).toEqual([
    [{ ...phrase, start: 0, end: 9 }],
    [{ ...word, text: 'a', start: 10, end: 11 }],
  ])
})

test.each([
  ['2026', Date.UTC(2026, 0)],
  ['2026-5', Date.UTC(2026, 4)],
  ['2026-05', Date.UTC(2026, 4)],
  [' 2026-05-31 ', Date.UTC(2026, 4, 31)],
  ['2024-02-29', Date.UTC(2024, 1, 29)],
  ['2026-02-29', undefined],
  ['2026-13', undefined],
  ['2026-00', undefined],
  ['2026-04-31', undefined],
  ['26', undefined],
  ['2026-05-', undefined],
  ['2026-05-31x', undefined],
  ['', undefined],
])('the date %j is read as %s', (value, time) => {
  expect(readDate(value)).toBe(time === undefined ? undefined : time / 1000)
})

test('a year of the first century is not one of the last', () => {
  expect(readDate('0050')).toBe(Date.parse('0050-01-01T00:00:00Z') / 1000)
  expect(readDate('0000-02-29')).toBe(Date.parse('0000-02-29T00:00:00Z') / 1000)
  expect(readDate('0001-02-29')).toBeUndefined()
})

test.each([
  ['--dry-run', false],
  ['-5.25e10', false],
  ['-1,000', false],
  ['-40%', false],
  ['-2026*', false],
  ['-dry-run', true],
  ['-2fa', true],
  ['-"5"', true],
  ['-.5x', true],
  ['\u2010card', true],
  ['\u2011card', true],
  ['–card', true],
  ['–"pay card"', true],
  ['−card', true],
  ['－card', true],
  ['﹣card', true],
  ['−5', false],
  ['—card', false],
])('whether %s is turned round: %s', (query, isNot) => {
  expect(parseQuery(`a ${query}`).groups[1]).toMatchObject([{ type: 'words', isNot }])
})

test.each([
  ['refund NOT card', 'NOT', /Write - before/],
  ['refund NOT', 'NOT', /Write - before/],
  ['refund AND NOT', 'NOT', /Write - before/],
  ['refund AND', 'AND', /^AND stands between two things to look for, and can be left out/],
  ['AND refund', 'AND', /^AND stands between/],
  ['refund AND OR card', 'AND', /^AND stands between/],
  ['refund OR AND card', 'AND', /^AND stands between/],
  ['refund AND AND card', 'AND', /^AND stands between/],
  ['退款 AND', 'AND', /^AND stands between/],
  ['–(refund card)', '–(refund card)', /Brackets join nothing/],
  ['-(refund card)', '-(refund card)', /Brackets join nothing/],
  ['refund OR (credit card) today', '(credit card)', /Brackets join nothing/],
  ['(credit card) OR refund', '(credit card)', /Brackets join nothing/],
  ['(refund OR credit) card', '(refund OR credit)', /Brackets join nothing/],
])('what other languages write is told of: %s', (query, part, message) => {
  const start = query.indexOf(part)
  expect(parseQuery(query).problems[0]).toEqual({
    start,
    end: start + part.length,
    message: expect.stringMatching(message) as string,
  })
})

const wordsOf = (query: string) => {
  const { groups, problems } = parseQuery(query)
  expect(problems).toEqual([])
  return groups.map((group) => group.map((clause) => clause.type === 'words' && clause.text))
}

test.each([
  ['refund AND card', [['refund'], ['card']]],
  ['refund AND card OR credit', [['refund'], ['card', 'credit']]],
  ['AND', [['AND']]],
  ['NOT', [['NOT']]],
  ['"AND" card "NOT"', [['AND'], ['card'], ['NOT']]],
  ['TERMS AND', [['TERMS'], ['AND']]],
  ['NOT FOUND', [['NOT'], ['FOUND']]],
  ['refund AND -card', [['refund'], ['card']]],
  ['refund "AND" card', [['refund'], ['AND'], ['card']]],
  ['TERMS AND CONDITIONS', [['TERMS'], ['AND'], ['CONDITIONS']]],
  ['DO NOT DISTURB', [['DO'], ['NOT'], ['DISTURB']]],
  ['not and', [['not'], ['and']]],
  ['see (the page below) for it', [['see'], ['(the'], ['page'], ['below)'], ['for'], ['it']]],
  ['-(refund)', [['(refund)']]],
])('AND joins what is joined anyway: %s', (query, words) => {
  expect(wordsOf(query)).toEqual(words)
})

test('what is asked of one run, one review or the thread has its key behind a full stop', () => {
  const { groups, problems } = parseQuery('run.Status:failed -review.by:AB thread.after:2026-05')
  expect(problems).toEqual([])
  expect(groups.flat()).toMatchObject([
    { type: 'operator', name: 'run', key: 'status', value: 'failed', isNot: false },
    { type: 'operator', name: 'review', key: 'by', value: 'AB', isNot: true },
    { type: 'operator', name: 'thread', key: 'after', value: '2026-05', isNot: false },
  ])
})

test.each([
  ['run.status:good', `run.status: is one of ${RUN_STATUSES.join(', ')}.`],
  ['review.has:note', 'review.has: is one of verdict, flag.'],
  ['run.before:monday', 'Write a date as 2026-05-31, 2026-05 or 2026.'],
  ['run.model:', 'Say what run.model: is to be, as in run.model:gpt-4o.'],
])('what is wrong with %s is said', (query, message) => {
  expect(parseQuery(query).problems).toEqual([{ start: 0, end: query.length, message }])
})

test.each(['thread.java:123', 'review:done', 'run.log:', 'run.constructor:x', 'review.toString:x'])(
  '%s is a word',
  (query) => {
    const { groups, problems } = parseQuery(query)
    expect(problems).toEqual([])
    expect(groups).toMatchObject([[{ type: 'words' }]])
  },
)
