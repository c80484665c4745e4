import { findByVector, findByWords } from './vector-store-ranking.ts'

/** Reads whose cost grows with what is kept. They run beside the event loop, each on a connection that cannot write. */
export const slowReads = { findByWords, findByVector }

export type SlowReads = typeof slowReads
/** What a slow read is asked, and what it answers: what can be cloned. */
export type Asked<Name extends keyof SlowReads> = Parameters<SlowReads[Name]>[1]
export type Answered<Name extends keyof SlowReads> = ReturnType<SlowReads[Name]>

export interface Question {
  id: number
  name: keyof SlowReads
  query: unknown
}
/** An error is cloned without its class and code: damage is sent as what it is made of. */
export type Answer = { id: number } & (
  | { value: unknown }
  | { error: unknown }
  | { damage: { cause: unknown; what: string } }
)
