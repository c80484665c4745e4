// `npm start`: installs and builds what is missing or old, then is the server.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { pathToFileURL } from 'node:url'

import { NODE, giveUp, install } from './bootstrap.mjs'
import { MAIN, buildIfStale } from './build.mjs'

/** On an older Node the server is a child: signals go to it, its exit code comes back. */
const runAsChild = () => {
  const child = spawn(NODE, [MAIN, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    // A terminal sends its interrupt to both already.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal))
  }
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0))
  })
}

/** How often, in milliseconds, to look whether npm is still there. */
const WATCH_MS = 200

/**
 * npm runs us through a shell, and not every shell passes on the signal that npm passes to it: it dies
 * and leaves us behind. Then it was meant for us.
 */
const endWithParent = () => {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, WATCH_MS)
  watch.unref()
}

if (process.env.npm_lifecycle_event) endWithParent()
try {
  await install()
  await buildIfStale()
} catch (error) {
  giveUp(error)
}

const isNode24 = Number(process.versions.node.split('.')[0]) >= 24
if (isNode24) await import(pathToFileURL(MAIN).href)
else runAsChild()
