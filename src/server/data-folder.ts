import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { SettingError } from './config.ts'
import { codeOf } from './error-code.ts'

/** What a data folder holds: the database, and the bytes of files in a folder of their own. */
export const DATABASE = 'clew.db'
export const FILES = 'files'

/** Copies of other servers, each a data folder of its own: threads of one are not those of another. */
export const UPSTREAMS = 'upstreams'

/** Where the data of a server are: in front of another one, the folder of its copy. */
export const folderOf = ({
  dataDir,
  upstreamUrl,
}: {
  dataDir: string
  upstreamUrl: string | undefined
}): string => {
  if (upstreamUrl === undefined) return dataDir
  const { host, pathname } = new URL(upstreamUrl)
  const name = `${host}${pathname.replace(/\/v1$/, '')}`.replaceAll(/[^\w.-]+/g, '_')
  return join(dataDir, UPSTREAMS, name)
}

/** What holds data in a data folder: it itself, as `own`, and the folders of copies, by their paths in it. */
export interface DataParts {
  own: boolean
  mirrors: string[]
}

/** @throws what the system says where it does not let one see */
export const partsOf = (dataDir: string): DataParts => ({
  own: hasDatabase(dataDir),
  mirrors: placesOfMirrors(dataDir).filter((place) => hasDatabase(join(dataDir, place))),
})

/** Where a copy is, or was: what lies in a folder is in no order. */
const placesOfMirrors = (dataDir: string): string[] => {
  try {
    return readdirSync(join(dataDir, UPSTREAMS))
      .map((name) => join(UPSTREAMS, name))
      .toSorted()
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return []
    throw error
  }
}

/** @throws what the system says where it does not let one see */
export const hasDatabase = (folder: string): boolean =>
  statSync(join(folder, DATABASE), { throwIfNoEntry: false }) !== undefined

/**
 * Files without what tells of them are a data folder that lost its database: a new one would hide that.
 * @throws {SettingError}
 */
export const checkComplete = (folder: string): void => {
  const [database, files] = [join(folder, DATABASE), join(folder, FILES)]
  if ((statSync(database, { throwIfNoEntry: false })?.size ?? 0) > 0) return
  if (!existsSync(files) || readdirSync(files, { withFileTypes: true }).every((e) => !e.isFile()))
    return
  throw new SettingError(
    `${database} is missing or empty, though there are files beside it; put a backup in its place, or start with another --data.`,
  )
}

/** Of all its parts. @throws {SettingError} */
export const checkPartsComplete = (dataDir: string): void => {
  for (const place of ['', ...placesOfMirrors(dataDir)]) checkComplete(join(dataDir, place))
}
