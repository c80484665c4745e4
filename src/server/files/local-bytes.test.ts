import { existsSync } from 'node:fs'
import { type FileHandle, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { type FileBytes, TooLarge } from './file-bytes.ts'
import { openLocalBytes } from './local-bytes.ts'

const LIMIT = 1000

let directory: string
let bytes: FileBytes

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-files-'))
  bytes = await openLocalBytes(directory)
})
afterEach(() => rm(directory, { recursive: true }))

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

const readText = async (id: string): Promise<string | undefined> => {
  const stream = await bytes.read(id)
  return stream && (await new Response(stream).text())
}
const held = async (): Promise<string[]> => (await readdir(directory)).toSorted()
const partials = (): Promise<string[]> => readdir(join(directory, '.incoming'))

test('what was written is read back whole', async () => {
  expect(await bytes.write('file-a', chunks('one ', 'two ', 'three'), LIMIT)).toBe(13)
  expect(await readText('file-a')).toBe('one two three')
  expect(await partials()).toEqual([])
})

test('bytes are on the disk before the file has its name, and the name before it is told', async () => {
  const file = await open(join(directory, 'any'), 'w')
  // The prototype is where all handles have it: the class is not exported.
  const handles = Object.getPrototypeOf(file) as FileHandle
  await file.close()
  const named: boolean[] = []
  vi.spyOn(handles, 'sync').mockImplementation(
    async () => void named.push(existsSync(join(directory, 'file-a'))),
  )
  await bytes.write('file-a', chunks('kept'), LIMIT)
  expect(named).toEqual([false, true])
})

test('a file of many megabytes comes back byte by byte', async () => {
  const whole = Buffer.alloc(5 * 1024 * 1024, 'clew')
  async function* parts(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < whole.length; at += 70_001) yield whole.subarray(at, at + 70_001)
  }
  expect(await bytes.write('file-big', parts(), whole.length)).toBe(whole.length)
  const stream = await bytes.read('file-big')
  const read = Buffer.from(await new Response(stream).arrayBuffer())
  expect(read.equals(whole)).toBe(true)
})

test('an empty file is a file', async () => {
  expect(await bytes.write('file-empty', chunks(), LIMIT)).toBe(0)
  expect(await readText('file-empty')).toBe('')
})

test('exactly the limit is taken; one byte more is refused and leaves nothing', async () => {
  expect(await bytes.write('file-full', chunks('x'.repeat(LIMIT)), LIMIT)).toBe(LIMIT)
  await expect(
    bytes.write('file-over', chunks('x'.repeat(LIMIT), 'y'), LIMIT),
  ).rejects.toBeInstanceOf(TooLarge)
  expect(await held()).toEqual(['.incoming', 'file-full'])
  expect(await partials()).toEqual([])
})

test('an upload that breaks off leaves nothing', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half')
    throw new Error('connection lost')
  }
  await expect(bytes.write('file-b', broken(), LIMIT)).rejects.toThrow('connection lost')
  expect(await bytes.read('file-b')).toBeUndefined()
  expect(await partials()).toEqual([])
})

test('an upload that breaks off does not touch what the id held', async () => {
  await bytes.write('file-a', chunks('kept'), LIMIT)
  await expect(bytes.write('file-a', chunks('x'.repeat(LIMIT + 1)), LIMIT)).rejects.toBeInstanceOf(
    TooLarge,
  )
  expect(await readText('file-a')).toBe('kept')
})

test.each(['../escape', 'a/b', '..', '.', '', '.incoming', 'file-\0', 'C:\\x', 'file a'])(
  'no path is made of %j',
  async (id) => {
    await expect(bytes.write(id, chunks('x'), LIMIT)).rejects.toThrow('not a file id')
    expect(await bytes.read(id)).toBeUndefined()
    await bytes.delete(id)
    expect(await held()).toEqual(['.incoming'])
  },
)

test('a deleted file is gone, and deleting it again is no error', async () => {
  await bytes.write('file-a', chunks('x'), LIMIT)
  await bytes.delete('file-a')
  expect(await bytes.read('file-a')).toBeUndefined()
  await bytes.delete('file-a')
})

test('a start removes what a killed process left half-written, and nothing else', async () => {
  await bytes.write('file-a', chunks('kept'), LIMIT)
  await writeFile(join(directory, '.incoming', 'left-over'), 'half')
  bytes = await openLocalBytes(directory)
  expect(await partials()).toEqual([])
  expect(await readText('file-a')).toBe('kept')
})

test.skipIf(!existsSync('/proc/self/fd'))('a reader that stops early closes the file', async () => {
  await bytes.write('file-a', chunks('x'.repeat(LIMIT)), LIMIT)
  const descriptors = async (): Promise<number> => (await readdir('/proc/self/fd')).length
  const before = await descriptors()
  for (let i = 0; i < 20; i++) await (await bytes.read('file-a'))?.cancel()
  for (let i = 0; i < 20; i++) for await (const _ of (await bytes.read('file-a')) ?? []) break
  await expect.poll(descriptors).toBeLessThan(before + 5)
})
