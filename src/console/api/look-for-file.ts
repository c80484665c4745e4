import { type FileObject, type FilePurpose, shownName } from '#contract/file.ts'

import { LOOK_MS } from './ask-once.ts'
import { request } from './client.ts'
import { isKeptFile, keepFile } from './files.ts'
import { askMirror } from './mirror.ts'
import { Untellable } from './repeats.ts'

/** How many of the newest files are looked at. */
const LOOKED_AT = 100
/** How far clocks of two machines may be apart, in milliseconds. */
const CLOCKS_MS = 60_000

export interface SentFile {
  file: File
  purpose: FilePurpose
  /** When it was first tried to upload it, in milliseconds since 1970. */
  since: number
}

/**
 * A file of that name, length and purpose that was made since at the server behind, and is none that this page
 * knows. Undefined where that server has none.
 * @throws {Untellable} where its list does not tell
 */
export const lookForFile = async (
  { file, purpose, since }: SentFile,
  own?: AbortSignal,
): Promise<FileObject | undefined> => {
  const late = AbortSignal.timeout(LOOK_MS)
  const signal = own ? AbortSignal.any([own, late]) : late
  const { data, has_more } = await request('listFiles', {
    query: { purpose, order: 'desc', limit: LOOKED_AT },
    signal,
  })
  const name = shownName(file.name)
  const alike = data.filter(
    (each) =>
      each.filename === name &&
      each.bytes === file.size &&
      each.purpose === purpose &&
      !isKeptFile(each.id),
  )
  const isSince = ({ created_at }: FileObject) => created_at * 1000 >= since - CLOCKS_MS
  const found = alike.find(isSince)
  if (found) {
    // At once: another of the same name may be looked for just now.
    keepFile(found)
    return found
  }
  // A server may pass over the order that it is asked for, and its clock may be another.
  const isOut = has_more && data.every(isSince)
  // The copy stands in for a server that is away.
  if (isOut || alike.length > 0 || (await askMirror(signal)).reachable !== true)
    throw new Untellable('The files of the server behind do not tell.')
  return undefined
}
