import { strFromU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'

import { zipOf } from '#testing/documents.ts'

import { unzip } from './unzip.ts'

const textsIn = (zip: Uint8Array): Record<string, string> =>
  Object.fromEntries([...unzip(zip, () => true)].map(([name, bytes]) => [name, strFromU8(bytes)]))

const FILES = { 'a.xml': 'a'.repeat(5000), 'empty.xml': '', 'größe/b.xml': 'größe' }

test('files packed, stored and empty, under any names', () => {
  expect(textsIn(zipOf(FILES))).toEqual(FILES)
  const stored = zipSync({ 'a.xml': [Buffer.from('abc'), { level: 0 }] }, { comment: 'PK' })
  expect(textsIn(stored)).toEqual({ 'a.xml': 'abc' })
})

test('only what is wanted is unpacked', () => {
  expect([...unzip(zipOf(FILES), ({ size }) => size === 5000).keys()]).toEqual(['a.xml'])
})

/** A zip whose directory claims that its only file has another size. */
const claiming = (zip: Uint8Array, size: number): Buffer => {
  const copy = Buffer.from(zip)
  copy.writeUInt32LE(size, copy.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 24)
  return copy
}

test('a file is inflated up to the size that it claims', () => {
  const zip = zipOf({ 'a.xml': 'a'.repeat(5000) })
  expect(textsIn(claiming(zip, 5000))).toEqual({ 'a.xml': 'a'.repeat(5000) })
  for (const size of [0, 4, 4999]) expect(() => textsIn(claiming(zip, size))).toThrow(/larger than/)
})

test('sizes and places of a large zip are in its extra fields', () => {
  const zip = Buffer.from(zipSync({ a: [Buffer.from('abc'), { level: 0 }] }))
  const at = zip.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'))
  const directory = Buffer.alloc(46 + 1 + 4 + 4 + 24)
  zip.copy(directory, 0, at, at + 47)
  for (const field of [20, 24, 42]) directory.writeUInt32LE(0xffffffff, field)
  directory.writeUInt16LE(32, 30)
  directory.writeUInt16LE(9, 47) // a field of another kind, which is empty
  directory.writeUInt16LE(1, 51)
  directory.writeUInt16LE(24, 53)
  directory.writeBigUInt64LE(3n, 55)
  directory.writeBigUInt64LE(3n, 63)
  const end = Buffer.alloc(56 + 20 + 22)
  end.writeUInt32LE(0x06064b50, 0)
  end.writeBigUInt64LE(BigInt(at), 48)
  end.writeUInt32LE(0x07064b50, 56)
  end.writeBigUInt64LE(BigInt(at + directory.length), 64)
  end.writeUInt32LE(0x06054b50, 76)
  end.writeUInt32LE(0xffffffff, 92)
  expect(textsIn(Buffer.concat([zip.subarray(0, at), directory, end]))).toEqual({ a: 'abc' })
})

test.each([
  ['none', Buffer.from('I am no zip')],
  ['without an end', Buffer.alloc(100)],
  ['cut', Buffer.from(zipOf(FILES)).subarray(20)],
])('a zip that is %s', (_, zip) => expect(() => textsIn(zip)).toThrow())
