import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

let clone: string
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'clew-clone-'))
  mkdirSync(join(clone, 'src/tooling'), { recursive: true })
  for (const name of ['bootstrap.mjs', 'build.mjs', 'sources.mjs', 'start.mjs']) {
    copyFileSync(join(import.meta.dirname, name), join(clone, 'src/tooling', name))
  }
  writeFileSync(join(clone, 'package-lock.json'), '{"packages":{"":{}}}')
})
afterEach(() => rmSync(clone, { recursive: true, force: true }))

/** `npm start` in a clone that has nothing, with an npm that is this script. */
const startWith = (npm: string) => {
  const path = join(clone, 'npm-cli.js')
  writeFileSync(path, npm)
  const child = spawn(process.execPath, ['src/tooling/start.mjs'], {
    cwd: clone,
    env: {
      PATH: process.env['PATH'],
      npm_execpath: path,
      npm_node_execpath: process.execPath,
      CLEW_INSTALL_TELL_MS: '50',
    },
  })
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const ended = once(child, 'exit').then(([code]) => ({ code: code as number | null, said }))
  const until = async (words: string) => {
    while (!said.includes(words)) await once(child.stderr, 'data')
  }
  return { child, ended, until }
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    // One that has ended stays in the table where nobody collects orphans.
    const stat = `/proc/${pid}/stat`
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'))
  } catch {
    return false
  }
}

test('an interrupt ends the installation with all that it started', async () => {
  const { child, ended, until } = startWith(`
    const { spawn } = require('node:child_process')
    const script = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    require('node:fs').writeFileSync('pids', process.pid + ' ' + script.pid)
    console.error('busy')
    setInterval(() => {}, 1000)`)
  await until('busy')
  const pids = readFileSync(join(clone, 'pids'), 'utf8').split(' ').map(Number)
  child.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 130, said: expect.stringContaining('stopped') })
  await expect.poll(() => pids.filter(isAlive)).toEqual([])
})

test('what a stopped installation left is made anew, as locked', async () => {
  mkdirSync(join(clone, 'node_modules/half'), { recursive: true })
  const { ended } = startWith(
    `require('node:fs').writeFileSync('asked', process.argv.slice(2).join(' ')); process.exit(1)`,
  )
  await ended
  expect(existsSync(join(clone, 'asked'))).toBe(true)
  expect(readFileSync(join(clone, 'asked'), 'utf8')).toMatch(/^ci .*--fetch-retries=1/)
})

test('while nothing comes it says so, and an end without packages comes with advice', async () => {
  const { ended, until, child } = startWith('setTimeout(() => process.exit(1), 60_000)')
  await until('no package has come in')
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 143 })
  const failed = await startWith('process.exit(1)').ended
  expect(failed.code).toBe(1)
  expect(failed.said).toMatch(/could not be installed\. .*needs a network/s)
  expect(failed.said).not.toMatch(/ {4}at /)
})

test.each([
  ['EACCES', 'may not write'],
  ['ENOSPC', 'disk'],
])('an end by %s is told with what helps, and not with the network', async (code, words) => {
  const { said } = await startWith(`console.error('npm error code ${code}'); process.exitCode = 1`)
    .ended
  const last = said.trim().split('\n').at(-1)
  expect(last).toContain(words)
  expect(last).not.toContain('needs a network')
})

test('a path in which nothing can be built is told before anything is fetched', async () => {
  const moved = `${clone} #1`
  renameSync(clone, moved)
  clone = moved
  const { code, said } = await startWith(`require('node:fs').writeFileSync('asked', '')`).ended
  expect(code).toBe(1)
  expect(said).toMatch(/path holds # or \?: move /)
  expect(existsSync(join(clone, 'asked'))).toBe(false)
})

test.skipIf(process.getuid?.() === 0)('a folder that is not ours is told at once', async () => {
  writeFileSync(join(clone, 'npm-cli.js'), '')
  chmodSync(clone, 0o500)
  const { code, said } = await startWith('').ended
  chmodSync(clone, 0o700)
  expect(code).toBe(1)
  expect(said).toContain('may not write')
})

test('attempts in vain are no packages: that none comes is told at once', async () => {
  const { until, ended, child } = startWith(`
    for (let attempt = 1; attempt <= 2; attempt += 1)
      console.error('npm http fetch GET https://registry.example/x attempt ' + attempt + ' failed with EAI_AGAIN')
    setInterval(() => {}, 1000)`)
  await until('no package has come in')
  child.kill('SIGINT')
  const { said } = await ended
  expect(said).not.toContain('packages fetched')
})

test('packages that come are counted, and only errors of npm are told', async () => {
  writeFileSync(join(clone, 'package-lock.json'), '{"packages":{"":{},"node_modules/one":{}}}')
  const { ended, until, child } = startWith(`
    const { mkdirSync, writeFileSync } = require('node:fs')
    // npm makes all folders before it fetches what belongs into them.
    mkdirSync('node_modules/one', { recursive: true })
    console.error('npm warn deprecated x')
    setTimeout(() => console.error('npm http fetch GET 200 https://registry.npmjs.org/one 5ms'), 100)
    setTimeout(() => console.error('npm error went wrong'), 150)
    setTimeout(() => writeFileSync('node_modules/one/package.json', '{}'), 300)
    setInterval(() => {}, 1000)`)
  await until('no package has come')
  await until('1 packages fetched, 0 unpacked')
  await until('1 packages fetched, 1 unpacked')
  child.kill('SIGTERM')
  const { said } = await ended
  expect(said).toContain('npm error went wrong')
  expect(said).not.toMatch(/npm (http|warn)/)
})
