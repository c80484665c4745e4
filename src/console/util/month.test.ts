import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import {
  addDays,
  addMonths,
  dayStart,
  fieldDate,
  firstWeekday,
  fromFieldDate,
  monthOf,
  startsOf,
  weekdayTexts,
  weeksOf,
} from './month.ts'

beforeEach(() => vi.stubEnv('TZ', 'Europe/Berlin'))
afterEach(() => vi.unstubAllEnvs())

const at = (text: string) => Date.parse(text) / 1000

test('the days of a month follow each other where the clocks change, too', () => {
  const starts = startsOf({ year: 2026, month: 9 })
  expect(starts).toHaveLength(32)
  expect(starts[0]).toBe(at('2026-09-30T22:00Z'))
  expect(starts.at(-1)).toBe(at('2026-10-31T23:00Z'))
  expect(startsOf({ year: 2028, month: 1 })).toHaveLength(30)
  expect(addDays(at('2026-10-24T22:00Z'), 1)).toBe(at('2026-10-25T23:00Z'))
})

test('a day is that of the reader', () => {
  const late = at('2026-10-31T23:30Z')
  expect(monthOf(late)).toEqual({ year: 2026, month: 10 })
  expect(dayStart(late)).toBe(at('2026-10-31T23:00Z'))
  expect(fieldDate(late)).toBe('2026-11-01')
  expect(fromFieldDate('2026-11-01')).toBe(at('2026-10-31T23:00Z'))
  expect(fromFieldDate('')).toBeUndefined()
})

test('months go over the end of a year', () => {
  expect(addMonths({ year: 2026, month: 11 }, 1)).toEqual({ year: 2027, month: 0 })
  expect(addMonths({ year: 2026, month: 0 }, -1)).toEqual({ year: 2025, month: 11 })
})

test('weeks begin with the day of the locale, and have seven places', () => {
  // It began on a Sunday.
  const month = { year: 2026, month: 10 }
  const monday = weeksOf(month, 1)
  expect(monday[0]?.map((day) => day && fieldDate(day).slice(8))).toEqual([
    ...Array.from({ length: 6 }, () => undefined),
    '01',
  ])
  expect(weeksOf(month, 7)[0]?.[0]).toBe(dayStart(at('2026-11-01T12:00Z')))
  for (const week of [...monday, ...weeksOf(month, 7)]) expect(week).toHaveLength(7)
  expect(firstWeekday('en-US')).toBe(7)
  expect(firstWeekday('de-DE')).toBe(1)
  expect(weekdayTexts(7, 'long')[0]).toBe('Sunday')
})
