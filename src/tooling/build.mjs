// Plain JavaScript: see bootstrap.mjs. Run as it is, it builds; with `--if-stale`, as `npm start` does, only what is old.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { NODE, ROOT, checkFolder, giveUp, run, say } from './bootstrap.mjs'
import { isStale, removeStamp, stampOf, writeStamp } from './sources.mjs'

/** The whole server in one file, and what it serves beside it. */
export const MAIN = join(ROOT, 'dist/server/main.js')

/** Builds console and server into `dist`. @param {string} logLevel of vite */
const build = async (logLevel) => {
  checkFolder()
  // Taken before, so that a change while building makes the result old.
  const stamp = stampOf()
  removeStamp()
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js')
  await run(NODE, [vite, 'build', '--logLevel', logLevel])
  writeStamp(stamp)
}

/** Builds where `dist` is missing or older than its sources. */
export const buildIfStale = async () => {
  if (existsSync(MAIN) && !isStale()) return
  say('building…')
  await build('warn')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const work = process.argv.includes('--if-stale') ? buildIfStale() : build('info')
  await work.catch(giveUp)
}
