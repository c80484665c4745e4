import { once } from 'node:events'
import { type AddressInfo, type Socket, createServer } from 'node:net'

import { afterEach, expect, onTestFinished, test, vi } from 'vitest'

import { type Config, readCommandLine } from '#server/config.ts'
import { createLog } from '#server/create-log.ts'
import type { Services } from '#server/services.ts'
import { SDK_HEADERS, type TestApp, newTestApp } from '#testing/app.ts'
import { refused } from '#testing/checked.ts'
import { type Served, serveApp } from '#testing/serve.ts'

const [KEY, OTHER_KEY] = ['sk-proj-of-the-server-0123456789', 'sk-proj-of-its-client-9876543210']

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A server in front of one that does with each request's socket what it likes. */
const frontOf = async (
  behave: (socket: Socket) => void,
  { settings, parts }: { settings?: Partial<Config>; parts?: Partial<Services> } = {},
) => {
  const closed = Promise.withResolvers<void>()
  const sockets = new Set<Socket>()
  const upstream = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => closed.resolve())
    socket.once('data', () => behave(socket))
  })
  upstream.listen(0, '127.0.0.1')
  await once(upstream, 'listening')
  const { port } = upstream.address() as AddressInfo // it listens on a port
  const front: TestApp = await newTestApp(
    { upstreamUrl: `http://127.0.0.1:${port}/v1`, ...settings },
    parts,
  )
  const served: Served = await serveApp(front.app)
  ends.push(
    async () => upstream.close(),
    async () => sockets.forEach((socket) => socket.destroy()),
    () => front.close(),
    () => served.close(),
  )
  return { front, url: `${served.url}/v1/assistants`, closed: closed.promise }
}

const UNREACHABLE = { status: 502, type: 'server_error', code: 'upstream_unreachable' }

test.each<[string, (socket: Socket) => void]>([
  ['drops the connection', (socket) => socket.destroy()],
  ['hangs up', (socket) => socket.end()],
  ['sends garbage', (socket) => socket.end('gibberish\r\n\r\n')],
  ['breaks off its headers', (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-ty')],
])('an upstream that %s: 502, and what it may have done is not repeated', async (_, behave) => {
  const { front } = await frontOf(behave)
  expect(await refused(front.request('GET', '/v1/threads/thread_a'))).toMatchObject(UNREACHABLE)
  const post = await front.request('POST', '/v1/threads', {})
  expect(post.headers.get('x-should-retry')).toBe('false')
  expect(await refused(Promise.resolve(post))).toMatchObject(UNREACHABLE)
})

test('one that was never reached has done nothing: clients may ask again', async () => {
  const closed = createServer().listen(0, '127.0.0.1')
  await once(closed, 'listening')
  const { port } = closed.address() as AddressInfo // it listens on a port
  closed.close()
  const front = await newTestApp({ upstreamUrl: `http://127.0.0.1:${port}` })
  ends.push(() => front.close())
  const post = await front.request('POST', '/v1/threads', {})
  expect([post.status, post.headers.get('x-should-retry')]).toEqual([502, null])
})

test.each([
  ['429 Too Many Requests', 'retry-after: 7'],
  ['500 Internal Server Error', 'x-should-retry: false'],
  ['503 Service Unavailable', 'retry-after-ms: 20'],
])('%s comes back as it is, with when to ask again', async (status, header) => {
  const body = '{"error":{"message":"no","type":"server_error","param":null,"code":null}}'
  const { front } = await frontOf((socket) =>
    socket.end(`HTTP/1.1 ${status}\r\n${header}\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
  )
  const response = await front.request('GET', '/v1/threads/thread_a')
  const [name = '', value] = header.split(': ')
  expect([response.status, response.headers.get(name)]).toEqual([Number.parseInt(status), value])
  expect(await response.text()).toBe(body)
})

test('the words of a status line stay behind; a status that is none is told', async () => {
  const line = (start: string) => (socket: Socket) =>
    socket.end(Buffer.from(`HTTP/1.1 ${start}\r\ncontent-length: 2\r\n\r\n{}`, 'latin1'))
  const { front } = await frontOf(line('200 in Ordnung f\u00fcr'))
  expect((await front.request('GET', '/v1/threads/thread_a')).status).toBe(200)
  for (const status of [600, 999]) {
    const { front: other } = await frontOf(line(`${status} X`))
    expect(await refused(other.request('GET', '/v1/threads/thread_a'))).toMatchObject({
      status: 502,
      code: 'upstream_status',
    })
  }
})

const STREAM =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n'
const FRAME = 'event: a\ndata: 1\n\n'
const CHUNK = `${FRAME.length.toString(16)}\r\n${FRAME}\r\n`

test('a stream that breaks off breaks off: its reader does not take it for whole', async () => {
  let upstream: Socket | undefined
  const { url } = await frontOf((socket) => {
    upstream = socket
    socket.write(STREAM + CHUNK)
  })
  const response = await fetch(url, { headers: SDK_HEADERS })
  expect(response.status).toBe(200)
  upstream?.destroy()
  await expect(response.text()).rejects.toThrow('terminated')
})

const broken = (type: string, ...pieces: string[]) =>
  `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n${pieces.join('\r\n')}`

/** What is asked with the server's key, and with none but its client's. */
const KEYS = [KEY, undefined]

test.each<[string, string, (string | undefined)[], (socket: Socket, key: string) => void]>([
  [
    'a body that is no HTTP',
    'HTTPParserError',
    KEYS,
    (socket, key) => socket.end(broken('application/json', '5', '{"a":', 'ZZ', key)),
  ],
  [
    'a stream that is no HTTP',
    'HTTPParserError',
    KEYS,
    (socket, key) => socket.end(broken('text/event-stream', '5', 'data:', `ZZ${key}`)),
  ],
  [
    'a stream that breaks off',
    'UND_ERR_SOCKET',
    KEYS,
    (socket, key) => {
      const said = `data: ${key}`
      socket.write(broken('text/event-stream', said.length.toString(16), said, ''), () =>
        setImmediate(() => socket.destroy()),
      )
    },
  ],
  [
    'an event that does not end',
    'FrameTooLarge',
    [KEY],
    (socket, key) => {
      const event = `data: ${key}${'a'.repeat(9 * 1024 * 1024)}`
      socket.end(broken('text/event-stream', event.length.toString(16), event, '0', '', ''))
    },
  ],
])('%s: the log says %s and no more, and nothing is printed', async (_, code, keys, behave) => {
  const lines: string[] = []
  const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  onTestFinished(() => printed.mockRestore())
  const { config } = readCommandLine({ argv: [], env: {} })
  const log = createLog(config, { write: (line) => void lines.push(line) })
  for (const upstreamKey of keys) {
    const { url } = await frontOf((socket) => behave(socket, upstreamKey ?? OTHER_KEY), {
      settings: { upstreamKey },
      parts: { log },
    })
    const headers = { ...SDK_HEADERS, authorization: `Bearer ${OTHER_KEY}` }
    const response = await fetch(url, { headers })
    await expect(response.text().then(() => 'whole')).rejects.toThrow('terminated')
  }
  expect(printed).not.toHaveBeenCalled()
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
    keys.map(() => ({
      level: 40,
      time: expect.any(Number),
      code,
      requestId: expect.stringMatching(/^req_/),
      msg: 'an answer broke off',
    })),
  )
})

test.each([
  ['that never answers', ''],
  ['in the middle of its headers', 'HTTP/1.1 200 OK\r\nx-slow: '],
  ['in the middle of a stream', STREAM + CHUNK],
])('one %s is let go when the client leaves', async (_, sent) => {
  const { url, closed } = await frontOf((socket) => {
    socket.write(sent)
    asked.resolve()
  })
  const asked = Promise.withResolvers<void>()
  const leaving = new AbortController()
  const answer = fetch(url, { headers: SDK_HEADERS, signal: leaving.signal }).then((response) =>
    response.text(),
  )
  await asked.promise
  leaving.abort()
  await expect(answer).rejects.toThrow('abort')
  await closed
})

test('a page that tells of a failure is shown as text, and no download', async () => {
  const { front } = await frontOf((socket) =>
    socket.end('HTTP/1.1 503 Away\r\ncontent-type: text/html\r\ncontent-length: 6\r\n\r\n<b>no</'),
  )
  const { status, headers } = await front.request('GET', '/v1/threads/thread_a')
  expect([status, headers.get('content-type'), headers.get('content-disposition')]).toEqual([
    503,
    'text/plain; charset=utf-8',
    null,
  ])
})

const answered = (type: string, body: string) => (socket: Socket) =>
  socket.end(
    `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    'latin1',
  )

test.each([
  'application/json; charset=utf-16le',
  'application/json;CHARSET="UTF-16"',
  'application/json; charset=utf-8; charset=utf-16be',
  'text/plain; charset = utf-32',
  'text/event-stream; charset=utf-7',
  'application/octet-stream; charset=ibm037',
])('letters in which a key would not be seen are refused: %s', async (type) => {
  const { front } = await frontOf(answered(type, '{\0"\0'))
  const response = await front.request('GET', '/v1/threads/thread_a')
  expect(response.headers.get('x-should-retry')).toBe('false')
  const refusal = { status: 502, type: 'server_error', code: 'upstream_charset' }
  expect(await refused(Promise.resolve(response))).toMatchObject(refusal)
})

test.each([
  '',
  '; charset=UTF-8',
  '; charset="utf8"',
  '; charset=us-ascii',
  '; charset=iso-8859-1',
])('others pass: application/json%s', async (charset) => {
  const { front } = await frontOf(answered(`application/json${charset}`, '{}'))
  const response = await front.request('GET', '/v1/threads/thread_a')
  expect([response.status, await response.text()]).toEqual([200, '{}'])
})

const utf16le = (text: string) => Buffer.from(text, 'utf16le')
const utf16be = (text: string) => utf16le(text).swap16()
const JSON_TEXT = '{"id":"thread_a"}'
const WIDE: [string, Buffer][] = [
  ['UTF-16LE', utf16le(JSON_TEXT)],
  ['UTF-16BE', utf16be(JSON_TEXT)],
  ['UTF-16LE with its mark', utf16le(`\uFEFF${JSON_TEXT}`)],
  ['UTF-16BE with its mark', utf16be(`\uFEFF${JSON_TEXT}`)],
  ['UTF-32BE', Buffer.from([...Buffer.from(JSON_TEXT)].flatMap((byte) => [0, 0, 0, byte]))],
]
/** An answer in pieces: its first byte alone, then the rest. */
const wide = (status: string, type: string, body: Buffer) => (socket: Socket) => {
  const named = type === '' ? '' : `content-type: ${type}\r\n`
  socket.write(`HTTP/1.1 ${status}\r\n${named}content-length: ${body.length}\r\n\r\n`)
  socket.write(body.subarray(0, 1), () => socket.end(body.subarray(1)))
}

test.each(WIDE)('an answer in %s that does not say so is refused', async (_, body) => {
  for (const [status, type] of [
    ['200 OK', 'application/json'],
    ['200 OK', 'text/plain'],
    ['200 OK', ''],
    ['500 Internal Server Error', 'text/html'],
  ] as const) {
    const { front } = await frontOf(wide(status, type, body))
    const response = await front.request('GET', '/v1/threads/thread_a')
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(await refused(Promise.resolve(response))).toMatchObject({
      status: 502,
      code: 'upstream_charset',
    })
  }
})

test.each(WIDE)('a refusal of the bytes of a file in %s is refused itself', async (_, body) => {
  for (const type of ['application/json', 'application/json; charset=utf-16', 'image/png', '']) {
    const { front } = await frontOf(wide('401 Unauthorized', type, body))
    const response = front.request('GET', '/v1/files/file-a/content')
    expect(await refused(response)).toMatchObject({ status: 502, code: 'upstream_charset' })
  }
})

test.each(WIDE)('a stream in %s ends with an event of the refusal', async (_, body) => {
  const { front } = await frontOf(wide('200 OK', 'text/event-stream', body))
  const text = await (await front.request('GET', '/v1/threads/thread_a')).text()
  expect(text).toMatch(/^event: error\ndata: \{"error":\{.*"code":"upstream_charset"\}\}\n\n$/)
})

test.each([[''], ['1'], ['{}'], ['\uFEFF{}'], ['é']])('%j passes as it is', async (text) => {
  for (const type of ['application/json', 'text/event-stream']) {
    const { front } = await frontOf(wide('200 OK', type, Buffer.from(text)))
    const response = await front.request('GET', '/v1/threads/thread_a')
    expect(Buffer.from(await response.arrayBuffer()).equals(Buffer.from(text))).toBe(true)
  }
})

test('the bytes of a file pass whatever they are', async () => {
  const bytes = utf16le(JSON_TEXT)
  const { front } = await frontOf(wide('200 OK', 'text/plain', bytes))
  const response = await front.request('GET', '/v1/files/file-a/content')
  expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
})
