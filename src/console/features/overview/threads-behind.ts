import { paths } from '#console/paths.ts'
import { writtenOperator } from '#console/util/written-operator.ts'

import { addDays, type DayRange } from './days.ts'

/** Runs of one assistant or model alone. */
export interface Whose {
  assistant?: string | undefined
  model?: string | undefined
}

/** A query has up to fifty parts. */
const MOST_MODELS = 40

const addressOf = (parts: readonly (string | undefined)[]): string | undefined => {
  if (parts.includes(undefined)) return undefined
  const query = parts.filter(Boolean).join(' ')
  return paths.threads(query === '' ? undefined : { order: 'activity', metadata: {}, query })
}

const written = (name: string, value: string | undefined): string | undefined =>
  value === undefined ? '' : writtenOperator(name, value)

const during = (days: DayRange | undefined): string =>
  days ? `after:${days.from} before:${addDays(days.to, 1)}` : ''

/**
 * The address of the threads that something was written in on some days; without days, ever. Of an assistant they are
 * those that it ran in. Undefined where the language of a search cannot say it, as of a model: it asks for what its
 * runs wrote alone.
 */
export const threadsBehind = (
  days: DayRange | undefined,
  { assistant, model }: Whose = {},
): string | undefined =>
  model === undefined ? addressOf([written('assistant', assistant), during(days)]) : undefined

/**
 * The address of the threads that runs wrote in on some days; without days, ever.
 * @param models those that ran: by them what a run wrote is told from what others did
 */
export const threadsOfRuns = (
  days: DayRange | undefined,
  { assistant, model }: Whose,
  models: readonly string[],
): string | undefined => {
  const of = model === undefined ? models : [model]
  if (of.length === 0 || of.length > MOST_MODELS) return undefined
  const all = of.map((each) => writtenOperator('model', each))
  const any = all.includes(undefined) ? undefined : all.join(' OR ')
  return addressOf([written('assistant', assistant), any, during(days)])
}

/** The address of the threads in which a run failed, ever: on what day it did, a search cannot ask. */
export const threadsFailed = ({ assistant, model }: Whose = {}): string | undefined =>
  assistant === undefined && model === undefined
    ? paths.threads({ order: 'activity', metadata: {}, query: 'has:error' })
    : undefined
