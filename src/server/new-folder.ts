import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

import { codeOf } from './error-code.ts'

/**
 * Makes a folder for its owner alone, with those above it that are missing. One by one: where the system
 * says that a folder is missing though it is there, as in /proc, Node's own `recursive` tries for ever.
 */
export const newFolder = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (isFolder(path)) return
    const parent = dirname(path)
    if (codeOf(error) !== 'ENOENT' || parent === path || isFolder(parent)) throw error
    newFolder(parent)
    newFolder(path)
  }
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
