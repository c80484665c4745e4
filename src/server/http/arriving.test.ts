import { once } from 'node:events'
import { connect } from 'node:net'

import { afterEach, expect, test } from 'vitest'

import { SDK_HEADERS, type TestApp, newTestApp } from '#testing/app.ts'
import { type Served, serveApp } from '#testing/serve.ts'

import { STALL_MS, WHOLE_MS } from './arriving.ts'

let app: TestApp
let served: Served
afterEach(async () => {
  await served.close()
  await app.close()
})

/** A server whose patience a test ends. */
const newServer = async (patience = STALL_MS) => {
  const due = new Set<() => void>()
  const timers = {
    after: (ms: number, callback: () => void) => {
      if (ms === patience) due.add(callback)
      return () => due.delete(callback)
    },
  }
  app = await newTestApp({}, { timers })
  served = await serveApp(app.app)
  const endPatience = () => {
    for (const callback of due) callback()
  }
  return { waiting: () => due.size, endPatience }
}

/** Sends the head of a request of 1,000 bytes and the start of its body. */
const send = (path: string, type: string, body: string, length = 'content-length: 1000') => {
  const { hostname, port } = new URL(served.url)
  const socket = connect(Number(port), hostname)
  const headers = { ...SDK_HEADERS, host: `${hostname}:${port}`, 'content-type': type }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n`)
  socket.write(`${length}\r\n\r\n${body}`)
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => (answer += text))
  return { socket, answered: once(socket, 'close').then(() => answer) }
}

const FORM =
  '--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nassistants\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of'

test.each([
  ['JSON', '/v1/threads', 'application/json', '{"metadata":'],
  ['a form', '/v1/files', 'multipart/form-data; boundary=b', FORM],
  ['a body that never begins', '/v1/threads', 'application/json', ''],
])('%s that stands still is refused with 408 and its connection ended', async (...row) => {
  const [, path, type, body] = row
  const { waiting, endPatience } = await newServer()
  const { answered } = send(path, type, body)
  await expect.poll(waiting).toBe(1)
  endPatience()
  const answer = await answered
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(answer).toContain('"code":"request_timeout"')
  expect(await app.json('GET', '/v1/files')).toMatchObject({ data: [] })
})

test.each([
  [
    'JSON of no told length',
    '/v1/threads',
    'application/json',
    '5\r\n{"a":\r\n',
    'transfer-encoding: chunked',
    WHOLE_MS,
  ],
  [
    'a small form',
    '/v1/files',
    'multipart/form-data; boundary=b',
    FORM,
    'content-length: 1000',
    WHOLE_MS,
  ],
  [
    'a large form',
    '/v1/files',
    'multipart/form-data; boundary=b',
    FORM,
    'content-length: 512000000',
    51_200_000,
  ],
])('%s that comes a byte at a time ends as a whole', async (...row) => {
  const [, path, type, body, length, patience] = row
  const { waiting, endPatience } = await newServer(patience)
  const { answered } = send(path, type, body, length)
  await expect.poll(waiting).toBe(1)
  endPatience()
  const answer = await answered
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  expect(answer).toContain(`it took longer than ${Math.round(patience / 60_000)} minutes`)
})

test('what is slow is waited for', async () => {
  const { waiting } = await newServer()
  const { socket, answered } = send('/v1/threads', 'application/json', '{"metadata":')
  await expect.poll(waiting).toBe(1)
  socket.write(`{}}${' '.repeat(1000 - '{"metadata":{}}'.length)}`)
  await expect.poll(waiting).toBe(0)
  await expect.poll(() => socket.bytesRead).toBeGreaterThan(0)
  socket.destroy()
  expect(await answered).toMatch(/^HTTP\/1\.1 200 /)
})
