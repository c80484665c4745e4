import type { OverviewDays, OverviewPlace } from '#console/paths.ts'
import { DEFAULT_OVERVIEW_DAYS, MAX_OVERVIEW_DAYS } from '#contract/overview.ts'

/** Days such as `2026-11-20`, both a part of it. */
export interface DayRange {
  from: string
  to: string
}

/** Ranges that are offered, in days up to today. */
export const PRESETS = [7, 30, 90, 365] as const

const DAY_MS = 86_400_000
/** Days of the calendar are counted as those of UTC, which all have 24 hours. */
const msOf = (day: string): number => Date.parse(`${day}T00:00:00Z`)
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

const isDay = (text: string | null): text is string =>
  text !== null &&
  /^\d{4}-\d\d-\d\d$/.test(text) &&
  !Number.isNaN(msOf(text)) &&
  dayOf(msOf(text)) === text

export const addDays = (day: string, by: number): string => dayOf(msOf(day) + by * DAY_MS)

/** How many days a range has. */
export const daysIn = ({ from, to }: DayRange): number =>
  Math.round((msOf(to) - msOf(from)) / DAY_MS) + 1

/** What an address asks for; where it was mistyped, the days of the default. */
export const overviewIn = (search: URLSearchParams): OverviewPlace & { days: OverviewDays } => ({
  days: daysAsked(search),
  assistant: search.get('assistant') || undefined,
  model: search.get('model') || undefined,
})

const daysAsked = (search: URLSearchParams): OverviewDays => {
  const [from, to, days] = [search.get('from'), search.get('to'), search.get('days')]
  if (isDay(from) && isDay(to)) return inOrder({ from, to })
  if (days === 'all') return days
  return /^\d+$/.test(days ?? '')
    ? Math.min(Math.max(Number(days), 1), MAX_OVERVIEW_DAYS)
    : DEFAULT_OVERVIEW_DAYS
}

/** A range whose end was chosen first. */
export const inOrder = ({ from, to }: DayRange): DayRange =>
  from <= to ? { from, to } : { from: to, to: from }

/**
 * The days that are counted. Of all there are, those from the first to the last that has anything;
 * undefined while these are not known.
 */
export const rangeOf = (
  days: OverviewDays,
  today: string,
  span: { earliest: string | null; latest: string | null } | undefined,
): DayRange | undefined => {
  if (typeof days === 'object') return upTo(days)
  if (days !== 'all') return { from: addDays(today, 1 - days), to: today }
  if (!span) return undefined
  const { earliest, latest } = span
  // What was imported may be dated ahead.
  const to = latest !== null && latest > today ? latest : today
  return upTo({ from: earliest ?? addDays(to, 1 - DEFAULT_OVERVIEW_DAYS), to })
}

const upTo = (range: DayRange): DayRange => {
  const first = addDays(range.to, 1 - MAX_OVERVIEW_DAYS)
  return range.from < first ? { from: first, to: range.to } : range
}

/** Whether nothing lies outside of a range. */
export const coversAll = (
  { from, to }: DayRange,
  { earliest, latest }: { earliest: string | null; latest: string | null },
): boolean => earliest !== null && latest !== null && from <= earliest && to >= latest

const format = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(undefined, { ...options, calendar: 'gregory', timeZone: 'UTC' })

/** `22 Oct – 20 Nov 2026`. */
export const rangeText = ({ from, to }: DayRange): string =>
  format({ day: 'numeric', month: 'short', year: 'numeric' }).formatRange(msOf(from), msOf(to))

/** What a step of a chart is called: at its axis, and in full. A week is called by its days. */
export const stepNames = (
  step: string,
  range: DayRange,
  isLong: boolean,
): { short: string; full: string } => {
  const at = msOf(range.from)
  if (step === 'month') {
    return {
      short: format({ month: 'short', ...(isLong && { year: 'numeric' }) }).format(at),
      full: format({ month: 'long', year: 'numeric' }).format(at),
    }
  }
  return {
    short: format({ day: 'numeric', month: 'short' }).format(at),
    full:
      step === 'day'
        ? format({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(at)
        : rangeText(range),
  }
}
