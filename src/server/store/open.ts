import type { Clock } from '#server/services.ts'

import { openSqliteStore } from './sqlite/sqlite-store.ts'
import type { Store } from './store.ts'

export interface StoreOptions {
  /** The database file, or `:memory:`. Its directory has to exist. */
  path: string
  /** Gives events and activity their times. */
  clock?: Clock
}

/**
 * Opens the store, bringing its schema up to date.
 * @throws {UnusableDatabase} the database is newer than this program, or not ours
 */
export const openStore = ({ path, clock = { now: Date.now } }: StoreOptions): Promise<Store> =>
  openSqliteStore(path, clock)
