import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { SettingError } from './config.ts'
import { lockData } from './data-lock.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clew-lock-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

test('the second one is refused and told where the first is', () => {
  const lock = lockData(dir)
  expect(() => lockData(dir)).toThrow(`another server is using ${dir}.`)
  lock.say('http://127.0.0.1:8484')
  expect(() => lockData(dir)).toThrow(`another server is using ${dir}: http://127.0.0.1:8484.`)
  lock.release()
  expect(existsSync(join(dir, 'server.txt'))).toBe(false)
  lockData(dir).release()
})

test('a process that was killed holds nothing', async () => {
  const code = `
    const { lockData } = await import(${JSON.stringify(join(import.meta.dirname, 'data-lock.ts'))})
    lockData(${JSON.stringify(dir)})
    console.log('locked')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code])
  const ended = once(child, 'exit')
  await once(child.stdout, 'data')
  expect(() => lockData(dir)).toThrow('another server')
  child.kill('SIGKILL')
  await ended
  lockData(dir).release()
})

test('a folder that cannot be is said so', () => {
  expect(() => lockData(join('/dev/null', 'x'))).toThrow('cannot keep data in')
})

test.skipIf(!existsSync('/proc/self'))('also where the system has folders of its own', () => {
  expect(() => lockData('/proc/clew/data')).toThrow(/no folder can be made there; choose another/)
})

test('the folder is for its owner alone', () => {
  const folder = join(dir, 'new')
  lockData(folder).release()
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('a file where a folder or a lock should be is told by its path, with advice', () => {
  const file = join(dir, 'file')
  writeFileSync(file, '')
  expect(() => lockData(file)).toThrow(`cannot keep data in ${file}: `)
  expect(() => lockData(join(file, 'below'))).toThrow(/a file is in the way; choose another/)
  mkdirSync(join(dir, 'server.lock'))
  expect(() => lockData(dir)).toThrow(`cannot keep data in ${join(dir, 'server.lock')}: `)
})

test('what is in the folder under our names but of another kind is told by its path, with advice', () => {
  writeFileSync(join(dir, 'files'), 'a file')
  const inTheWay = `cannot keep data in ${join(dir, 'files')}: it is a file, not a folder; move it away, or`
  expect(() => lockData(dir)).toThrow(SettingError)
  expect(() => lockData(dir)).toThrow(inTheWay)
  rmSync(join(dir, 'files'))
  for (const name of ['clew.db', 'clew.db-wal', 'server.lock', 'server.txt']) {
    mkdirSync(join(dir, name))
    expect(() => lockData(dir)).toThrow(
      `cannot keep data in ${join(dir, name)}: it is a folder, not a file; move it away, or`,
    )
    rmdirSync(join(dir, name))
  }
  lockData(dir).release()
})

/** What `lockData` says to somebody who may write only what its mode lets all write. */
const lockAsAnother = async (folder: string): Promise<string> => {
  const code = `
    const { lockData } = await import(${JSON.stringify(join(import.meta.dirname, 'data-lock.ts'))})
    if (process.getuid() === 0) process.setuid(65534)
    try { lockData(${JSON.stringify(folder)}).release() } catch (error) { console.log(error.name, error.message) }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code])
  let said = ''
  child.stdout.on('data', (chunk) => (said += String(chunk)))
  await once(child, 'exit')
  return said
}

test('a folder, and a file in it, that may not be written are told by path, with advice', async () => {
  chmodSync(dir, 0o555)
  expect(await lockAsAnother(dir)).toMatch(/^SettingError cannot keep data in .*EACCES.*\(chown\)/)
  chmodSync(dir, 0o777)
  writeFileSync(join(dir, 'clew.db'), '')
  chmodSync(join(dir, 'clew.db'), 0o400)
  expect(await lockAsAnother(dir)).toMatch(/cannot keep data in .*clew\.db: EACCES.*\(chown\)/)
})
