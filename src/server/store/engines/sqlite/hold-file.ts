import { DatabaseSync } from 'node:sqlite'

import { isBusy } from './sqlite-error.ts'

/** A connection that is garbage collected lets go of its lock: those held are kept reachable here. */
const held = new Set<DatabaseSync>()

/**
 * Holds a file against whoever else asks. The lock is SQLite's own on an empty database: the system lets
 * go of it when the process ends, however it ends. The file stays: one that was removed could be held by
 * one process while another makes and holds the next.
 * @returns the way to let go; undefined where somebody holds it
 * @throws where the lock cannot be made
 */
export const holdFile = (path: string): (() => void) | undefined => {
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (isBusy(error)) return undefined
    throw error
  }
  held.add(lock)
  return () => {
    held.delete(lock)
    lock.close()
  }
}
