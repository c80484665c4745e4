import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { SettingError } from './config.ts'

export interface DataLock {
  /** Tells whoever comes second where the first one is. */
  say(where: string): void
  release(): void
}

/** A connection that is garbage collected lets go of its lock: those held are kept reachable here. */
const held = new Set<DatabaseSync>()

/**
 * Keeps a second server off a data folder. The lock is SQLite's own on an empty database: the system
 * lets go of it when the process ends, however it ends.
 * @throws {SettingError} when another server has it
 */
export const lockData = (dir: string): DataLock => {
  makeFolder(dir)
  const note = join(dir, 'server.txt')
  const lock = new DatabaseSync(join(dir, 'server.lock'), { timeout: 0 })
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch {
    lock.close()
    throw new SettingError(`another server is using ${dir}${whereIs(note)}.`)
  }
  held.add(lock)
  return {
    say: (where) => writeFileSync(note, `${where}\n`),
    release: () => {
      rmSync(note, { force: true })
      held.delete(lock)
      lock.close()
    },
  }
}

/** @throws {SettingError} */
export const makeFolder = (dir: string): void => {
  try {
    // Threads are private: nobody else on the machine reads them.
    mkdirSync(dir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SettingError(`cannot keep data in ${dir}: ${reason}`)
  }
}

const whereIs = (note: string): string => {
  try {
    return `: ${readFileSync(note, 'utf8').trim()}`
  } catch {
    return ''
  }
}
