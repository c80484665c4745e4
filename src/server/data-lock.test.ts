import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

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
