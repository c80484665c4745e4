import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { SettingError } from './config.ts'
import { UPSTREAM_NOTE, folderOf, takeFolder } from './data-folder.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'clew-folder-'))
})
afterEach(() => rm(dataDir, { recursive: true }))

const of = (upstreamUrl: string) => folderOf({ dataDir, upstreamUrl })
const take = (upstreamUrl: string) => takeFolder({ dataDir, upstreamUrl })
const keep = async (name: string, note?: string) => {
  const folder = join(dataDir, 'upstreams', name)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'clew.db'), name)
  if (note !== undefined) await writeFile(join(folder, UPSTREAM_NOTE), `${note}\n`)
  return folder
}

test.each([
  ['http://127.0.0.1:7215/a/b/v1', 'http://127.0.0.1:7215/a_b/v1'],
  ['http://h:7211/v1', 'http://h/7211/v1'],
  ['http://h/v1', 'https://h/v1'],
  ['http://h/a/v1', 'http://h/a'],
  ['http://h/v1?tenant=a', 'http://h/v1?tenant=b'],
  [`http://h/${'a'.repeat(300)}/v1`, `http://h/${'a'.repeat(301)}/v1`],
])('%s and %s are copied into two folders', (one, other) => {
  expect(of(one)).not.toBe(of(other))
  expect(basename(of(one)).length).toBeLessThan(120)
})

test('a folder is named by its server, however its address is written', () => {
  expect(basename(of('https://api.example/v1'))).toMatch(/^api\.example-[0-9a-f]{8}$/)
  expect(of('HTTPS://API.example:443/v1/')).toBe(of('https://api.example/v1'))
  expect(of('https://api.example/v1?api-version=2')).toBe(of('https://api.example/v1'))
  expect(of('https://api.example/v1?b=2&a=1')).toBe(of('https://api.example/v1?a=1&b=2'))
  expect(folderOf({ dataDir, upstreamUrl: undefined })).toBe(dataDir)
})

test('what a query of an address says is not written down', async () => {
  const folder = take('https://api.example/v1?code=sk-secret')
  expect(folder).not.toContain('secret')
  expect(await readFile(join(folder, UPSTREAM_NOTE), 'utf8')).not.toContain('secret')
})

test('the folder of an earlier version is taken over by the first that had it', async () => {
  const [first, second] = ['http://h:7211/v1', 'http://h/7211/v1']
  const earlier = await keep('h_7211')
  // Who reads moves nothing.
  expect(of(first)).toBe(earlier)
  const folder = take(first)
  expect(await readFile(join(folder, 'clew.db'), 'utf8')).toBe('h_7211')
  expect(await readFile(join(folder, UPSTREAM_NOTE), 'utf8')).toBe(`${first}\n`)
  expect(await readdir(join(dataDir, 'upstreams'))).toEqual([basename(folder)])
  expect(take(first)).toBe(folder)
  expect(await readdir(take(second))).toEqual([UPSTREAM_NOTE])
})

test('what is known to be the copy of another server is not taken over', async () => {
  // A start that ended before it gave the folder its name.
  const earlier = await keep('h', 'https://h/v1')
  expect(take('http://h/v1')).not.toBe(earlier)
  expect(await readdir(earlier)).toContain('clew.db')
  expect(await readdir(take('https://h/v1'))).toContain('clew.db')
})

test('a folder that tells of another server is refused in words', async () => {
  const url = 'http://h/v1'
  await keep(basename(of(url)), 'http://other/v1')
  const words =
    /holds the copy of http:\/\/other\/v1, and not of http:\/\/h\/v1, which CLEW_UPSTREAM/
  expect(() => of(url)).toThrow(words)
  expect(() => take(url)).toThrow(SettingError)
})
