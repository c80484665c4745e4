// `npm test`: everything from a fresh clone. Installs what is missing, finds a browser, runs all gates.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import { NODE, ROOT, giveUp, install } from './bootstrap.mjs'

const run = (script) => {
  // What the gates start has to find Node 24 first, whatever Node started npm.
  const PATH = `${join(ROOT, 'node_modules/.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`
  const env = { ...process.env, PATH }
  return spawnSync(NODE, [join(ROOT, script)], { cwd: ROOT, stdio: 'inherit', env }).status ?? 1
}

try {
  await install()
} catch (error) {
  giveUp(error)
}
process.exit(run('src/tooling/get-browser.ts') || run('src/tooling/check.ts'))
