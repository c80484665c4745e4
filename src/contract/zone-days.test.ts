import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { dayStart, isTimeZone } from './zone-days.ts'

const ZONES = [
  'Pacific/Auckland',
  'America/Sao_Paulo',
  'Asia/Kathmandu',
  'Africa/Cairo',
  'America/Havana',
  'UTC',
]

const secondsAt = (time: string) => Date.parse(time) / 1000

/** The day of a time on the calendar of a zone: `2026-12-01`. */
const dayIn = (zone: string) => {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  return (at: number) => format.format(at * 1000)
}

test.each(ZONES)('in %s a day begins where the second before is of the day before', (zone) => {
  const dayAt = dayIn(zone)
  const day = fc.date({
    min: new Date('1980-01-01'),
    max: new Date('2080-01-01'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(day, (date) => {
      const text = date.toISOString().slice(0, 10)
      const start = dayStart(secondsAt(text), zone)
      expect(dayAt(start)).toBe(text)
      expect(dayAt(start - 1) < text).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['Pacific/Auckland', '2026-12-01', '2026-11-30T11:00:00Z'],
  // The days on which its clocks change, and those after.
  ['Pacific/Auckland', '2026-09-27', '2026-09-26T12:00:00Z'],
  ['Pacific/Auckland', '2026-09-28', '2026-09-27T11:00:00Z'],
  ['Asia/Kathmandu', '2026-05-31', '2026-05-30T18:15:00Z'],
  // It was moved by a quarter of an hour at midnight.
  ['Asia/Kathmandu', '1986-01-01', '1985-12-31T18:30:00Z'],
  // There is no midnight: clocks go from 24:00 to 1:00.
  ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00Z'],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00Z'],
  ['America/Havana', '2026-03-08', '2026-03-08T05:00:00Z'],
  // From 23:30 to 0:30.
  ['America/Toronto', '1919-03-31', '1919-03-31T04:30:00Z'],
  // The hour before midnight comes twice.
  ['America/Sao_Paulo', '2018-02-18', '2018-02-18T03:00:00Z'],
  ['Africa/Cairo', '2026-10-30', '2026-10-29T22:00:00Z'],
  // Midnight itself comes twice.
  ['America/Havana', '2026-11-01', '2026-11-01T04:00:00Z'],
  // The whole day is left out.
  ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z'],
  ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z'],
  // Before there were zones, places had seconds of their own.
  ['America/New_York', '1800-01-01', '1800-01-01T04:56:02Z'],
  ['Asia/Kathmandu', '0001-01-01', '0000-12-31T18:18:44Z'],
  ['UTC', '2026-12-01', '2026-12-01T00:00:00Z'],
])('in %s the day %s begins at %s', (zone, day, start) => {
  expect(new Date(dayStart(secondsAt(day), zone) * 1000)).toEqual(new Date(start))
})

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Europe/Atlantis', false],
  ['Etc/Unknown', false],
  ['', false],
  [undefined, false],
])('that %j is a time zone is %s', (name, is) => {
  expect(isTimeZone(name)).toBe(is)
})
