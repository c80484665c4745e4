import { EventEmitter, once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Socket, connect } from 'node:net'
import { PassThrough } from 'node:stream'

import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { SDK_HEADERS, newTestApp } from '#testing/app.ts'
import { serveApp } from '#testing/serve.ts'

import { lingerAfter } from './linger.ts'

/** Sockets of a machine that has other work to do. */
const PATIENT = { timeout: 20_000 }

let socket: Socket

/** A server, whose looks at what has come a test makes, and a client that counts what goes wrong. */
const begin = async (settings: Parameters<typeof newTestApp>[0] = {}) => {
  const app = await newTestApp(settings)
  const due = new Set<() => void>()
  const after = (_: number, callback: () => void) => {
    due.add(callback)
    return () => due.delete(callback)
  }
  const served = await serveApp(app.app, { after })
  const look = () => {
    const callbacks = [...due]
    due.clear()
    for (const callback of callbacks) callback()
    return due.size
  }
  const { hostname, port } = new URL(served.url)
  socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
  onTestFinished(async () => {
    socket.destroy()
    await served.close()
    await app.close()
  })
  const client = { answers: '', error: '', ended: false, look, waiting: () => due.size }
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => (client.answers += text))
  socket.on('end', () => (client.ended = true))
  socket.on('error', (error) => (client.error = error.message))
  await once(socket, 'connect')
  return client
}

const head = (request: string, headers: Record<string, string>) => {
  const all = { host: '127.0.0.1', ...SDK_HEADERS, ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${request} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** As a client that writes the whole of its request before it reads. */
const write = (bytes: Buffer | string) =>
  new Promise<void>((resolve) => {
    socket.write(bytes, () => resolve())
  })

const MB = 1024 * 1024
/** What is refused for its length is longer than JSON may be, all else shorter. */
const sizeOf = (status: number) => (status === 413 ? 7 : 5) * MB
const PIECE = Buffer.alloc(MB, 'x')
const JSON_TYPE = { 'content-type': 'application/json' }
const FORM_TYPE = { 'content-type': 'multipart/form-data; boundary=b' }
const part = (name: string, value: string) =>
  `--b\r\ncontent-disposition: form-data; name="${name}"${value}`
const FILE = part('file', '; filename="a"\r\n\r\n')

type Row = [string, string, number, Record<string, string>, string?]
const rows: Row[] = [
  ['no such path', 'POST /v1/nothing', 404, JSON_TYPE],
  ['a method that is not taken', 'PUT /v1/threads', 405, JSON_TYPE],
  ['no key', 'POST /v1/threads', 401, { ...JSON_TYPE, authorization: '' }],
  ['another origin', 'POST /v1/threads', 403, { ...JSON_TYPE, origin: 'http://evil.example' }],
  ['no beta header', 'POST /v1/threads', 400, { ...JSON_TYPE, 'openai-beta': '' }],
  ['an id that is none', 'POST /v1/threads/x/messages', 400, JSON_TYPE],
  ['a query that is wrong', 'POST /v1/threads/thread_a/runs?include[]=x', 400, JSON_TYPE],
  ['JSON that says it is too large', 'POST /v1/threads', 413, JSON_TYPE],
  ['JSON that is nested too deeply', 'POST /v1/threads', 400, JSON_TYPE, '['.repeat(300)],
  ['JSON that is no text', 'POST /v1/threads', 400, JSON_TYPE, '\xff'],
  ['a file that is no form', 'POST /v1/files', 400, JSON_TYPE],
  ['a form that is none', 'POST /v1/files', 400, FORM_TYPE, 'x'.repeat(100)],
  ['two files', 'POST /v1/files', 400, FORM_TYPE, `${FILE}x\r\n${FILE}`.repeat(3)],
  ['a part of an upload that is not there', 'POST /v1/uploads/upload_x/parts', 404, FORM_TYPE],
]

/** Sends a body in pieces of a megabyte, in chunks or as it is. */
const sendBody = async (start: string, size: number, isChunked = false) => {
  const framed = (content: Buffer) =>
    isChunked
      ? Buffer.concat([
          Buffer.from(`${content.length.toString(16)}\r\n`),
          content,
          Buffer.from('\r\n'),
        ])
      : content
  const first = Buffer.from(start, 'latin1')
  if (first.length > 0) await write(framed(first))
  for (let left = size - first.length; left > 0; left -= MB) {
    await write(framed(PIECE.subarray(0, Math.min(MB, left))))
  }
  if (isChunked) await write('0\r\n\r\n')
}

describe.each(['with its length', 'in chunks', 'that waits for a word'])('a body %s', (how) => {
  const isChunked = how === 'in chunks'
  test.each(rows)('is refused and read on: %s', async (_, request, status, headers, start = '') => {
    const client = await begin({ requireBetaHeader: true })
    const size = sizeOf(status)
    const framing: Record<string, string> = isChunked
      ? { 'transfer-encoding': 'chunked' }
      : { 'content-length': String(size) }
    if (how === 'that waits for a word') framing['expect'] = '100-continue'
    await write(head(request, { ...headers, ...framing }))
    await sendBody(start, size, isChunked)
    await expect
      .poll(() => client.answers, PATIENT)
      .toMatch(new RegExp(`^HTTP/1\\.1 ${status} `, 'm'))
    // The connection is as good as before.
    await write(head('GET /healthz', {}))
    await expect.poll(() => client.answers, PATIENT).toContain('"status":"ok"')
    expect(client).toMatchObject({ error: '', ended: false })
  })
})

describe('a connection that ends with its answer', () => {
  const headers = { ...FORM_TYPE, connection: 'close', 'content-length': String(20 * MB) }
  const refusedOne = async () => {
    const client = await begin()
    await write(head('POST /v1/uploads/upload_x/parts', headers))
    await expect.poll(() => client.answers, PATIENT).toContain('HTTP/1.1 404 ')
    await expect.poll(() => client.ended, PATIENT).toBe(true)
    return client
  }

  test('is read on, and closed once all has come', async () => {
    const client = await refusedOne()
    const closed = once(socket, 'close')
    await sendBody('', 20 * MB)
    socket.end()
    await closed
    expect(client.error).toBe('')
    await expect.poll(client.waiting, PATIENT).toBe(0)
  })

  test('is cut off where the rest does not come', async () => {
    const client = await refusedOne()
    const looks = Array.from({ length: 100 }, client.look)
    expect(looks.indexOf(0)).toBe(39)
    await expect.poll(() => write('x').then(() => client.error), PATIENT).not.toBe('')
  })
})

test.each([
  ['whatever its pace, for ten minutes', 1, 2400],
  ['that is without end, for 640 MB', 10 * MB, 65],
])('a body %s', (_, step, most) => {
  const due: (() => void)[] = []
  const timers = {
    after: (_ms: number, callback: () => void) => (due.push(callback), () => undefined),
  }
  const destroySoon = vi.fn<() => void>()
  const held = Object.assign(Object.create({ destroySoon }), { bytesRead: 7 })
  const incoming = Object.assign(new PassThrough(), { socket: held, complete: false })
  const outgoing = new EventEmitter()
  // All of them that is looked at.
  lingerAfter(incoming as unknown as IncomingMessage, outgoing as ServerResponse, timers)
  outgoing.emit('prefinish')
  let looks = 0
  for (let look; (look = due.pop()); look()) {
    held.bytesRead += step
    looks += 1
  }
  expect([looks, destroySoon.mock.calls.length]).toEqual([most, 1])
})
