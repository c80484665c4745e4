import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { newFolder } from './new-folder.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'clew-folder-'))
})
afterEach(() => rmSync(dir, { recursive: true }))

test('folders that are missing are made, for their owner alone', () => {
  const path = join(dir, 'a/b/c')
  newFolder(path)
  newFolder(path)
  expect(statSync(path).mode & 0o777).toBe(0o700)
  expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o700)
})

test('what is in the way is said, and so is a link that leads nowhere', () => {
  writeFileSync(join(dir, 'file'), '')
  symlinkSync(join(dir, 'gone/far'), join(dir, 'link'))
  expect(() => newFolder(join(dir, 'file'))).toThrow('EEXIST')
  expect(() => newFolder(join(dir, 'file/below'))).toThrow('ENOTDIR')
  expect(() => newFolder(join(dir, 'link'))).toThrow('EEXIST')
  expect(() => newFolder(join(dir, 'link/below'))).toThrow('EEXIST')
})

test.skipIf(!existsSync('/proc/self'))('where none can be made, that is said at once', () => {
  expect(() => newFolder('/proc/clew')).toThrow('ENOENT')
  expect(() => newFolder('/proc/clew/data')).toThrow('ENOENT')
})
