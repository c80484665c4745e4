import { expect, test } from 'vitest'

import { duration, progressLine, summaryText } from './progress.ts'

const totals = {
  imported: 3000,
  skipped: 210,
  badLines: 0,
  badFiles: 0,
  messages: 31_000,
  bytesRead: 420_000,
  bytesTotal: 1_000_000,
}

test('a terminal line has the share done, the rate and the time left', () => {
  expect(progressLine({ totals, elapsed: 3000, file: 'irc.ndjson.gz' }, 100)).toBe(
    '██████████░░░░░░░░░░░░░░   42 %  3,210 threads  1,070/s  4.1 s left  irc.ndjson.gz',
  )
})

test('it never wraps, and a log has no bar', () => {
  expect(progressLine({ totals, elapsed: 3000, file: 'irc' }, 20)).toHaveLength(19)
  expect(progressLine({ totals, elapsed: 3000, file: 'irc' })).toBe(
    '42 %  3,210 threads  1,070/s  4.1 s left  irc',
  )
})

test('standard input has no end to count towards', () => {
  const endless = { ...totals, bytesTotal: undefined }
  expect(progressLine({ totals: endless, elapsed: 3000, file: '-' }, 100)).toBe(
    '0.4 MB  3,210 threads  1,070/s  -',
  )
})

test('the summary says what was new, there, bad and unread', () => {
  expect(summaryText(totals, 3000, false)).toBe(
    'Imported 3,000 threads (31,000 messages) in 3.0 s, 1,070/s. 210 threads already there, skipped.',
  )
  const bad = { ...totals, imported: 1, messages: 1, skipped: 0, badLines: 2, badFiles: 1 }
  expect(summaryText(bad, 0, true)).toBe(
    'Stopped. Imported 1 thread (1 message) in 0.0 s, 0/s. 2 bad lines skipped. 1 file not read to the end.',
  )
})

test('durations read as one says them', () => {
  expect([duration(400), duration(12_400), duration(200_000)]).toEqual([
    '0.4 s',
    '12 s',
    '3 min 20 s',
  ])
})
