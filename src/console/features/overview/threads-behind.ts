import { paths } from '#console/paths.ts'
import { writtenOperator } from '#console/util/written-operator.ts'

import { addDays, type DayRange } from './days.ts'

/** Runs of one assistant or model alone. */
export interface Whose {
  assistant?: string | undefined
  model?: string | undefined
}

/**
 * The address of the threads that something was written in on some days; without days, ever. Of an assistant they are
 * those that it ran in, of a model those that its runs wrote in. Undefined where the language of a search cannot say it.
 */
export const threadsBehind = (days: DayRange | undefined, { assistant, model }: Whose = {}) => {
  const parts = [
    assistant === undefined ? '' : writtenOperator('assistant', assistant),
    model === undefined ? '' : writtenOperator('model', model),
    days ? `after:${days.from}` : '',
    days ? `before:${addDays(days.to, 1)}` : '',
  ]
  if (parts.includes(undefined)) return undefined
  const query = parts.filter(Boolean).join(' ')
  return paths.threads(query === '' ? undefined : { order: 'activity', metadata: {}, query })
}

/** The address of the threads in which a run failed, ever: on what day it did, a search cannot ask. */
export const threadsFailed = ({ assistant, model }: Whose = {}): string | undefined =>
  assistant === undefined && model === undefined
    ? paths.threads({ order: 'activity', metadata: {}, query: 'has:error' })
    : undefined
