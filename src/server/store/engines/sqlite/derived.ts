import { StoreDamaged } from '#server/refusals/failures.ts'

import type { Database } from './database.ts'
import * as counters from './overview-counters.ts'
import * as texts from './search-index.ts'

/** What follows the record of changes: the index of texts, and the counters. */
export const newDeriving = (db: Database): texts.Indexer => {
  const indexer = texts.newIndexer(db)
  return {
    prepare: indexer.prepare,
    // Whoever looks for a text waits for it; whoever counts is told that not all is counted.
    step: (until) => indexer.step(until) || counters.countSome(db, until),
  }
}

/**
 * Whether something of it is not made, or does not follow all that was written.
 * @param until the number of the last change that matters
 */
export const isBehind = (db: Database, until?: number): boolean =>
  texts.isBehind(db, until) || counters.isBehind(db, until)

/** Whether so little is behind that it can be taken in beside the event loop's other work. */
export const isLittleBehind = (db: Database): boolean => {
  try {
    return texts.isLittleBehind(db) && counters.isLittleBehind(db)
  } catch (error) {
    // Whoever takes it in meets the damage only where it has to.
    if (error instanceof StoreDamaged) return false
    throw error
  }
}
