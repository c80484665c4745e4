import { readdir } from 'node:fs/promises'

import type { Store } from '../store/store.ts'

/** How many files are named by their ids. */
const NAMED = 3
const AT_ONCE = 1000

/**
 * The files of which a folder has no bytes. They are named before the folder is listed and after it: one that
 * comes or goes meanwhile is not missing.
 */
export const withoutBytes = async (
  directory: string,
  before: Iterable<string>,
  after: () => Iterable<string> | Promise<Iterable<string>>,
): Promise<string[]> => {
  const there = new Set(await readdir(directory).catch(() => []))
  const missing = Array.from(before).filter((id) => !there.has(id))
  if (missing.length === 0) return []
  const still = new Set(await after())
  return missing.filter((id) => still.has(id))
}

/** What whoever starts the server is told where bytes are missing. No file is opened, or looked at alone. */
export const missingLine = async (
  store: Pick<Store, 'listFileIds'>,
  directory: string,
): Promise<string | undefined> => {
  const missing = await withoutBytes(directory, await namedIn(store), () => namedIn(store))
  if (missing.length === 0) return undefined
  return `${wordsFor(missing)} in ${directory}; a backup from before may have them.`
}

/** As in: the bytes of 5 files are missing (file-1, file-2, file-3 and 2 more). */
export const wordsFor = (missing: readonly string[]): string => {
  const more = missing.length - NAMED
  const names = missing.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '')
  return missing.length === 1
    ? `the bytes of 1 file are missing (${names})`
    : `the bytes of ${missing.length} files are missing (${names})`
}

const namedIn = async (store: Pick<Store, 'listFileIds'>): Promise<string[]> => {
  const all: string[] = []
  for (;;) {
    const ids = await store.listFileIds(AT_ONCE, all.at(-1))
    for (const id of ids) all.push(id)
    if (ids.length < AT_ONCE) return all
    // Requests come first.
    await new Promise(setImmediate)
  }
}
