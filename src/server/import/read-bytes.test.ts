import { gzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { Unreadable, readPlain } from './read-bytes.ts'

const text = 'one\ntwo\n'.repeat(500)

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size)
    await new Promise(setImmediate)
  }
}

const plainOf = async (bytes: Uint8Array, size = 7) => {
  let read = 0
  const chunks: Uint8Array[] = []
  for await (const chunk of readPlain(inPieces(bytes, size), (count) => (read += count))) {
    chunks.push(chunk)
  }
  expect(read).toBe(bytes.length)
  return Buffer.concat(chunks).toString()
}

test.each([1, 7, 100_000])('plain bytes come through as they are, %i at a time', async (size) => {
  expect(await plainOf(Buffer.from(text), size)).toBe(text)
})

test.each([1, 7, 100_000])('gzip is told by its bytes, %i at a time', async (size) => {
  expect(await plainOf(gzipSync(text), size)).toBe(text)
})

test('several gzip members are one text', async () => {
  expect(await plainOf(Buffer.concat([gzipSync('a\n'), gzipSync(''), gzipSync('b\n')]))).toBe(
    'a\nb\n',
  )
})

test('nothing is nothing', async () => {
  expect(await plainOf(Buffer.alloc(0))).toBe('')
})

const broken = {
  'cut short': gzipSync(text).subarray(0, -9),
  'with a flipped byte': Buffer.from(
    gzipSync(text).map((byte, index) => (index === 20 ? ~byte : byte)),
  ),
  'followed by zeros and more': Buffer.concat([gzipSync(text), Buffer.from('\0\0plain')]),
  'padded with zeros': Buffer.concat([gzipSync(text), Buffer.alloc(512)]),
  'followed by something else': Buffer.concat([gzipSync(text), Buffer.from('plain')]),
}

test.each(Object.entries(broken))('gzip %s is told, not taken for the end', async (_, bytes) => {
  await expect(plainOf(bytes)).rejects.toThrow(Unreadable)
})

test('what comes with a zero after the end of a gzip is counted', async () => {
  const followed = Buffer.concat([gzipSync(text), Buffer.from('\0plain')])
  await expect(plainOf(followed, 100_000)).rejects.toThrow(
    'could not be read to its end: 6 bytes follow the end of the gzip data',
  )
})
