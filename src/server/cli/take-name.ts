import { link as hardLink, open, rename, rm } from 'node:fs/promises'

import { codeOf } from '#server/error-code.ts'

/**
 * Gives a file that is whole its name, and never takes one from another file.
 * @returns false where a file of that name is there; what is left under the first name is the caller's
 */
export const takeName = async (whole: string, name: string, link = hardLink): Promise<boolean> => {
  try {
    await link(whole, name)
    return true
  } catch (error) {
    return isTaken(error) ? false : takeByRename(whole, name)
  }
}

/** For file systems without links: an empty file holds the name for as long as the renaming takes. */
const takeByRename = async (whole: string, name: string): Promise<boolean> => {
  try {
    await (await open(name, 'wx')).close()
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  }
  try {
    await rename(whole, name)
    return true
  } catch (error) {
    await rm(name, { force: true })
    throw error
  }
}

const isTaken = (error: unknown): boolean => codeOf(error) === 'EEXIST'
