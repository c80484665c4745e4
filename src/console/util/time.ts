import { countText, decimalText, numberText } from './number.ts'

/** Times are unix seconds, as on the wire. All texts are in the reader's locale and zone. */

const formats = new Map<string, Intl.DateTimeFormat>()
const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => {
  // Building a formatter costs ~50 µs, too much for each row of a list.
  const key = JSON.stringify(options)
  const cached = formats.get(key)
  if (cached) return cached
  const made = new Intl.DateTimeFormat(undefined, options)
  formats.set(key, made)
  return made
}

const LONG_DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const
const SHORT_DATE = { day: 'numeric', month: 'short', year: 'numeric' } as const
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
const EXACT_CLOCK = { ...CLOCK, second: '2-digit' } as const

/** The last second that a date can be. */
const LAST = 8_640_000_000_000

/** Another server may give any number as a time: what no date can be is the nearest that one can. */
export const dateOf = (at: number) => new Date(Math.min(Math.max(at, -LAST), LAST) * 1000)
const dayStart = (at: number): number => {
  const date = dateOf(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

/** Whole days between two times on the reader's calendar: 0 today, 1 yesterday. */
export const daysAgo = (at: number, now: number): number =>
  Math.round((dayStart(now) - dayStart(at)) / 86_400_000)

/** `14:06:03`, or without seconds. */
export const clockText = (at: number, { seconds = false } = {}): string =>
  format(seconds ? EXACT_CLOCK : CLOCK).format(dateOf(at))

/** The shortest text that places a time: clock today, weekday this week, else the date. */
export const shortTimeText = (at: number, now: number): string => {
  const days = daysAgo(at, now)
  if (days === 0) return clockText(at)
  if (days > 0 && days < 7) return format({ weekday: 'short' }).format(dateOf(at))
  const sameYear = dateOf(at).getFullYear() === dateOf(now).getFullYear()
  const day = { day: 'numeric', month: 'short' } as const
  return format(sameYear ? day : { ...day, year: 'numeric' }).format(dateOf(at))
}

/** How long ago, in words: `just now`, `2 minutes ago`; of another day its date. */
export const agoText = (at: number, now: number): string => {
  const minutes = Math.floor((now - at) / 60)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${countText(minutes, 'minute')} ago`
  if (minutes < 24 * 60) return `${countText(Math.floor(minutes / 60), 'hour')} ago`
  return `on ${dateText(at)}`
}

/** A time under the heading `dayHeading` gives it: what the heading says already is left out. */
export const timeUnderHeading = (at: number, now: number): string => {
  const days = daysAgo(at, now)
  if (days === 0 || days === 1) return clockText(at)
  if (days > 0 && days < 7) return format({ weekday: 'short' }).format(dateOf(at))
  return format({ day: 'numeric', month: 'short' }).format(dateOf(at))
}

/** When something is due: the clock today, with its date on any other day. */
export const dueText = (at: number, now: number): string => {
  if (daysAgo(at, now) === 0) return clockText(at)
  const sameYear = dateOf(at).getFullYear() === dateOf(now).getFullYear()
  return format({
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(!sameYear && { year: 'numeric' }),
    ...CLOCK,
  }).format(dateOf(at))
}

/** Date, time and zone in full. */
export const fullTimeText = (at: number): string =>
  format({ ...LONG_DAY, ...EXACT_CLOCK, timeZoneName: 'short' }).format(dateOf(at))

/**
 * Date, time and zone in one short line: `20 Nov 2026, 14:06:03 UTC`. The zone is put behind, for with it
 * in the format some languages write the time out, as Thai does: `14 นาฬิกา 6 นาที 3 วินาที`.
 */
export const exactTimeText = (at: number): string => {
  const time = format({ ...SHORT_DATE, ...EXACT_CLOCK }).format(dateOf(at))
  const zone = format({ timeZoneName: 'short' })
    .formatToParts(dateOf(at))
    .find(({ type }) => type === 'timeZoneName')
  return zone ? `${time} ${zone.value}` : time
}

/** `20 Nov 2026`. */
export const dateText = (at: number): string => format(SHORT_DATE).format(dateOf(at))

/** `Friday, 20 November 2026`. */
export const dayText = (at: number): string => format(LONG_DAY).format(dateOf(at))

/** The heading a time falls under in a list ordered by time. */
export const dayHeading = (at: number, now: number): string => {
  const days = daysAgo(at, now)
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days < 7) return 'Earlier this week'
  const month = { month: 'long' } as const
  const sameYear = dateOf(at).getFullYear() === dateOf(now).getFullYear()
  return format(sameYear ? month : { ...month, year: 'numeric' }).format(dateOf(at))
}

export const isoText = (at: number): string => dateOf(at).toISOString()

/** A duration in whole seconds: `< 1 s`, `4 s`, `2 min 5 s`, `1 h 3 min`, `19 d 23 h`. */
export const secondsText = (seconds: number): string => {
  if (seconds < 1) return `< ${numberText(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${numberText(whole)} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${numberText(minutes)} min ${numberText(whole % 60)} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${numberText(hours)} h ${numberText(minutes % 60)} min`
  return `${numberText(Math.floor(hours / 24))} d ${numberText(hours % 24)} h`
}

/** A duration between two times that are known to the second: it may be one more or less. */
export const roughSecondsText = (seconds: number): string =>
  seconds < 1 ? secondsText(seconds) : `≈ ${secondsText(seconds)}`

/** A number of seconds that is written already, with its unit. */
export const inSeconds = (number: string): string => `${number} s`

/** A duration that is known to the millisecond: `312 ms`, `4.1 s`, `2 min 5 s`. */
export const durationText = (ms: number): string => {
  if (ms < 999.5) return `${numberText(Math.round(ms))} ms`
  return ms < 59_950 ? `${decimalText(ms / 1000, 1)} s` : secondsText(ms / 1000)
}
