import { StoreDamaged, UNNAMED } from '#server/refusals/failures.ts'

import type { Database } from './database.ts'
import { search } from './migrations/0015-search.ts'
import { searchedNotes } from './migrations/0021-reviews.ts'
import { overview } from './migrations/0022-overview.ts'
import { countedReviews } from './migrations/0024-reviewed.ts'

const TABLES = search + searchedNotes
const COUNTERS = overview + countedReviews

/** The name of the index among those that follow the record of changes. */
export const NAME = 'search'

/** How many rows of each table go in one step of clearing: some milliseconds. */
const AT_ONCE = 500
/** The tables in which FTS5 keeps the words, with the key of their rows. They hold no other copy of a text. */
const KEPT_IN = [
  ['search_terms_data', 'id'],
  ['search_terms_idx', 'segid, term'],
  ['search_terms_docsize', 'id'],
] as const

const FORGETTING = `CREATE TRIGGER search_documents_deleted AFTER DELETE ON search_documents BEGIN
  DELETE FROM search_terms WHERE rowid = old.doc;
END`

/**
 * Removes some of the index: all of it at once would hold up who writes for seconds. Until the end of it the
 * words belong to no documents, and FTS5 is not to be asked.
 * @returns whether there may be more
 */
export const clearSome = (db: Database): boolean => {
  // Document by document, FTS5 would take longer than to take them in did.
  db.exec('DROP TRIGGER IF EXISTS search_documents_deleted')
  if (removeSome(db, 'search_documents', 'doc') || removeSome(db, 'search_waiting', 'kind, seq'))
    return true
  const isMore = db.undefended(() =>
    KEPT_IN.map(([table, key]) => removeSome(db, table, key)).includes(true),
  )
  if (isMore) return true
  // What FTS5 knows of its tables in memory begins anew as well.
  db.run(`INSERT INTO search_terms (search_terms) VALUES ('delete-all')`)
  db.exec(FORGETTING)
  return false
}

/** @returns whether there may be more */
const removeSome = (db: Database, table: string, key: string): boolean =>
  db.run(
    `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} LIMIT ${AT_ONCE})`,
  ) === AT_ONCE

/** Whether damage may be that of the index: whoever reads objects names them, and nobody names the index. */
export const isOfIndex = (error: unknown): error is StoreDamaged =>
  error instanceof StoreDamaged && error.what === UNNAMED

/** How often damage that is only supposed to be that of the index has it made anew, in milliseconds. */
const REMADE_EVERY_MS = 600_000

/** Tells whether to make the index anew for an error, where nothing shows whether that puts it right. */
export const newRemaking = (): ((error: unknown) => boolean) => {
  let remadeAt = -Infinity
  return (error) => {
    const now = performance.now()
    if (!isOfIndex(error) || now - remadeAt < REMADE_EVERY_MS) return false
    remadeAt = now
    return true
  }
}

/**
 * Puts empty tables in place of those of the index and of the counters, as nothing tells which of them are
 * damaged. Those that are damaged are forgotten and not dropped: the
 * pages that they tell of may by now belong to other tables.
 */
export const beginAnew = (db: Database): void => {
  db.undefended(() =>
    db.exec(`PRAGMA writable_schema = ON;
      DELETE FROM sqlite_schema WHERE name GLOB 'search_*' OR name GLOB 'overview_*' OR tbl_name GLOB 'overview_*';
      PRAGMA writable_schema = RESET`),
  )
  db.exec(TABLES)
  db.exec(COUNTERS)
  db.run("DELETE FROM watermarks WHERE name IN (?, 'overview')", NAME)
}
