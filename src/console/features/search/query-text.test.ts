import { expect, test } from 'vitest'

import { writtenOperator } from '#console/util/written-operator.ts'
import { parseQuery } from '#contract/search-language.ts'

import {
  emojiIn,
  examplesOf,
  isFilter,
  operatorsIn,
  prefixExample,
  problemIn,
  tokenAt,
  tooMuchIn,
  whileTyped,
  withPair,
  withToken,
  withoutClause,
} from './query-text.ts'

test.each([
  ['refund status:inc|', { operator: 'status', typed: 'inc' }],
  ['refund -status:inc|omplete x', { operator: 'status', typed: 'inc', not: '-' }],
  ['meta."order no":A|', { operator: 'meta', key: 'order no', typed: 'A' }],
  ['meta.“order no”:A|', { operator: 'meta', key: 'order no', typed: 'A' }],
  ['meta.desk:|', { operator: 'meta', key: 'desk', typed: '' }],
  ['assistant:"Travel sup|', { operator: 'assistant', typed: 'Travel sup' }],
  ['refund sta|', { operator: undefined, typed: 'sta' }],
  ['refund |', { operator: undefined, typed: '' }],
  ['https://a.b|', { operator: undefined, typed: 'https://a.b' }],
])('at the caret of %s stands %o', (marked, token) => {
  const caret = marked.indexOf('|')
  expect(tokenAt(marked.replace('|', ''), caret)).toMatchObject(token)
})

test('what is taken stands in place of what was written, with a blank behind it', () => {
  const text = 'refund sta card'
  const token = tokenAt(text, 10)
  expect(withToken(text, token, 'status:')).toEqual({ text: 'refund status: card', caret: 14 })
  expect(withToken(text, token, 'status:failed')).toEqual({
    text: 'refund status:failed card',
    caret: 21,
  })
  expect(withToken('sta', tokenAt('sta', 3), 'role:user')).toEqual({
    text: 'role:user ',
    caret: 10,
  })
})

test.each([
  ['desk', '4'],
  ['order no', 'two words'],
  ['a.b', 'x:y'],
])('metadata %s = %s is read back as it was written', (key, value) => {
  const text = writtenOperator('meta', value, { key })
  expect(operatorsIn(text ?? '')).toMatchObject([{ name: 'meta', key, value }])
})

test('what the language cannot write is not written', () => {
  expect(writtenOperator('meta', 'say "yes" now', { key: 'a' })).toBeUndefined()
  expect(writtenOperator('meta', '', { key: 'a' })).toBeUndefined()
  expect(writtenOperator('meta', 'x', { key: 'a"b' })).toBeUndefined()
  expect(writtenOperator('meta', 'x')).toBeUndefined()
  expect(writtenOperator('meta', ' ', { key: 'a' })).toBeUndefined()
  expect(writtenOperator('role', 'king')).toBeUndefined()
})

test.each([
  ['refund role:user card', 'role:user', 'refund card'],
  ['role:user OR role:assistant x', 'role:user', 'role:assistant x'],
  ['role:user OR role:assistant x', 'role:assistant', 'role:user x'],
  ['a OR role:user OR b', 'role:user', 'a OR b'],
  ['-status:failed', '-status:failed', ''],
  ['"two  blanks" role:user "three   more"', 'role:user', '"two  blanks" "three   more"'],
  ['a AND role:user', 'role:user', 'a'],
  ['role:user AND a', 'role:user', 'a'],
  ['a AND role:user AND b', 'role:user', 'a AND b'],
  ['a AND role:user b', 'role:user', 'a AND b'],
  ['a OR role:user AND b', 'role:user', 'a AND b'],
  ['LAST AND role:user', 'role:user', 'LAST'],
])('%s without %s is %s', (query, part, rest) => {
  const clause = operatorsIn(query).find(({ start, end }) => query.slice(start, end) === part)
  expect(clause && withoutClause(query, clause)).toBe(rest)
  expect(parseQuery(rest).problems).toEqual([])
})

test('a quotation that is being written waits for its second mark, and says so', () => {
  expect(problemIn('refund "five to')).toEqual({
    start: 7,
    end: 15,
    message: 'This quotation mark has no second one.',
  })
  expect(problemIn('refund "five to"')).toBeUndefined()
})

test('what cannot be asked says why', () => {
  expect(problemIn('refund status: card')).toMatchObject({ start: 7, end: 14 })
  expect(problemIn('refund OR')).toBeDefined()
  expect(problemIn('refund')).toBeUndefined()
})

test.each([
  ['role:user -status:failed', true],
  ['role:user OR role:assistant', true],
  ['role:user refund', false],
  ['-refund', false],
  ['status:nothing', false],
  ['', false],
])('that %s only narrows is %s', (query, is) => {
  expect(isFilter(query)).toBe(is)
})

test('a pair of metadata takes the place of the one of its key', () => {
  expect(withPair('', 'desk', '4')).toBe('meta.desk:4')
  expect(withPair('card meta.desk:4 role:user', 'desk', 'front desk')).toBe(
    'card role:user meta.desk:"front desk"',
  )
  expect(withPair('-meta.desk:4', 'desk', '5')).toBe('-meta.desk:4 meta.desk:5')
  expect(withPair('card', 'note', 'one\ntwo')).toBeUndefined()
})

test.each([
  ['a pair without a key', 'card', '', 'x'],
  ['a blank value', 'card', 'desk', ' '],
  ['a query that becomes too long', 'x'.repeat(990), 'desk', '4'],
  ['a query of as many parts as there may be', 'a '.repeat(50).trim(), 'desk', '4'],
  ['a quotation that is open', 'card "five to', 'desk', '4'],
  ['OR before it', 'card OR', 'desk', '4'],
])('%s leaves the pair beside the query', (_, query, key, value) => {
  expect(withPair(query, key, value)).toBeUndefined()
})

test.each([
  ['thanks 👍🏽', ['👍🏽']],
  ['🇩🇪 refund "👨‍👩‍👧 trip"', ['🇩🇪', '👨‍👩‍👧']],
  ['ticket ❤️ 1 # *', ['❤️']],
  ['meta.mood:👍 refund', []],
])('the emoji that a search of %s passes over are told', (query, emoji) => {
  expect(emojiIn(query)).toEqual(emoji)
})

test.each([
  ['zzyzxq role:user', 'zzyz*'],
  // The other word may be the one that is nowhere.
  ['refundd xylophonz', undefined],
  ['a flight "five to seven"', undefined],
  ['cats', 'cat*'],
  ['退款申请', undefined],
  ['환불', undefined],
  ['kot* -refund', undefined],
  ['role:user', undefined],
  ['возвратов', 'возврат*'],
])('for %s, which finds nothing, the example is %s', (query, example) => {
  expect(prefixExample(query)).toBe(example)
})

test.each([
  ['refund OR credit card', ['card', 'refund OR credit']],
  ['refund OR credit AND card', ['card', 'refund OR credit']],
  [
    'card refund OR credit has:image',
    ['refund OR credit has:image', 'card has:image', 'card refund OR credit'],
  ],
  ['refund OR credit -card', ['refund OR credit']],
  ['refund OR credit', []],
  ['refund card', []],
  ['cats', ['cat*']],
  ['in:title mocha', ['in:title moc*']],
  ['role:user  mocha -card', ['role:user  moc* -card']],
  ['mocha OR has:image', ['moc* OR has:image']],
])('where %s finds nothing, it is looked whether one of %j does', (query, examples) => {
  expect(examplesOf(query)).toEqual(examples)
})

test.each([
  ['ref', 'ref*'],
  ['card ref', 'card ref*'],
  ['role:user ref', 'role:user ref*'],
  ['card OR ref', 'card OR ref*'],
  ['退', '退*'],
  ['r', 'r'],
  ['ref*', 'ref*'],
  ['"card ref"', '"card ref"'],
  ['-ref', '-ref'],
  ['card status:failed', 'card status:failed'],
  ['ref,', 'ref,'],
  // An id is pasted whole, and an address with one.
  ['thread_abc', 'thread_abc'],
  ['card run_abc', 'card run_abc'],
  ['msg_abc', 'msg_abc'],
  ['http://[::1]/threads/thread_a#msg_abc', 'http://[::1]/threads/thread_a#msg_abc'],
  ['http://127.0.0.1:8484/threads', 'http://127.0.0.1:8484/threads*'],
  ['x'.repeat(1000), 'x'.repeat(1000)],
  [`${'a* '.repeat(11)}ref`, `${'a* '.repeat(11)}ref*`],
  [`${'a* '.repeat(12)}ref`, `${'a* '.repeat(12)}ref`],
])('while %s is written, %s is asked', (query, asked) => {
  expect(whileTyped(query)).toBe(asked)
})

test.each([
  ['refundd xylophonz', 'words'],
  ['"five to seven"', 'words'],
  ['refund OR credit card', 'words'],
  ['refundd', undefined],
  ['refund OR credit', undefined],
  ['refundd role:user', 'conditions'],
  ['refundd -card', 'conditions'],
  ['-card', 'conditions'],
])('of %s, which finds nothing, there are too many %s', (query, what) => {
  expect(tooMuchIn(query)).toBe(what)
})
