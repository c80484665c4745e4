import { constants } from 'node:fs'
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { SettingError } from '#server/config.ts'
import { copyDatabase } from '#server/store/sqlite/backup.ts'

export const BACKUP_USAGE = `Usage: clew backup [--data DIR] FOLDER

Copies everything into a new folder, also while the server runs. To restore, start with --data FOLDER.
`

/**
 * Copies the data folder into an empty or new one.
 * @returns how many files were copied beside the database
 * @throws {SettingError} there is nothing to copy, or something where it is to go
 */
export const backupData = async (dataDir: string, target: string): Promise<number> => {
  const database = join(dataDir, 'clew.db')
  const to = resolve(target)
  if (!(await isThere(database))) throw new SettingError(`there is no data in ${dataDir}.`)
  await mkdir(join(to, 'files'), { recursive: true, mode: 0o700 })
  if (await isThere(join(to, 'clew.db'))) {
    throw new SettingError(`${to} holds data already; name a new folder.`)
  }
  // Before the database and after it: what is uploaded or deleted meanwhile has its bytes in the copy.
  const before = await copyNew(join(dataDir, 'files'), join(to, 'files'))
  await copyDatabase(database, join(to, 'clew.db'))
  return before + (await copyNew(join(dataDir, 'files'), join(to, 'files')))
}

/** Files never change: one that is there is the same. */
const copyNew = async (from: string, to: string): Promise<number> => {
  const entries = await readdir(from, { withFileTypes: true }).catch(() => [])
  let copied = 0
  for (const entry of entries) {
    if (!entry.isFile()) continue
    try {
      await copyFile(join(from, entry.name), join(to, entry.name), constants.COPYFILE_EXCL)
      copied += 1
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      // Copied in the first round, or deleted meanwhile.
      if (code !== 'EEXIST' && code !== 'ENOENT') throw error
    }
  }
  return copied
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
