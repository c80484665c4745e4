import { expect, test } from 'vitest'

import type { SearchValue } from '#contract/search.ts'

import { tokenAt } from './query-text.ts'
import { firstActive, isOfAsked, suggest, valuesAsked } from './suggest.ts'

const NOW = Date.UTC(2026, 10, 29)
const value = (fields: Partial<SearchValue>): SearchValue => ({
  object: 'search.value',
  operator: 'status',
  key: '',
  value: '',
  label: null,
  threads: null,
  more: false,
  ...fields,
})
const suggested = (
  text: string,
  { values, recent = [] }: { values?: SearchValue[]; recent?: string[] } = {},
) => suggest(text, text.length, { values, recent, now: NOW })
const labels = (...given: Parameters<typeof suggested>) =>
  suggested(...given).map(({ operator = '', label, hint = '' }) =>
    `${operator}${label} ${hint}`.trim(),
  )

test('an empty field offers the operators, and what was looked for last', () => {
  const all = labels('', { recent: ['refund'] })
  expect(all).toContain('status:how the last run stands')
  expect(all).toContain('before:before a day')
  expect(all.at(-1)).toBe('refund')
})

test('a word that may become an operator is completed; another word is left alone', () => {
  expect(suggested('refund st').map(({ text }) => text)).toEqual(['refund status:'])
  expect(suggested('refund')).toEqual([])
  expect(suggested('s')).toEqual([])
})

test('values that exist are offered with their counts, and only those', () => {
  const values = [
    value({ value: 'failed', threads: 97 }),
    value({ value: 'completed', threads: 10_000, more: true }),
    value({ value: 'queued', threads: 0 }),
  ]
  expect(labels('refund status:', { values })).toEqual([
    'status:failed 97',
    'status:completed 10,000+',
  ])
  expect(suggested('refund status:fa', { values })[0]).toMatchObject({
    text: 'refund status:failed ',
    caret: 21,
  })
})

test('until they are known, those that there may be are offered', () => {
  expect(labels('-role:')).toEqual(['-role:user', '-role:assistant'])
  expect(labels('has:')).not.toContain('has:note')
})

test('an assistant is found by its name, and written by its id', () => {
  const values = [value({ operator: 'assistant', value: 'asst_1', label: 'Travel', threads: 3 })]
  expect(suggested('assistant:tra', { values })[0]).toMatchObject({
    label: 'Travel',
    text: 'assistant:asst_1 ',
  })
})

test('keys of metadata are offered, then the values of one', () => {
  const keys = [
    value({ operator: 'meta', key: 'order no' }),
    value({ operator: 'meta', key: 'q"' }),
  ]
  expect(suggested('meta.or', { values: keys }).map(({ text }) => text)).toEqual([
    'meta."order no":',
  ])
  const values = [value({ operator: 'meta', key: 'desk', value: 'front desk', threads: 4 })]
  expect(suggested('meta.desk:', { values })[0]?.text).toBe('meta.desk:"front desk" ')
})

test('days are offered as they are written', () => {
  expect(labels('after:')).toContain('after:2026-11-22 7 days ago')
})

test.each([
  ['status:fa', { operator: 'status', prefix: 'fa' }],
  ['assistant:tra', { operator: 'assistant' }],
  ['meta.de', { operator: 'meta', prefix: 'de' }],
  ['meta.desk:4', { operator: 'meta', key: 'desk', prefix: '4' }],
  ['after:2026', undefined],
  ['refund', undefined],
])('for %s the server is asked %o', (text, asked) => {
  expect(valuesAsked(tokenAt(text, text.length))).toEqual(asked)
})

const ofStatus = { operator: 'status', key: '', value: 'failed' } as const
const ofDesk = { operator: 'meta', key: 'desk', value: '4' } as const
const desk = { operator: 'meta', key: 'desk', value: '' } as const

test.each([
  [ofStatus, { operator: 'status', prefix: 'fa' }, true],
  [{ ...ofStatus, operator: 'model' }, { operator: 'model', prefix: 'gp' }, true],
  [ofStatus, { operator: 'has', prefix: 'fa' }, false],
  [ofDesk, { operator: 'meta', key: 'desk', prefix: '' }, true],
  [ofDesk, { operator: 'meta', key: 'team', prefix: '' }, false],
  [ofDesk, { operator: 'meta', prefix: 'de' }, false],
  [desk, { operator: 'meta', prefix: 'de' }, true],
  [desk, { operator: 'meta', key: 'desk', prefix: '' }, false],
] as const)('that %o is of what is asked by %o is %s', (value, asked, is) => {
  expect(isOfAsked(value, asked)).toBe(is)
})

test('Enter takes the first value of an operator, and asks what is whole', () => {
  const active = (text: string) => firstActive(text, text.length, suggested(text))
  expect(active('role:')).toBe(0)
  expect(active('role:us')).toBe(0)
  expect(active('role:user')).toBeUndefined()
  expect(active('refund st')).toBeUndefined()
})
