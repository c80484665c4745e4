import { accessSync, constants, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { SettingError } from './config.ts'
import { DATABASE, FILES } from './data-folder.ts'
import { codeOf } from './error-code.ts'
import { newFolder } from './new-folder.ts'
import { holdFile } from './store/open.ts'

export interface DataLock {
  /** Tells whoever comes second where the first one is. */
  say(where: string): void
  release(): void
}

const LOCK = 'server.lock'
/** Says where the server that holds the folder is. */
const NOTE = 'server.txt'

/** The lock of a folder cannot be made; the message says why. */
export class CannotLock extends Error {
  override name = 'CannotLock'
}

/**
 * Keeps a second server off a data folder.
 * @throws {SettingError} when another server has it
 */
export const lockData = (dir: string): DataLock => {
  makeFolder(dir)
  const note = join(dir, NOTE)
  const letGo = hold(dir)
  if (!letGo) throw new SettingError(`another server is using ${dir}${whereIs(note)}.`)
  return {
    say: (where) => writeFileSync(note, `${where}\n`),
    release: () => {
      rmSync(note, { force: true })
      letGo()
    },
  }
}

const hold = (dir: string) => {
  try {
    return holdFolder(dir)
  } catch (error) {
    throw unusable(join(dir, LOCK), error)
  }
}

/**
 * Holds a folder that is there against whoever else asks.
 * @returns the way to let go; undefined where somebody holds it
 * @throws {CannotLock}
 */
export const holdFolder = (dir: string): (() => void) | undefined => {
  try {
    return holdFile(join(dir, LOCK))
  } catch (error) {
    throw new CannotLock(error instanceof Error ? error.message : String(error), { cause: error })
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
  for (const name of [...WRITTEN, ...FOLDERS]) {
    const path = join(dir, name)
    try {
      accessSync(path, constants.R_OK | constants.W_OK)
    } catch (error) {
      if (isAbsent(error)) continue
      throw unusable(path, error)
    }
    const isFolder = statSync(path).isDirectory()
    if (isFolder !== FOLDERS.includes(name)) throw otherKind(path, isFolder)
  }
}

/** What a server writes into its folder. */
const WRITTEN = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`, LOCK, NOTE]
const FOLDERS = [FILES]

const otherKind = (path: string, isFolder: boolean): SettingError => {
  const what = isFolder ? 'a folder, not a file' : 'a file, not a folder'
  return new SettingError(
    `cannot keep data in ${path}: it is ${what}; move it away, or choose another folder with --data.`,
  )
}

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
