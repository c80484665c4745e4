import { paths } from '#console/paths.ts'
import { writtenOperator } from '#console/util/written-operator.ts'

import { addDays, type DayRange } from './days.ts'

/** Runs of one assistant or model alone. */
export interface Whose {
  assistant?: string | undefined
  model?: string | undefined
}

/** A part of a query; undefined where the language has no way to write it. */
type Part = string | undefined

const addressOf = (parts: readonly Part[]): string | undefined => {
  if (parts.includes(undefined)) return undefined
  const query = parts.filter(Boolean).join(' ')
  return paths.threads(query === '' ? undefined : { order: 'activity', metadata: {}, query })
}

/** What is asked of one run, of one review, or of the thread where there is no key. Nothing without a value. */
const asked = (name: string, value: string | undefined, key?: string): Part =>
  value === undefined ? '' : writtenOperator(name, value, { key })

/** From the first day on, and before the day after the last. */
const during = (days: DayRange | undefined, of = ''): Part =>
  days ? `${of}after:${days.from} ${of}before:${addDays(days.to, 1)}` : ''

/** Where it ran, as threads and their messages are narrowed: of both, one run has to be of both. */
const ranBy = ({ assistant, model }: Whose): Part[] =>
  model === undefined
    ? [asked('assistant', assistant)]
    : [asked('run', assistant, 'assistant'), asked('run', model, 'model')]

/** The address of the threads that were begun on some days; without days, ever. */
export const threadsBegun = (days: DayRange | undefined, whose: Whose = {}): string | undefined =>
  addressOf([...ranBy(whose), during(days, 'thread.')])

/** The address of the threads that something was written in on some days. */
export const threadsBehind = (days: DayRange, whose: Whose = {}): string | undefined =>
  addressOf([...ranBy(whose), during(days)])

/** The address of the threads with a run of some days, that ended so and for that reason where that is asked for. */
export const threadsOfRuns = (
  days: DayRange,
  { assistant, model }: Whose = {},
  { status, reason }: { status?: string; reason?: string | undefined } = {},
): string | undefined =>
  addressOf([
    asked('run', assistant, 'assistant'),
    asked('run', model, 'model'),
    asked('run', status, 'status'),
    asked('run', reason, 'reason'),
    during(days, 'run.'),
  ])

/** The address of the threads with a review of some days that says so; a verdict where nothing else is asked for. */
export const threadsReviewed = (
  days: DayRange,
  whose: Whose = {},
  { label, by, has = 'verdict' }: { label?: string; by?: string; has?: 'verdict' | 'flag' } = {},
): string | undefined =>
  addressOf([
    ...ranBy(whose),
    asked('review', label, 'label'),
    asked('review', by, 'by'),
    asked('review', has, 'has'),
    during(days, 'review.'),
  ])
