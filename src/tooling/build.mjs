// Plain JavaScript: see bootstrap.mjs. Run as it is, it builds; `npm start` builds only what is old.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { NODE, ROOT, say } from './bootstrap.mjs'
import { isStale, removeStamp, stampOf, writeStamp } from './sources.mjs'

/** The whole server in one file, and what it serves beside it. */
export const MAIN = join(ROOT, 'dist/server/main.js')

/** Builds console and server into `dist`. @param {string} logLevel of vite */
const build = (logLevel) => {
  // Taken before, so that a change while building makes the result old.
  const stamp = stampOf()
  removeStamp()
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  const stdio = ['ignore', process.stderr, process.stderr]
  const { status } = spawnSync(NODE, [vite, 'build', '--logLevel', logLevel], { cwd: ROOT, stdio })
  if (status !== 0) throw new Error('the build failed')
  writeStamp(stamp)
}

export const buildIfStale = () => {
  if (existsSync(MAIN) && !isStale()) return
  say('building…')
  build('warn')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) build('info')
