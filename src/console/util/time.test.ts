import { expect, test, vi } from 'vitest'

import {
  agoText,
  clockText,
  dueText,
  dayHeading,
  daysAgo,
  durationText,
  fullTimeText,
  secondsText,
  shortTimeText,
  timeUnderHeading,
} from './time.ts'

/** Unix seconds of a time on the reader's own calendar. */
const at = (month: number, day: number, hour = 12, minute = 0, year = 2026) =>
  new Date(year, month - 1, day, hour, minute, 3).getTime() / 1000
const now = at(11, 20, 15)

test('days are those of the calendar, not of 24 hours, also across a change of clocks', () => {
  expect(daysAgo(at(11, 20, 0), now)).toBe(0)
  expect(daysAgo(at(11, 19, 23, 59), now)).toBe(1)
  expect(daysAgo(at(10, 24), at(10, 26))).toBe(2)
  expect(daysAgo(at(3, 28), at(3, 30))).toBe(2)
})

test.each([
  ['Europe/Berlin', 3, 29],
  ['Europe/Berlin', 10, 25],
  // Clocks change at midnight: the day begins at one.
  ['Africa/Cairo', 4, 24],
  ['Africa/Cairo', 10, 30],
])('a day of 23 or 25 hours is one day: %s, month %i', (zone, month, day) => {
  vi.stubEnv('TZ', zone)
  try {
    expect(at(month, day + 2) - at(month, day - 1)).not.toBe(72 * 3600)
    for (const clock of [3, 12, 23]) {
      expect(daysAgo(at(month, day, clock), at(month, day, 23, 30))).toBe(0)
      expect(daysAgo(at(month, day, clock), at(month, day + 1, 0, 30))).toBe(1)
      expect(daysAgo(at(month, day - 1, clock), at(month, day, 12))).toBe(1)
      expect(daysAgo(at(month, day - 1, clock), at(month, day + 1, 0, 30))).toBe(2)
      expect(daysAgo(at(month, day + 1, clock), at(month, day - 1))).toBe(-2)
    }
    expect(dayHeading(at(month, day), at(month, day + 1, 0, 30))).toBe('Yesterday')
  } finally {
    vi.unstubAllEnvs()
  }
})

test('how long ago is told in minutes, hours, and then by the date', () => {
  expect(agoText(now - 59, now)).toBe('just now')
  // The clock of the server may be ahead.
  expect(agoText(now + 30, now)).toBe('just now')
  expect(agoText(now - 60, now)).toBe('1 minute ago')
  expect(agoText(now - 3599, now)).toBe('59 minutes ago')
  expect(agoText(now - 7200, now)).toBe('2 hours ago')
  expect(agoText(now - 86_400, now)).toMatch(/^on .*2026/)
})

test('a time is told as short as places it', () => {
  expect(shortTimeText(at(11, 20, 14, 6), now)).toBe('14:06')
  expect(shortTimeText(at(11, 18), now)).toMatch(/^\p{L}+\.?$/u)
  expect(shortTimeText(at(11, 14), now)).toMatch(/^\p{L}+\.?$/u)
  // A week ago its day of the week would be today's.
  expect(shortTimeText(at(11, 13), now)).toContain('13')
  expect(shortTimeText(at(11, 2), now)).not.toContain('2026')
  expect(shortTimeText(at(11, 2, 12, 0, 2025), now)).toContain('2025')
  expect(shortTimeText(at(11, 21), now)).not.toMatch(/^\d\d:\d\d$/)
})

test('under the heading of its day a time leaves out what that says', () => {
  expect(timeUnderHeading(at(11, 20, 14, 6), now)).toBe('14:06')
  expect(timeUnderHeading(at(11, 19, 18, 40), now)).toBe('18:40')
  expect(timeUnderHeading(at(11, 16), now)).toMatch(/^\p{L}+\.?$/u)
  expect(timeUnderHeading(at(11, 13), now)).toContain('13')
  expect(timeUnderHeading(at(11, 2, 12, 0, 2024), now)).not.toContain('2024')
  expect(timeUnderHeading(at(11, 21), now)).toContain('21')
})

test('midnight is 00, and seconds are told when asked for', () => {
  expect(clockText(at(11, 20, 0, 5))).toBe('00:05')
  expect(clockText(at(11, 20, 0, 5), { seconds: true })).toBe('00:05:03')
})

test('what is due on another day is given its date', () => {
  expect(dueText(at(11, 20, 15), now)).toBe(clockText(at(11, 20, 15)))
  expect(dueText(at(11, 21, 15, 30), now)).toMatch(/21.*15:30/)
})

test('in full, a time names its zone', () => {
  const zone = new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' })
    .formatToParts(new Date(now * 1000))
    .find(({ type }) => type === 'timeZoneName')?.value
  expect(fullTimeText(now)).toContain(zone)
  expect(fullTimeText(now)).toContain('2026')
})

test.each([
  [at(11, 20, 1), 'Today'],
  [at(11, 22), 'Today'],
  [at(11, 19), 'Yesterday'],
  [at(11, 14), 'Earlier this week'],
])('the heading of %d is %s', (time, heading) => {
  expect(dayHeading(time, now)).toBe(heading)
})

test.each([
  [0, '0 ms'],
  [312.4, '312 ms'],
  [4100, '4.1 s'],
  [999.7, '1.0 s'],
  [59_990, '1 min 0 s'],
  [125_000, '2 min 5 s'],
  [7_260_000, '2 h 1 min'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text)
})

test.each([
  [0, '< 1 s'],
  [4, '4 s'],
  [125, '2 min 5 s'],
  [119.7, '2 min 0 s'],
  [3780, '1 h 3 min'],
  [1_726_800, '19 d 23 h'],
])('%d s are %s', (seconds, text) => {
  expect(secondsText(seconds)).toBe(text)
})
