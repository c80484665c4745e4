import { join } from 'node:path'

import { type Config, SettingError } from '#server/config.ts'
import {
  type DataParts,
  checkPartsComplete,
  folderOf,
  hasDatabase,
  partsOf,
} from '#server/data-folder.ts'

type Place = Pick<Config, 'dataDir' | 'upstreamUrl'>

/**
 * Where a command reads what is there, nothing is made for it.
 * @returns the folder in which a server of these settings has its data
 * @throws {SettingError} it holds no database, or cannot be read
 */
export const requireData = (place: Place): string => {
  const folder = folderOf(place)
  if (reading(folder, () => hasDatabase(folder))) return folder
  const parts = reading(place.dataDir, () => partsOf(place.dataDir))
  throw new SettingError(`there is no data in ${folder}${elsewhere(place, parts)}.`)
}

/**
 * @throws {SettingError} the folder holds no data, of its own or of other servers, or has lost a database,
 *   or cannot be read
 */
export const requireAnyData = (dataDir: string): DataParts => {
  const parts = reading(dataDir, () => {
    checkPartsComplete(dataDir)
    return partsOf(dataDir)
  })
  if (parts.own || parts.mirrors.length > 0) return parts
  throw new SettingError(`there is no data in ${dataDir}.`)
}

const reading = <T>(folder: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (error instanceof SettingError) throw error
    throw new SettingError(
      `cannot read ${folder}: ${error instanceof Error ? error.message : String(error)}.`,
    )
  }
}

/** What is there instead, and how to reach it. */
const elsewhere = ({ dataDir, upstreamUrl }: Place, { own, mirrors }: DataParts): string => {
  const copies = mirrors.map((mirror) => join(dataDir, mirror)).join(', ')
  if (upstreamUrl === undefined) {
    if (copies === '') return ''
    return `; copies of other servers are in ${copies}: set CLEW_UPSTREAM_URL to the address of one, or name its folder with --data`
  }
  return [
    ', for the copy of the server that CLEW_UPSTREAM_URL names',
    ...(copies === '' ? [] : [`; those of other servers are in ${copies}`]),
    ...(own ? [`; what ${dataDir} holds itself is read without CLEW_UPSTREAM_URL`] : []),
  ].join('')
}
