import type { ImportTotals } from '../import/import-files.ts'

const BAR = 24

/** What a terminal line needs to know; times in milliseconds. */
export interface Progress {
  totals: ImportTotals
  elapsed: number
  file: string
}

/**
 * `█████░░░  42 %  3,210 threads  1,240/s  12 s left  irc.ndjson.gz`, cut to `columns`; in a log,
 * which has no columns, without the bar.
 */
export function progressLine({ totals, elapsed, file }: Progress, columns?: number): string {
  const share = shareDone(totals)
  const parts = [
    ...(share === undefined || columns === undefined ? [] : [bar(share)]),
    share === undefined ? bytesText(totals.bytesRead) : percent(share),
    plural(threadsDone(totals), 'thread'),
    `${count(rate(totals, elapsed))}/s`,
    ...(share === undefined || share === 0 ? [] : [`${duration(remaining(share, elapsed))} left`]),
    file,
  ]
  const line = parts.join('  ')
  return columns === undefined ? line.trimStart() : line.slice(0, Math.max(columns - 1, 0))
}

/** What was done, once it is: `Imported 7,290 threads (72,055 messages) in 9.1 s, 801/s.` */
export function summaryText(totals: ImportTotals, elapsed: number, stopped: boolean): string {
  const { imported, messages, skipped, badLines, badFiles } = totals
  const sentences = [
    `${stopped ? 'Stopped. ' : ''}Imported ${plural(imported, 'thread')} (${plural(messages, 'message')}) in ${duration(elapsed)}, ${count(rate(totals, elapsed))}/s.`,
  ]
  if (skipped > 0) sentences.push(`${plural(skipped, 'thread')} already there, skipped.`)
  if (badLines > 0) sentences.push(`${plural(badLines, 'bad line')} skipped.`)
  if (badFiles > 0) sentences.push(`${plural(badFiles, 'file')} not read to the end.`)
  return sentences.join(' ')
}

const threadsDone = (totals: ImportTotals) => totals.imported + totals.skipped
const rate = (totals: ImportTotals, elapsed: number) =>
  elapsed > 0 ? Math.round((threadsDone(totals) * 1000) / elapsed) : 0
const remaining = (share: number, elapsed: number) => (elapsed * (1 - share)) / share

const shareDone = ({ bytesRead, bytesTotal }: ImportTotals): number | undefined =>
  bytesTotal ? Math.min(bytesRead / bytesTotal, 1) : undefined

const bar = (share: number) =>
  '█'.repeat(Math.round(share * BAR)) + '░'.repeat(BAR - Math.round(share * BAR))
const percent = (share: number) => `${Math.floor(share * 100)} %`.padStart(5)
const bytesText = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
const count = (value: number) => value.toLocaleString('en-US')
export const plural = (value: number, noun: string) =>
  `${count(value)} ${noun}${value === 1 ? '' : 's'}`

/** `0.4 s`, `12 s`, `3 min 20 s`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 60) return `${Math.round(seconds)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}
