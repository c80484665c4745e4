import type { Database } from './database.ts'
import { tellOfRemaking } from './index-trouble.ts'
import { beginAnew, isOfIndex, newRemaking } from './search-tables.ts'
import type { SlowReader } from './slow-reader.ts'
import type { SlowReads } from './slow-reads.ts'
import type { Mend } from './writer.ts'

/**
 * Makes a write once more beside a new index, where damage kept it from being made: what texts are found by is
 * never a reason to refuse one. Where the damage is elsewhere the index stays as it was.
 */
export const withNewIndex =
  (db: Database): Mend =>
  (error, again) => {
    if (!isOfIndex(error)) throw error
    beginAnew(db)
    const made = again()
    tellOfRemaking(error)
    return made
  }

/** What is read by the index, and of the counters. */
const BY_INDEX = new Set<keyof SlowReads>(['searchTexts', 'nearWords', 'valuesOf', 'countOverview'])
const isByIndex = (name: keyof SlowReads, query: unknown): boolean =>
  BY_INDEX.has(name) ||
  (name === 'listThreads' && typeof query === 'object' && query !== null && 'match' in query)

/** Reads once more where the index may be damaged, after it is begun anew. */
export const readingWithNewIndex = (reader: SlowReader, renew: () => Promise<void>): SlowReader => {
  const mayRemake = newRemaking()
  return {
    ...reader,
    read: async (name, query, signal) => {
      try {
        return await reader.read(name, query, signal)
      } catch (error) {
        if (!isByIndex(name, query) || !mayRemake(error)) throw error
        await renew()
        tellOfRemaking(error)
        return reader.read(name, query, signal)
      }
    },
  }
}
