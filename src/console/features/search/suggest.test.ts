import { afterEach, expect, test, vi } from 'vitest'

import type { SearchValue } from '#contract/search.ts'

import { tokenAt } from './query-text.ts'
import { firstActive, isOfAsked, suggest, valuesAsked } from './suggest.ts'

const NOW = Date.UTC(2026, 10, 29) / 1000

afterEach(() => vi.unstubAllEnvs())
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
  {
    values,
    recent = [],
    now = NOW,
  }: { values?: SearchValue[]; recent?: string[]; now?: number } = {},
) => suggest(text, text.length, { values, recent, now })
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

test('values of which it is not counted how many threads have them are offered', () => {
  const values = [value({ operator: 'model', value: 'gpt-4o' })]
  expect(labels('model:gp', { values })).toEqual(['model:gpt-4o'])
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
    isCounted: true,
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
  vi.stubEnv('TZ', 'UTC')
  expect(labels('after:')).toContain('after:2026-11-22 7 days ago')
})

test.each([
  // At 18:53 in UTC it is 7:53 of the next month there.
  ['Pacific/Auckland', '2026-11-30T18:53:00Z', ['2026-12-01', '2026-11-30', '2026-11-24']],
  ['America/Sao_Paulo', '2027-01-01T02:00:00Z', ['2026-12-31', '2026-12-30', '2026-12-24']],
  // On the day after one of 25 hours, and on one without a midnight.
  ['America/Havana', '2026-11-02T05:30:00Z', ['2026-11-02', '2026-11-01', '2026-10-26']],
  ['Africa/Cairo', '2026-04-23T22:30:00Z', ['2026-04-24', '2026-04-23', '2026-04-17']],
])('days that are offered are the reader’s in %s', (zone, now, [today, yesterday, week]) => {
  vi.stubEnv('TZ', zone)
  const offered = labels('after:', { now: Date.parse(now) / 1000 })
  expect(offered).toContain(`after:${today} today`)
  expect(offered).toContain(`after:${yesterday} yesterday`)
  expect(offered).toContain(`after:${week} 7 days ago`)
  expect(offered).toContain(`after:${today?.slice(0, 7)} this month`)
  expect(offered).toContain(`after:${today?.slice(0, 4)} this year`)
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

test('what is asked of one run or review is offered once it is begun, with its values', () => {
  expect(labels('')).not.toContain('run.status:how one run ended or stands')
  expect(labels('refund run.st')).toEqual(['run.status:how one run ended or stands'])
  expect(labels('review')).toContain('review.by:who wrote it')
  expect(labels('run.status:fa')).toEqual(['run.status:failed'])
  expect(labels('-review.after:today')).toEqual([])
  expect(labels('thread.after:2026-11-2')).toContain('thread.after:2026-11-29 today')
  const values = [
    value({ operator: 'review', key: 'by', value: 'Mira Kern', label: 'MK', threads: 3 }),
  ]
  expect(suggested('-review.by:mi', { values }).map(({ text }) => text)).toEqual([
    '-review.by:"Mira Kern" ',
  ])
  const asked = valuesAsked(tokenAt('review.by:mi', 12))
  expect(asked).toEqual({ operator: 'review', key: 'by', prefix: 'mi' })
  expect(isOfAsked(values[0]!, asked!)).toBe(true)
  expect(isOfAsked({ ...values[0]!, key: 'label' }, asked!)).toBe(false)
  expect(valuesAsked(tokenAt('run.after:2', 11))).toBeUndefined()
})
