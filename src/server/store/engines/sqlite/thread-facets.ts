import type { Facet } from '#server/search/facet.ts'
import { type Faceted, changedFacets } from '#server/store/facets.ts'

import type { Database } from './database.ts'

/** Where a thread stands among those that have a facet. */
interface Listed extends Faceted {
  seq: number
  thread: Faceted['thread'] & { created_at: number }
  settled: number
}

export const insertFacets = (
  db: Database,
  { seq, thread, settled }: Listed,
  facets: readonly Facet[],
): void => {
  for (const { kind, key, value } of facets)
    db.run(
      // Keys that differ only in lone surrogates are one key in a column.
      `INSERT OR REPLACE INTO thread_facets (kind, key, value, created_at, thread, settled)
       VALUES (?, ?, ?, ?, ?, ?)`,
      kind,
      key,
      value,
      thread.created_at,
      seq,
      settled,
    )
}

export const deleteFacets = (
  db: Database,
  { seq, thread }: Pick<Listed, 'seq' | 'thread'>,
  facets: readonly Facet[],
): void => {
  for (const { kind, key, value } of facets)
    db.run(
      `DELETE FROM thread_facets
       WHERE kind = ? AND key = ? AND value = ? AND created_at = ? AND thread = ?`,
      kind,
      key,
      value,
      thread.created_at,
      seq,
    )
}

/** Writes what changed. The order of activity follows later, by `settle`. */
export const changeFacets = (db: Database, was: Listed, now: Listed): void => {
  const { gone, added } = changedFacets(was, now)
  deleteFacets(db, was, gone)
  insertFacets(db, now, added)
}

/** Lists the thread by its activity among those of each of its facets. */
export const moveFacets = (
  db: Database,
  { seq, thread }: Pick<Listed, 'seq' | 'thread'>,
  facets: readonly Facet[],
  activity: number,
): void => {
  for (const { kind, key, value } of facets)
    db.run(
      `UPDATE thread_facets SET settled = ?
       WHERE kind = ? AND key = ? AND value = ? AND created_at = ? AND thread = ?`,
      activity,
      kind,
      key,
      value,
      thread.created_at,
      seq,
    )
}

export const paramsOfFacet = ({ kind, key, value }: Facet): string[] => [kind, key, value]

/** How many threads have a facet, counted up to a limit. */
export const countThreads = (db: Database, facet: Facet, limit: number): number =>
  db.get<{ threads: number }>(
    `SELECT count(*) AS threads FROM
     (SELECT 1 FROM thread_facets WHERE kind = ? AND key = ? AND value = ? LIMIT ?)`,
    ...paramsOfFacet(facet),
    limit,
  )?.threads ?? 0

/** That a thread `t` has a facet. */
export const HAS_FACET = `EXISTS (SELECT 1 FROM thread_facets o WHERE o.kind = ? AND o.key = ?
  AND o.value = ? AND o.created_at = t.created_at AND o.thread = t.seq)`
