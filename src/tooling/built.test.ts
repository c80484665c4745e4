import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')

let clone: string
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(clone, path)), { recursive: true })
  writeFileSync(join(clone, path), text)
}
/** A Vite that says that it was there. */
const VITE = `
  const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs')
  appendFileSync('builds', process.argv[2] + ' ')
  mkdirSync('dist/server', { recursive: true })
  writeFileSync('dist/server/main.js', '')`

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'clew-built-'))
  mkdirSync(join(clone, 'src/tooling'), { recursive: true })
  for (const name of ['bootstrap.mjs', 'build.mjs', 'sources.mjs', 'built.ts']) {
    copyFileSync(join(import.meta.dirname, name), join(clone, 'src/tooling', name))
  }
  write('package.json', '{ "type": "module" }')
  write('node_modules/vite/package.json', '{ "type": "commonjs" }')
  write('node_modules/vite/bin/vite.js', VITE)
  mkdirSync(join(clone, 'node_modules/node/bin'), { recursive: true })
  symlinkSync(process.execPath, join(clone, 'node_modules/node/bin/node'))
  write('src/server/main.ts', 'one')
})
afterEach(() => rmSync(clone, { recursive: true, force: true }))

/** Runs a script that wants what is built, and says how often it was built by now. */
const look = () => {
  const script = `import { ensureBuilt } from './src/tooling/built.ts'\nensureBuilt()\n`
  const args = ['--input-type=module', '-e', script]
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: clone, encoding: 'utf8' })
  const path = join(clone, 'builds')
  const builds = existsSync(path) ? readFileSync(path, 'utf8').trim().split(' ').length : 0
  return { isGreen: status === 0, builds, stderr }
}

test('what is missing or older than its sources is built before anybody looks at it', () => {
  expect(look()).toMatchObject({ isGreen: true, builds: 1 })
  expect(look()).toMatchObject({ builds: 1 })
  write('src/server/main.ts', 'two')
  expect(look()).toMatchObject({ isGreen: true, builds: 2 })
  write('src/console/main.tsx', 'new')
  expect(look()).toMatchObject({ builds: 3 })
  rmSync(join(clone, 'src/console/main.tsx'))
  expect(look()).toMatchObject({ builds: 4 })
  rmSync(join(clone, 'dist/server/main.js'))
  expect(look()).toMatchObject({ builds: 5 })
})

test('what a build does not read makes nothing old', () => {
  look()
  write('src/server/main.test.ts', 'a test')
  write('src/testing/app.ts', 'for tests')
  write('README.md', 'words')
  utimesSync(join(clone, 'src/server/main.ts'), 1, 1)
  expect(look()).toMatchObject({ isGreen: true, builds: 1 })
})

test('a build that fails is a failure, and what it left is old, also for the sources of before', () => {
  look()
  write('src/server/main.ts', 'two')
  write('node_modules/vite/bin/vite.js', `${VITE}\nprocess.exitCode = 1`)
  expect(look()).toMatchObject({ isGreen: false, builds: 2 })
  write('node_modules/vite/bin/vite.js', VITE)
  write('src/server/main.ts', 'one')
  expect(look()).toMatchObject({ isGreen: true, builds: 3 })
})

test('each command that looks at the built product has it built first', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const paths = Object.values(scripts).flatMap(
    (script) => /^node (e2e\/\S+)/.exec(script)?.[1] ?? [],
  )
  expect(paths.length).toBeGreaterThan(3)
  // At the head of a line: before anything is started, whatever is asked for.
  const builds = /^(if \(!process\.env\['CLEW_BENCH_MAIN'\]\) )?ensureBuilt\(\)$/m
  expect(paths.filter((path) => !builds.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([])
})
