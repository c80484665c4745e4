import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { SettingError } from './config.ts'
import { codeOf } from './error-code.ts'
import { newFolder } from './new-folder.ts'
import { isBusy } from './sqlite-error.ts'

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
  const lock = openLock(join(dir, 'server.lock'))
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw unusable(join(dir, 'server.lock'), error)
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

const openLock = (path: string): DatabaseSync => {
  try {
    return new DatabaseSync(path, { timeout: 0 })
  } catch (error) {
    throw unusable(path, error)
  }
}

/**
 * Makes the folder, and sees that what is in it can be written: a server that once ran as another user
 * leaves files that only that user may touch.
 * @throws {SettingError}
 */
export const makeFolder = (dir: string): void => {
  try {
    // Threads are private: nobody else on the machine reads them.
    newFolder(dir)
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(dir, error)
  }
  for (const name of OURS) {
    const path = join(dir, name)
    try {
      accessSync(path, constants.R_OK | constants.W_OK)
    } catch (error) {
      if (!isAbsent(error)) throw unusable(path, error)
    }
  }
}

/** What a server writes into its folder. */
const OURS = ['clew.db', 'clew.db-wal', 'clew.db-shm', 'server.lock', 'server.txt', 'files']

const isAbsent = (error: unknown) => codeOf(error) === 'ENOENT'

const ADVICE: Record<string, string> = {
  EACCES: 'give yourself the right to write there (chown), or choose another folder with --data',
  EPERM: 'give yourself the right to write there (chown), or choose another folder with --data',
  EROFS: 'the disk is read-only; choose another folder with --data',
  EEXIST: 'a file of that name is in the way; choose another folder with --data',
  ENOENT: 'no folder can be made there; choose another with --data',
  ENOTDIR: 'a file is in the way; choose another folder with --data',
  ENOSPC: 'the disk is full',
}

/** @param path what cannot be written */
const unusable = (path: string, error: unknown): SettingError => {
  const reason = error instanceof Error ? error.message : String(error)
  const advice = ADVICE[codeOf(error) ?? ''] ?? 'choose another folder with --data'
  return new SettingError(`cannot keep data in ${path}: ${reason.split(', ')[0]}; ${advice}.`)
}

const whereIs = (note: string): string => {
  try {
    return `: ${readFileSync(note, 'utf8').trim()}`
  } catch {
    return ''
  }
}
