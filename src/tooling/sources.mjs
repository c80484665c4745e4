// Plain JavaScript: see bootstrap.mjs.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { ROOT } from './bootstrap.mjs'

const STAMP = join(ROOT, 'dist/.sources.json')

/** Everything that a build reads. */
const INPUTS = [
  'src',
  'public',
  'index.html',
  'vite.config.ts',
  'tailwind.config.ts',
  'package.json',
  'package-lock.json',
]

const isInput = (name) =>
  !/\.(test|suite|e2e)\.tsx?$/.test(name) && name !== 'testing' && !name.startsWith('.')

/** Every file below the inputs, in a settled order. @returns {Generator<string>} */
function* files(path) {
  const stat = statSync(join(ROOT, path), { throwIfNoEntry: false })
  if (!stat) return
  if (!stat.isDirectory()) return yield path
  for (const name of readdirSync(join(ROOT, path)).filter(isInput).sort()) {
    yield* files(`${path}/${name}`)
  }
}

const hashOf = (describe) => {
  const hash = createHash('sha256')
  for (const input of INPUTS) for (const path of files(input)) hash.update(describe(path))
  return hash.digest('hex')
}

/** Names, sizes and times: a few milliseconds. */
const quickHash = () =>
  hashOf((path) => {
    const { size, mtimeMs } = statSync(join(ROOT, path))
    return `${path}\n${size}\n${mtimeMs}\n`
  })

const contentHash = () =>
  hashOf((path) => Buffer.concat([Buffer.from(`${path}\n`), readFileSync(join(ROOT, path))]))

const readStamp = () => {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8'))
  } catch {
    return {}
  }
}

/** What the sources are now, to be kept beside what is built from them. */
export const stampOf = () => ({ quick: quickHash(), content: contentHash() })

/** @param {{ quick: string, content: string }} stamp */
export const writeStamp = (stamp) => {
  mkdirSync(dirname(STAMP), { recursive: true })
  writeFileSync(STAMP, JSON.stringify(stamp))
}

export const removeStamp = () => rmSync(STAMP, { force: true })

/** Whether `dist` was built from other sources. A checkout that only touched times does not count. */
export const isStale = () => {
  const built = readStamp()
  const quick = quickHash()
  if (built.quick === quick) return false
  if (built.content !== contentHash()) return true
  writeStamp({ ...built, quick })
  return false
}
