import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { takeName } from './take-name.ts'

let dir: string
let whole: string
let name: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'clew-name-'))
  whole = join(dir, 'whole')
  name = join(dir, 'name')
  await writeFile(whole, 'whole')
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const noLinks = () => Promise.reject(Object.assign(new Error('no links'), { code: 'EPERM' }))

test.each([
  ['with links', undefined],
  ['without links', noLinks],
])('%s: a file takes a name that is free, and none that is taken', async (_, link) => {
  expect(await takeName(whole, name, link)).toBe(true)
  expect(await readFile(name, 'utf8')).toBe('whole')
  // A link is the same file.
  await rm(whole, { force: true })
  await writeFile(whole, 'other')
  expect(await takeName(whole, name, link)).toBe(false)
  expect(await readFile(name, 'utf8')).toBe('whole')
})

test('a file that cannot be named leaves nothing under the name', async () => {
  await expect(takeName(join(dir, 'gone'), name)).rejects.toThrow('ENOENT')
  expect(await readdir(dir)).toEqual(['whole'])
})
