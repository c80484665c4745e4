import { countOverview } from './overview-read.ts'
import { searchTexts } from './search-read.ts'
import { valuesOf } from './search-values.ts'
import { assistantsCalled, nearWords } from './search-words.ts'
import { countListed, listThreads } from './thread-lists.ts'
import { findByVector, findByWords } from './vector-store-ranking.ts'

/** Reads whose cost grows with what is kept. They run beside the event loop, each on a connection that cannot write. */
export const slowReads = {
  findByWords,
  findByVector,
  searchTexts,
  listThreads,
  countListed,
  nearWords,
  assistantsCalled,
  valuesOf,
  countOverview,
}

export type SlowReads = typeof slowReads
/** What a slow read is asked, and what it answers: what can be cloned. */
export type Asked<Name extends keyof SlowReads> = Parameters<SlowReads[Name]>[1]
export type Answered<Name extends keyof SlowReads> = ReturnType<SlowReads[Name]>

export interface Question {
  name: keyof SlowReads
  query: unknown
}
/** An error is cloned without its class and code: damage is sent as what it is made of. */
export type Answer =
  | { value: unknown }
  | { error: unknown }
  | { damage: { cause: unknown; what: string } }
