import { UTC, isTimeZone } from '#contract/zone-days.ts'

import { numberText } from './number.ts'
import { dateOf } from './time.ts'

/** A month of the calendar that dates are typed in, in the reader's zone. */
export interface Month {
  year: number
  /** From 0, as `Date` counts them. */
  month: number
}

const DAY_SECONDS = 86_400
const secondsOf = (date: Date) => Math.floor(date.getTime() / 1000)

export const monthOf = (at: number): Month => {
  const date = dateOf(at)
  return { year: date.getFullYear(), month: date.getMonth() }
}

/** When a day of a month begins; day 0 is the last one of the month before. */
export const dayOfMonth = ({ year, month }: Month, day: number): number =>
  secondsOf(new Date(year, month, day))

export const addMonths = ({ year, month }: Month, by: number): Month =>
  monthOf(dayOfMonth({ year, month: month + by }, 1))

/** When the day begins that a time is in. */
export const dayStart = (at: number): number => dayOfMonth(monthOf(at), dateOf(at).getDate())

/** Days have 23 to 25 hours. */
export const addDays = (start: number, by: number): number =>
  dayOfMonth(monthOf(start), dateOf(start).getDate() + by)

/** When the days of a month begin, and when the last of them ends. */
export const startsOf = (month: Month): number[] => {
  const end = dayOfMonth(addMonths(month, 1), 1)
  const days = Math.round((end - dayOfMonth(month, 1)) / DAY_SECONDS)
  return [...Array.from({ length: days }, (_, day) => dayOfMonth(month, day + 1)), end]
}

/** The locale that times are written in. What the browser calls its language may be no tag, as `C` is. */
export const readerLocale = (): string => new Intl.DateTimeFormat().resolvedOptions().locale

/** The zone that times are shown in, where it has a name. */
export const readerZone = (): string => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return isTimeZone(timeZone) ? timeZone : UTC
}

/** The day that weeks begin with: 1 is Monday, 7 Sunday. Not every browser knows it. */
export const firstWeekday = (locale: string): number => {
  // The cast: it is newer than the library's types.
  const known = new Intl.Locale(locale) as { getWeekInfo?: () => { firstDay: number } }
  return known.getWeekInfo?.().firstDay ?? 1
}

/** Days of a month in rows of a week that begins with `first`; undefined where another month has the place. */
export const weeksOf = (month: Month, first: number): (number | undefined)[][] => {
  const days: (number | undefined)[] = startsOf(month).slice(0, -1)
  const weekday = new Date(month.year, month.month, 1).getDay()
  const cells = [...Array.from({ length: (weekday - first + 7) % 7 }, () => undefined), ...days]
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    cells.slice(week * 7, week * 7 + 7),
  )
  return weeks.map((week) => [...week, ...Array.from({ length: 7 - week.length }, () => undefined)])
}

// Whatever calendar the locale has otherwise: it is the one of `Date` and of fields for dates.
const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(undefined, { ...options, calendar: 'gregory' })

/** `November 2026`. */
export const monthText = (month: Month): string =>
  format({ month: 'long', year: 'numeric' }).format(dateOf(dayOfMonth(month, 1)))

/** `Monday`, or `Mon`, of the first row of `weeksOf` on. */
export const weekdayTexts = (first: number, style: 'long' | 'short'): string[] => {
  // The first of them was a Monday.
  const texts = format({ weekday: style })
  return Array.from({ length: 7 }, (_, day) => texts.format(new Date(2024, 0, first + day)))
}

export const dayNumberText = (start: number): string => numberText(dateOf(start).getDate())

const twoDigits = (number: number) => String(number).padStart(2, '0')

/** As a field for a date has it: `2026-11-20`. */
export const fieldDate = (at: number): string => {
  const date = dateOf(at)
  const year = String(date.getFullYear()).padStart(4, '0')
  return `${year}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`
}

/** When the day begins that a field for a date holds; undefined for none. */
export const fromFieldDate = (text: string): number | undefined => {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []).map(Number)
  return year === 0 ? undefined : dayOfMonth({ year, month: month - 1 }, day)
}
