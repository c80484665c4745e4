import type { Clock } from '#server/clock.ts'

import { copyDatabase, filesNamedIn } from './engines/sqlite/backup.ts'
import { holdFile } from './engines/sqlite/hold-file.ts'
import { openSqliteStore, toUnusable } from './engines/sqlite/sqlite-store.ts'
import type { Store } from './store.ts'

export interface StoreOptions {
  /** The database file, or `:memory:`. Its directory has to exist. */
  path: string
  /** Gives events and activity their times. */
  clock?: Clock
  /** For a process that writes a great many rows and then ends: more memory, fewer checkpoints. */
  bulk?: boolean
  /** Whether what takes long has threads of its own, as it has unless told otherwise. Each takes a while to begin and to end. */
  threads?: boolean
}

/**
 * Opens the store, bringing its schema up to date.
 * @throws {UnusableDatabase} the database is newer than this program, or not ours
 */
export const openStore = ({
  path,
  clock = { now: Date.now },
  bulk = false,
  threads = true,
}: StoreOptions): Promise<Store> => openSqliteStore(path, clock, { bulk, threads })

/** The engine's other doors: nothing else outside its folder imports from it. */
export {
  copyDatabase,
  filesNamedIn,
  holdFile,
  /** Of errors of the store's first uses, too. */
  toUnusable,
}
