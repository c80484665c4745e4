import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'

import { afterEach, describe, expect, test } from 'vitest'

import { SDK_HEADERS, newTestApp } from '#testing/app.ts'
import { refused } from '#testing/checked.ts'
import { serveApp } from '#testing/serve.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

interface Packed {
  encoding: string
  bytes: Uint8Array
  type?: string
  status?: number
}

/** What comes of an upstream's answer in these bytes, over real sockets. */
const answered = async (
  { encoding, bytes, type = 'application/json', status = 200 }: Packed,
  path = '/v1/threads/thread_a',
) => {
  const upstream = createServer((_, response) => {
    response.writeHead(status, {
      'content-type': type,
      'content-encoding': encoding,
      'content-length': bytes.byteLength,
    })
    response.end(bytes)
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo // it listens on a port
  const front = await newTestApp({
    upstreamUrl: `http://127.0.0.1:${port}/v1`,
    upstreamKey: 'sk-inside-of-tests',
  })
  const served = await serveApp(front.app)
  ends.push(
    async () => upstream.close(),
    () => front.close(),
    () => served.close(),
  )
  return fetch(`${served.url}${path}`, { headers: SDK_HEADERS })
}

const THREAD = `{"id":"thread_a","metadata":{"a":"${'words and more words '.repeat(50)}"}}`
const ways: [string, (text: string) => Uint8Array][] = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
]
const garbage = Buffer.from('this is nothing that was packed')
const mixed = (bytes: Uint8Array) => Buffer.concat([bytes.subarray(0, 12), garbage])
const cut = (bytes: Uint8Array) => bytes.subarray(0, bytes.byteLength / 2)

const refusal = (encoding: string) => ({
  status: 502,
  type: 'server_error',
  code: 'upstream_encoding',
  message: `The upstream server's answer cannot be unpacked (${encoding}).`,
})

describe.each(ways)('an answer in %s', (encoding, pack) => {
  test.each([200, 404])('is unpacked (status %i)', async (status) => {
    const response = await answered({ encoding, bytes: pack(THREAD), status })
    expect([response.status, response.headers.get('content-encoding')]).toEqual([status, null])
    expect(await response.text()).toBe(THREAD)
  })

  test.each([
    ['is something else', () => garbage],
    ['goes wrong', mixed],
    ['is cut short', cut],
    ['is nothing', () => new Uint8Array()],
  ])('that %s is refused', async (_, broken) => {
    for (const status of [200, 500]) {
      const response = await answered({ encoding, bytes: broken(pack(THREAD)), status })
      expect(response.headers.get('x-should-retry')).toBe('false')
      expect(await refused(Promise.resolve(response))).toMatchObject(refusal(encoding))
    }
  })

  test.each([
    ['a page', 'text/html'],
    ['text', 'text/plain'],
    ['no known type', 'application/octet-stream'],
  ])('that is garbage is refused where it says that it is %s', async (_, type) => {
    const response = await answered({ encoding, bytes: garbage, type, status: 500 })
    expect(await refused(Promise.resolve(response))).toMatchObject(refusal(encoding))
  })

  test('that is a stream ends with an event of the refusal', async () => {
    const type = 'text/event-stream'
    const whole = await answered({ encoding, bytes: pack('event: a\ndata: 1\n\n'), type })
    expect(await whole.text()).toBe('event: a\ndata: 1\n\n')
    const broken = await answered({ encoding, bytes: garbage, type })
    expect(await broken.text()).toMatch(
      /^event: error\ndata: \{"error":\{.*"code":"upstream_encoding"\}\}\n\n$/,
    )
  })

  test('that is a file comes whole, or not at all', async () => {
    const path = '/v1/files/file-a/content'
    const bytes = Buffer.from('no { json')
    const whole = await answered({ encoding, bytes: pack(String(bytes)) }, path)
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true)
    const broken = answered({ encoding, bytes: garbage }, path)
    expect(await refused(broken)).toMatchObject(refusal(encoding))
  })
})

test('a large answer is passed on as it comes', async () => {
  const large = JSON.stringify({ a: 'x'.repeat(3_000_000) })
  const response = await answered({ encoding: 'gzip', bytes: gzipSync(large) })
  expect(await response.text()).toBe(large)
})

test('packed twice is unpacked twice', async () => {
  const bytes = brotliCompressSync(gzipSync(THREAD))
  expect(await (await answered({ encoding: 'gzip, br', bytes })).text()).toBe(THREAD)
})

test.each(['compress', 'aws-chunked', 'gzip, compress', 'x'.repeat(300)])(
  'a way that nobody knows is refused: %s',
  async (encoding) => {
    const response = answered({ encoding, bytes: Buffer.from(THREAD) })
    expect(await refused(response)).toMatchObject({ status: 502, code: 'upstream_encoding' })
  },
)

test('`identity` is no packing', async () => {
  const response = await answered({ encoding: 'identity', bytes: Buffer.from(THREAD) })
  expect(await response.text()).toBe(THREAD)
})
