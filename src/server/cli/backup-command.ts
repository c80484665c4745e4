import { copyFile, readdir, realpath, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'

import { SettingError } from '#server/config.ts'
import { DATABASE, FILES, UPSTREAMS, UPSTREAM_NOTE } from '#server/data-folder.ts'
import { CannotLock, holdFolder } from '#server/data-lock.ts'
import { codeOf } from '#server/error-code.ts'
import { withoutBytes } from '#server/files/missing-bytes.ts'
import { newFolder } from '#server/new-folder.ts'
import { StoreFull } from '#server/refusals/failures.ts'
import { copyDatabase, filesNamedIn } from '#server/store/open.ts'
import { UnusableDatabase } from '#server/store/store.ts'

import { isThere } from './is-there.ts'
import { requireAnyData } from './require-data.ts'

export const BACKUP_USAGE = `Usage: clew backup [--data DIR] FOLDER

Copies everything into a new folder, also while the server runs, with the copies of other servers that
are kept in upstreams/. To restore, start with --data FOLDER.
Where bytes of files are missing from the data folder, it copies the rest, says which, and ends with 1.
`

export interface Backup {
  /** Where in the data folder, as in the copy: `upstreams/<host>-<mark>` of a copy of another server, else nothing. */
  place: string
  /** How many files were copied beside the database. */
  copied: number
  /** Those that the database names, and whose bytes are not in the data folder though they belong there. */
  missing: string[]
}

/**
 * Copies the data folder into an empty or new one, or one where an earlier copy was not finished.
 * @param copy of the database; a test does something of its own meanwhile
 * @returns what was copied of the folder itself, then of each copy of another server in it
 * @throws {SettingError} there is nothing to copy, or something where it is to go, or the copy fails
 */
export const backupData = async (
  dataDir: string,
  target: string,
  copy = copyDatabase,
): Promise<Backup[]> => {
  const to = resolve(target)
  const { own, mirrors } = requireAnyData(dataDir)
  await refuseWithin(dataDir, target)
  await refuseData(to)
  try {
    newFolder(to)
    const letGo = holdFolder(to)
    if (!letGo) {
      throw new SettingError(
        `another backup, or a server, is using ${to}; wait until it is done, or name another folder.`,
      )
    }
    try {
      // Another may have ended before this one got hold of the folder.
      await refuseData(to)
      return await copyParts(dataDir, to, { places: own ? ['', ...mirrors] : mirrors, copy })
    } finally {
      letGo()
    }
  } catch (error) {
    throw asSettingError(error, to)
  }
}

/** @throws {SettingError} */
const refuseData = async (folder: string): Promise<void> => {
  for (const name of [DATABASE, UPSTREAMS]) {
    if (!(await isThere(join(folder, name)))) continue
    throw new SettingError(`${folder} holds data already; name a new folder.`)
  }
}

/** A copy inside what is copied would be lost with it, or have its files taken for those of the data. @throws {SettingError} */
const refuseWithin = async (dataDir: string, target: string): Promise<void> => {
  const to = await realPlace(resolve(target))
  const data = await realPlace(resolve(dataDir))
  if (to === data) {
    throw new SettingError(`${target} is the data folder itself; name another folder.`)
  }
  if (to.startsWith(data + sep)) {
    throw new SettingError(
      `${target} lies in the data folder, which it is to be a copy of; name a folder elsewhere.`,
    )
  }
}

/** A path without links, as far as it is there. */
const realPlace = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(await realPlace(parent), basename(path))
  }
}

interface Parts {
  /** As {@link Backup} has them. */
  places: string[]
  copy: typeof copyDatabase
}

const copyParts = async (from: string, to: string, { places, copy }: Parts): Promise<Backup[]> => {
  const [upstreams, partial] = [join(to, UPSTREAMS), join(to, `${UPSTREAMS}.partial`)]
  const mirrors = places.filter((place) => place !== '')
  try {
    // What a copy that was killed has left. Most of a mirror is its database, which is copied anew.
    await rm(partial, { recursive: true, force: true })
    const copied: Backup[] = []
    for (const place of mirrors) {
      const into = join(partial, relative(UPSTREAMS, place))
      copied.push({ place, ...(await copyAll(join(from, place), into, { copy })) })
    }
    const keepMirrors = async () => {
      if (mirrors.length > 0) await rename(partial, upstreams)
    }
    if (places.length > mirrors.length) {
      copied.unshift({ place: '', ...(await copyAll(from, to, { copy, beforeLast: keepMirrors })) })
    } else await keepMirrors()
    return copied
  } finally {
    await rm(partial, { recursive: true, force: true })
  }
}

interface Copying {
  copy: typeof copyDatabase
  /** What is to be done once all is copied, and before that shows. */
  beforeLast?: () => Promise<void>
}

const copyAll = async (
  from: string,
  to: string,
  { copy, beforeLast }: Copying,
): Promise<Omit<Backup, 'place'>> => {
  const partial = join(to, `${DATABASE}.partial`)
  const incoming = join(to, FILES, '.incoming')
  newFolder(incoming)
  try {
    // What a copy that was killed has left.
    await rm(partial, { force: true })
    // Before the database and after it: what is uploaded or deleted meanwhile has its bytes in the copy.
    const before = await copyNew(join(from, FILES), join(to, FILES))
    await copy(join(from, DATABASE), partial)
    const after = await copyNew(join(from, FILES), join(to, FILES))
    const missing = await withoutBytes(join(to, FILES), filesNamedIn(partial, false), () =>
      filesNamedIn(join(from, DATABASE), true),
    )
    const note = join(from, UPSTREAM_NOTE)
    if (await isThere(note)) await copyFile(note, join(to, UPSTREAM_NOTE))
    await beforeLast?.()
    // Last of all: a folder that has a database of this name is a copy of all that was there.
    await rename(partial, join(to, DATABASE))
    return { copied: before + after, missing }
  } finally {
    await rm(partial, { force: true })
    await rm(incoming, { recursive: true, force: true })
  }
}

/** Files never change: one that is there is the same. It has its name once it is whole. */
const copyNew = async (from: string, to: string): Promise<number> => {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => [])
  let copied = 0
  for (const entry of entries) {
    const { name } = entry
    if (!entry.isFile() || (await isThere(join(to, name)))) continue
    const partial = join(to, '.incoming', name)
    try {
      await copyFile(join(from, name), partial)
      await rename(partial, join(to, name))
      copied += 1
    } catch (error) {
      // Deleted meanwhile.
      if (codeOf(error) !== 'ENOENT') throw error
    }
  }
  return copied
}

const asSettingError = (error: unknown, to: string): unknown => {
  if (error instanceof UnusableDatabase) {
    return new SettingError(`no backup was made: ${error.message}`)
  }
  const why = reasonOf(error)
  if (why === undefined) return error
  return new SettingError(
    `no backup was made: ${why}. See that there is room in ${to} and that you may write there, ` +
      'then try again, or name another folder.',
  )
}

/** Why a copy could not be written; undefined where that is not what failed. */
const reasonOf = (error: unknown): string | undefined => {
  if (error instanceof StoreFull) return error.reason
  if (!(error instanceof Error)) return undefined
  return error instanceof CannotLock || /^E[A-Z]+$/.test(codeOf(error) ?? '')
    ? error.message
    : undefined
}
