import { gzipSync, zstdCompressSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { systemTimers } from '../timers.ts'
import { WHOLE_MS } from './arriving.ts'
import { type Place, BodyMemory, TURN_MS } from './body-memory.ts'
import { readBody } from './body.ts'

const read = async (bytes: Uint8Array, place?: Place) => {
  const request = new Request('http://x', { method: 'POST', body: Buffer.from(bytes) })
  return (await readBody(request, { timers: systemTimers, limit: 1024, place })).value
}

test.each<[string, Uint8Array]>([
  ['Latin-1', Buffer.from('{"content":"grüße"}', 'latin1')],
  ['UTF-16', Buffer.from('\ufeff{"content":"a"}', 'utf16le')],
  ['half a character', Buffer.from('{"content":"🙂"}').subarray(0, -4)],
  ['a surrogate in three bytes', Buffer.from([0x22, 0xed, 0xa0, 0xbd, 0x22])],
  ['an overlong form', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
])('a body of %s is refused', async (_, bytes) => {
  await expect(read(bytes)).rejects.toMatchObject({
    status: 400,
    message: expect.stringMatching(/^We could not parse the JSON body/),
  })
})

test.each([
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
])('a body in %s that does not say so is told what it is', async (_, pack) => {
  for (const length of [10, 100_000]) {
    const bytes = pack(JSON.stringify(Array.from({ length }, (__, at) => at * 7919)))
    const request = new Request('http://x', { method: 'POST', body: new Uint8Array(bytes) })
    request.headers.set('content-length', String(bytes.byteLength))
    await expect(readBody(request, { timers: systemTimers, limit: 1e6 })).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/^The body of your request is compressed, though no/),
    })
  }
})

test.each(['1e999', '-1e400', '9'.repeat(400), '[1,{"a":2e+308}]'])(
  'a number past the largest is none: %.12s',
  async (number) => {
    await expect(read(Buffer.from(`{"a":${number}}`))).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(/^We could not parse the JSON body/),
    })
    expect(await read(Buffer.from('[1.7976931348623157e308,1e-999]'))).toEqual([
      Number.MAX_VALUE,
      0,
    ])
  },
)

test('UTF-8 is read, with its byte order mark too', async () => {
  const value = { content: 'grüße 🙂 漢' }
  const text = JSON.stringify(value)
  expect(await read(Buffer.from(text))).toEqual(value)
  expect(await read(Buffer.from(`\ufeff${text}`))).toEqual(value)
})

const of600 = Buffer.from(JSON.stringify('x'.repeat(598)))

test('bodies that are held at once have memory together; what does not fit waits its turn', async () => {
  const memory = new BodyMemory(systemTimers, { most: 1000 })
  const first = memory.enter()
  await read(of600, first)
  const second = memory.enter()
  let isRead = false
  const reading = read(of600, second).then(() => (isRead = true))
  const small = memory.enter()
  await read(Buffer.from(JSON.stringify('x'.repeat(390))), small)
  small.leave()
  expect(isRead).toBe(false)
  first.leave()
  first.leave()
  await reading
  await expect(
    read(Buffer.from(JSON.stringify('x'.repeat(390))), memory.enter()),
  ).resolves.toBeTruthy()
})

test('whose turn does not come in time is refused, and may come again', async () => {
  const due: (() => void)[] = []
  const timers = {
    after: (ms: number, callback: () => void) => (
      ms === TURN_MS ? due.push(callback) : 0,
      () => undefined
    ),
  }
  const memory = new BodyMemory(timers, { most: 1000 })
  const first = memory.enter()
  await read(of600, first)
  const refusal = expect(read(of600, memory.enter())).rejects.toMatchObject({
    status: 429,
    code: 'too_many_large_requests',
    headers: { 'retry-after': '1' },
  })
  await expect.poll(() => due).toHaveLength(1)
  for (const callback of due) callback()
  await refusal
  first.leave()
  await read(of600, memory.enter())
})

test('what is small gets in beside any number of large ones', async () => {
  // The third waits for a place that nobody leaves.
  const never = { after: () => () => undefined }
  const memory = new BodyMemory(never, { most: 1000, free: 100 })
  await read(of600, memory.enter())
  await read(of600, memory.enter())
  const third = memory.enter()
  let isIn = false
  void third.take(600).then(() => (isIn = true))
  for (const bytes of [100, 40, 60]) await memory.enter().take(bytes)
  const piecewise = memory.enter()
  await piecewise.take(60)
  await piecewise.take(40)
  expect(isIn).toBe(false)
})

test('a body that comes a byte at a time ends, and its memory is free', async () => {
  const due: (() => void)[] = []
  const timers = {
    after: (ms: number, callback: () => void) => {
      if (ms === WHOLE_MS) due.push(callback)
      return () => undefined
    },
  }
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(Buffer.from('{"a":')),
  })
  // Node asks for `duplex`, which its types of a request do not know.
  const init = { method: 'POST', body, duplex: 'half' }
  const reading = readBody(new Request('http://a', init), { timers, limit: 1000 })
  await expect.poll(() => due).toHaveLength(1)
  for (const callback of due) callback()
  await expect(reading).rejects.toMatchObject({ status: 408, code: 'request_timeout' })
})

test('a body that says it is far too large is refused before any of it is read', async () => {
  let pulled = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        pulled += 1
        controller.close()
      },
    },
    { highWaterMark: 0 },
  )
  const headers = { 'content-length': String(65 * 1024 * 1024) }
  const sent = { method: 'POST', body, headers, duplex: 'half' }
  const reading = readBody(new Request('http://x', sent), { timers: systemTimers, limit: 1024 })
  await expect(reading).rejects.toMatchObject({ status: 413 })
  expect(pulled).toBe(0)
})

test.each([
  ['gzip', 415],
  [' GZIP, br', 415],
  ['identity', 'read'],
  ['', 'read'],
])('a body whose encoding is %j: %s', async (encoding, expected) => {
  const headers = { 'content-encoding': encoding }
  const request = new Request('http://x', { method: 'POST', body: '{}', headers })
  const reading = readBody(request, { timers: systemTimers, limit: 1000 })
  const outcome = await reading.then(
    () => 'read',
    ({ status }: { status: number }) => status,
  )
  expect(outcome).toBe(expected)
})
