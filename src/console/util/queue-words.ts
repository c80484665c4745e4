import type { ItemStatus, Queue, Stratum } from '#contract/queue.ts'

import { countText, numberText } from './number.ts'
import { shownName } from './shown-name.ts'

export const STRATUM_WORDS: Record<Stratum, string> = {
  assistant: 'assistant',
  model: 'model',
  status: 'last run’s end',
  month: 'month',
}

export const ITEM_WORDS: Record<ItemStatus, string> = {
  open: 'Open',
  judged: 'Judged',
  skipped: 'Skipped',
  gone: 'Deleted',
}

/** What is in a queue: `40 of 86 threads, sample seed 7`. */
export const extentText = ({ counts, of, sample, state }: Queue): string => {
  if (state === 'filling') return `${countText(of, 'thread')} found so far`
  if (!sample) return countText(counts.items, 'thread')
  const by = sample.by && (STRATUM_WORDS[sample.by] ?? sample.by)
  const shares = by ? `, in proportion by ${by}` : ''
  return `${numberText(counts.items)} of ${countText(of, 'thread')}${shares}, sample seed ${shownName(sample.seed)}`
}

/** What its threads were found by. */
export const queryText = ({ query, metadata }: Pick<Queue, 'query' | 'metadata'>): string =>
  [query, ...Object.entries(metadata).map(([key, value]) => `${key} = ${value}`)]
    .filter(Boolean)
    .join(' ')

/** How many readings are done, of all that can be. */
export const doneOf = ({ counts }: Pick<Queue, 'counts'>) => ({
  done: counts.judged + counts.skipped,
  all: counts.readings - counts.gone,
})

/** How well two readers agree, in the words that are usual for κ (Landis and Koch, 1977). */
export const agreementWord = (kappa: number): string => {
  if (kappa < 0) return 'less than by chance'
  if (kappa <= 0.2) return 'slight'
  if (kappa <= 0.4) return 'fair'
  if (kappa <= 0.6) return 'moderate'
  if (kappa <= 0.8) return 'substantial'
  return 'almost perfect'
}
