import { UnusableDatabase } from '#server/store/store.ts'

import type { Database } from './database.ts'
import { migrations } from './migrations/migrations.ts'

/** Marks a database file as ours ("CLEW"), so that no other program's is written to. */
const APPLICATION_ID = 0x434c4557

const pragma = (db: Database, name: 'user_version' | 'application_id'): number =>
  db.get<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0

/** Whether a Clew has written to the database. */
export const isOurs = (db: Database): boolean => pragma(db, 'application_id') === APPLICATION_ID

/**
 * Brings the schema up to date, each migration in its own transaction.
 * @throws {UnusableDatabase} the file is newer than this program, or not ours
 */
export const migrate = (db: Database, path: string, all = migrations): void => {
  const { tables } = db.get<{ tables: number }>('SELECT count(*) AS tables FROM sqlite_schema') ?? {
    tables: 0,
  }
  if (tables > 0 && !isOurs(db)) throw new UnusableDatabase(`${path} is not a Clew database.`)
  while (step(db, path, all)) continue
}

/** @returns whether there may be another to apply */
const step = (db: Database, path: string, all: readonly string[]): boolean => {
  if (version(db, path, all) === all.length) return false
  // Another process may be migrating too: look again with the lock held.
  db.exec('BEGIN IMMEDIATE')
  try {
    const at = version(db, path, all)
    const sql = all[at]
    if (sql !== undefined)
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; ${sql}; PRAGMA user_version = ${at + 1};`)
    db.exec('COMMIT')
    return true
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    throw error
  }
}

const version = (db: Database, path: string, all: readonly string[]): number => {
  const at = pragma(db, 'user_version')
  if (at > all.length)
    throw new UnusableDatabase(
      `${path} was written by a newer Clew (schema ${at}, this one knows ${all.length}). ` +
        'Start the newer version, or another data directory.',
    )
  return at
}
