import { expect, test } from 'vitest'

import { paths } from '#console/paths.ts'

import { addDays, coversAll, daysIn, overviewIn, rangeOf, stepNames } from './days.ts'

const placeOf = (path: string) => overviewIn(new URL(path, 'http://clew').searchParams)

test.each([
  { days: 90, assistant: 'asst_4', model: 'gpt 4&5' },
  { days: 'all', assistant: undefined, model: undefined },
  { days: { from: '2026-11-01', to: '2026-11-20' }, assistant: undefined, model: 'm' },
] as const)('an address gives back what it was built from', (place) => {
  expect(placeOf(paths.overview(place))).toEqual(place)
})

test.each([
  ['', 30],
  ['?days=x', 30],
  ['?days=0', 1],
  ['?days=99999999', 18_263],
  ['?from=2026-02-30&to=2026-03-01', 30],
  ['?from=2026-11-20', 30],
  ['?from=2026-11-20&to=2026-11-01', { from: '2026-11-01', to: '2026-11-20' }],
])('the days of %s', (search, days) => {
  expect(placeOf(`/overview${search}`).days).toEqual(days)
})

test('days are counted over months, leap years and changes of clocks', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29')
  expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  expect(daysIn({ from: '2026-10-24', to: '2026-10-26' })).toBe(3)
})

test('a range ends today, or with what is dated ahead where all is asked for', () => {
  const span = { earliest: '2005-05-14', latest: '2025-06-29' }
  expect(rangeOf(30, '2026-11-20', undefined)).toEqual({ from: '2026-10-22', to: '2026-11-20' })
  expect(rangeOf('all', '2026-11-20', undefined)).toBeUndefined()
  expect(rangeOf('all', '2026-11-20', span)).toEqual({ from: '2005-05-14', to: '2026-11-20' })
  expect(rangeOf('all', '2026-11-20', { ...span, latest: '2027-01-01' })?.to).toBe('2027-01-01')
  const long = rangeOf('all', '2026-11-20', { ...span, earliest: '1901-01-01' })
  expect(long && daysIn(long)).toBe(18_263)
})

test('a range covers all where nothing lies outside of it', () => {
  const span = { earliest: '2026-11-02', latest: '2026-11-20' }
  expect(coversAll({ from: '2026-11-01', to: '2026-11-20' }, span)).toBe(true)
  expect(coversAll({ from: '2026-11-03', to: '2026-11-20' }, span)).toBe(false)
  expect(
    coversAll({ from: '2026-11-01', to: '2026-11-20' }, { earliest: null, latest: null }),
  ).toBe(false)
})

test('a step is called by its days', () => {
  const week = { from: '2026-11-16', to: '2026-11-22' }
  expect(stepNames('week', week, false).full).toMatch(/16.*22|22.*16/)
  expect(stepNames('month', { from: '2026-11-01', to: '2026-11-30' }, true).short).toMatch(/2026/)
})
