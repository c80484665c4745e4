import { rm } from 'node:fs/promises'
import { DatabaseSync, backup } from 'node:sqlite'

import { StoreFull } from '#server/refusals/failures.ts'
import { UnusableDatabase } from '#server/store/store.ts'

import { Database } from './database.ts'
import { isOurs } from './migrate.ts'
import { isDiskError } from './sqlite-error.ts'
import { DAMAGED, toUnusable } from './sqlite-store.ts'

/**
 * Copies a database as it stands at one moment, while others read and write it, and sees that the copy
 * can be read. A copy that fails leaves nothing.
 * @throws {UnusableDatabase} the database is not ours, or damaged
 * @throws {StoreFull} the copy cannot be written
 */
export const copyDatabase = async (from: string, to: string): Promise<void> => {
  try {
    await copyPages(from, to)
    checkCopy(from, to)
  } catch (error) {
    await Promise.all(['', '-journal', '-wal', '-shm'].map((end) => rm(to + end, { force: true })))
    throw isDiskError(error)
      ? new StoreFull(error.message, { cause: error })
      : toUnusable(from, error)
  }
}

/**
 * The files that a database names and whose bytes belong beside it, of whatever version: not those
 * of another server, whose descriptions alone are here. One in use is not written to; beside one that is not,
 * nothing is left.
 */
export const filesNamedIn = (path: string, isInUse: boolean): string[] => {
  const db = new DatabaseSync(path, { readOnly: isInUse })
  try {
    return db
      .prepare(`SELECT id FROM files WHERE ${isMarked(db) ? 'mirrored IS NULL' : 'true'}`)
      .all()
      .map(({ id }) => String(id))
  } finally {
    db.close()
  }
}

/** A database that is older has no such mark. */
const isMarked = (db: DatabaseSync): boolean =>
  db.prepare("SELECT 1 FROM pragma_table_info('files') WHERE name = 'mirrored'").get() !== undefined

const copyPages = async (from: string, to: string): Promise<void> => {
  const db = new DatabaseSync(from, { readOnly: true })
  try {
    await backup(db, to)
  } finally {
    db.close()
  }
}

/** What is damaged in the copy was so before: pages are copied as they are. */
const checkCopy = (from: string, to: string): void => {
  const db = new Database(to)
  try {
    if (!isOurs(db)) throw new UnusableDatabase(`${from} is not a Clew database.`)
    const found = db.get<{ quick_check: string }>('PRAGMA quick_check(1)')?.quick_check
    if (found !== 'ok') throw new UnusableDatabase(`${from} ${DAMAGED}`)
  } finally {
    db.close()
  }
}
