import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { DATABASE } from './data-folder.ts'

/** What whoever starts the server is to know, a line each. */
export const warningsOf = (dataDir: string, user: number | undefined): string[] => {
  const clone = cloneAround(dataDir)
  return [
    clone !== undefined &&
      `the data is inside the clone ${clone}, where \`git clean -fdx\` deletes it; --data names another folder.`,
    isOpen(dataDir) &&
      `other users of this machine have rights to what is in ${dataDir}; \`chmod -R go=\` takes them away.`,
    user === 0 &&
      'this runs as root: Python that models write gives up root’s rights where the system has setpriv, but a hole in its walls would lead to root’s files; start Clew as a user of its own (docs/deployment.md).',
  ].filter((line) => line !== false)
}

/** The git clone that a folder lies in. */
const cloneAround = (folder: string): string | undefined => {
  if (existsSync(join(folder, '.git'))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : cloneAround(parent)
}

/**
 * A folder that somebody else made may let others in, and a database that was put there may have its
 * rights from elsewhere. Windows has no such rights.
 */
const isOpen = (folder: string): boolean => {
  if (process.platform === 'win32') return false
  const mode = modeOf(folder)
  return (
    (mode & WRITE) !== 0 || ((mode & PASS) !== 0 && (modeOf(join(folder, DATABASE)) & READ) !== 0)
  )
}

/** Of the group and of everybody else. */
const [READ, WRITE, PASS] = [0o044, 0o022, 0o011] as const

const modeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mode ?? 0
