import { hash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { SettingError } from './config.ts'
import { codeOf } from './error-code.ts'
import { isVersionName } from './models/secrets.ts'
import { newFolder } from './new-folder.ts'

/** What a data folder holds: the database, and the bytes of files in a folder of their own. */
export const DATABASE = 'clew.db'
export const FILES = 'files'

/** Copies of other servers, each a data folder of its own: threads of one are not those of another. */
export const UPSTREAMS = 'upstreams'

/** In the folder of a copy: the address of the server of which it is one. */
export const UPSTREAM_NOTE = 'upstream.txt'
/** The longest beginning of a folder's name that is readable. */
const LONGEST_NAME = 100

interface Place {
  dataDir: string
  upstreamUrl: string | undefined
}

/**
 * Where the data of a server are: in front of another one, the folder of its copy, or that which an earlier version
 * made for it. Nothing is made or moved.
 * @throws {SettingError} what is there is the copy of another server
 */
export const folderOf = ({ dataDir, upstreamUrl }: Place): string => {
  if (upstreamUrl === undefined) return dataDir
  const { folder, earlier, address } = placesOf(dataDir, upstreamUrl)
  const used = !existsSync(folder) && isCopy(earlier, address) ? earlier : folder
  const noted = notedIn(used)
  if (noted === undefined || noted === address) return used
  throw new SettingError(
    `${used} holds the copy of ${noted}, and not of ${address}, which CLEW_UPSTREAM_URL names; move it elsewhere, or set CLEW_UPSTREAM_URL to that address.`,
  )
}

/**
 * As `folderOf`, for what writes there: the folder is made, has its name from now on, and tells whose copy it is.
 * @throws {SettingError} also where it cannot be written
 */
export const takeFolder = (place: Place): string => {
  const used = folderOf(place)
  const { dataDir, upstreamUrl } = place
  if (upstreamUrl === undefined) return used
  const { folder, address } = placesOf(dataDir, upstreamUrl)
  try {
    // It tells whose it is before it has its name: no other takes it, wherever this ends.
    newFolder(used)
    if (notedIn(used) === undefined) writeFileSync(join(used, UPSTREAM_NOTE), `${address}\n`)
    if (used !== folder) renameSync(used, folder)
    return folder
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new SettingError(`cannot use ${used}: ${why}.`)
  }
}

interface Places {
  folder: string
  /** That of earlier versions, which several addresses had in common. */
  earlier: string
  /** The server's address as it is written in one way only. */
  address: string
}

const placesOf = (dataDir: string, upstreamUrl: string): Places => {
  const { protocol, host, pathname, searchParams } = new URL(upstreamUrl)
  const path = pathname.replace(/\/+$/, '')
  const name = `${host}${path.replace(/\/v1$/, '')}`.replaceAll(/[^\w.-]+/g, '_')
  const address = `${protocol}//${host}${path}${queryMark(searchParams)}`
  const folder = `${name.slice(0, LONGEST_NAME)}-${hash('sha256', address).slice(0, 8)}`
  const at = (each: string) => join(dataDir, UPSTREAMS, each)
  return { folder: at(folder), earlier: at(name), address }
}

/** Tells addresses apart by their queries, which may name a tenant, or hold a key that is to be written nowhere. */
const queryMark = (query: URLSearchParams): string => {
  const telling = new URLSearchParams([...query].filter(([name]) => !isVersionName(name)))
  telling.sort()
  return telling.size === 0 ? '' : `?${hash('sha256', telling.toString()).slice(0, 8)}`
}

/** Whether a folder is there that may be the copy of that server. */
const isCopy = (folder: string, address: string): boolean =>
  existsSync(folder) && (notedIn(folder) ?? address) === address

const notedIn = (folder: string): string | undefined => {
  try {
    return readFileSync(join(folder, UPSTREAM_NOTE), 'utf8').trim() || undefined
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return undefined
    throw error
  }
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
