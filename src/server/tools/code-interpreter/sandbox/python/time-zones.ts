import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

import type { FileSystem } from './emscripten.ts'

/** Where Python's `zoneinfo` looks first. */
const ZONES = '/usr/share/zoneinfo'
/** Each zone a second time, with leap seconds and without; and links to what this machine itself is set to. */
const LEFT_OUT = /^(posix|right)(\/|$)|^(localtime|posixrules)$/

/** Puts this machine's time zones before Python, which has none of its own. */
export const addTimeZones = (fs: FileSystem, folder: string): void => {
  const made = new Set<string>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path)
    if (LEFT_OUT.test(name)) continue
    const bytes = readZone(path)
    if (!bytes) continue
    const target = join(ZONES, name)
    const parent = dirname(target)
    if (!made.has(parent)) fs.mkdirTree(parent)
    made.add(parent)
    fs.writeFile(target, bytes, { canOwn: true })
  }
}

const readZone = (path: string): Uint8Array | undefined => {
  try {
    const bytes = readFileSync(path)
    return bytes.subarray(0, 4).toString('latin1') === 'TZif' ? new Uint8Array(bytes) : undefined
  } catch {
    // A link to nothing, or to a folder.
    return undefined
  }
}
