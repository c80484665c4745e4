import { Hono } from 'hono'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { refused, uploadFile } from '#testing/checked.ts'
import { type Served, serveApp } from '#testing/serve.ts'

let behind: TestApp
let served: Served
let front: TestApp
/** What the server behind was sent. */
let seen: Request[]
let bodies: string[]

beforeEach(async () => {
  behind = await newTestApp()
  seen = []
  bodies = []
  const watched = new Hono()
  watched.get('/base/redirect', (c) => c.redirect('http://127.0.0.1:1/elsewhere'))
  watched.get('/base/slow', () => {
    const { readable, writable } = new TransformStream()
    const writer = writable.getWriter()
    void writer.write(new TextEncoder().encode('event: a\ndata: 1\n\n'))
    return new Response(readable, { headers: { 'content-type': 'text/event-stream' } })
  })
  watched.all('/base/*', async (c) => {
    seen.push(c.req.raw.clone())
    bodies.push(await c.req.raw.clone().text())
    const url = c.req.url.replace('/base/', '/v1/')
    const response = await behind.app.request(new Request(url, c.req.raw))
    response.headers.append('set-cookie', 'a=b')
    return response
  })
  served = await serveApp(watched)
  front = await newTestApp({ upstreamUrl: `${served.url}/base`, upstreamKey: 'sk-inside' })
})
afterEach(async () => {
  await served.close()
  await front.close()
  await behind.close()
})

test('requests go through with the server’s key and without what is private', async () => {
  const headers = { cookie: 'session=1', 'x-forwarded-for': '10.0.0.1', origin: 'http://localhost' }
  const body = { metadata: { a: 'b' } }
  const response = await front.request('POST', '/v1/threads?x=1', body, headers)
  expect(response.status).toBe(200)
  expect(response.headers.has('set-cookie')).toBe(false)
  // The server behind made it, whatever it says of it.
  expect(response.headers.has(CONTRACT_HEADER)).toBe(false)
  const own = await behind.request('GET', '/v1/threads')
  expect(own.headers.has(CONTRACT_HEADER)).toBe(true)
  const thread = (await response.json()) as Thread
  expect(await behind.services.store.getThread(thread.id)).toMatchObject(body)
  const [request] = seen
  expect(new URL(request?.url ?? '').search).toBe('?x=1')
  expect(request?.headers.get('authorization')).toBe('Bearer sk-inside')
  expect(request?.headers.get('openai-beta')).toBe('assistants=v2')
  for (const name of ['cookie', 'x-forwarded-for', 'origin']) {
    expect(request?.headers.has(name)).toBe(false)
  }
})

test('Azure’s clients are answered, too', async () => {
  const headers = { 'api-key': 'sk-azure' }
  const init = { method: 'POST', headers }
  const made = await front.app.request('/openai/threads?api-version=2024-05-01-preview', init)
  expect(made.status).toBe(200)
  expect(new URL(seen[0]?.url ?? '').pathname).toBe('/base/threads')
  expect(seen[0]?.headers.get('authorization')).toBe('Bearer sk-inside')
  expect(seen[0]?.headers.has('api-key')).toBe(false)
  const open = await newTestApp({ upstreamUrl: `${served.url}/base` })
  await open.app.request('/openai/v1/threads', init)
  expect(seen[1]?.headers.get('authorization')).toBe('Bearer sk-azure')
  await open.close()
})

describe('what an upstream says to browsers', () => {
  const HOSTILE = {
    'set-cookie': 'a=b',
    'clear-site-data': '"*"',
    refresh: '0;url=https://evil.example',
    'access-control-allow-origin': '*',
    'access-control-allow-credentials': 'true',
    'content-security-policy': "default-src *; script-src * 'unsafe-inline'",
    'content-security-policy-report-only': "default-src 'none'; report-uri https://evil.example",
    'cross-origin-resource-policy': 'cross-origin',
    'x-content-type-options': 'sniff',
    'strict-transport-security': 'max-age=1',
    'service-worker-allowed': '/',
    'cache-control': 'public, max-age=9999',
    'alt-svc': 'h2="evil.example:443"',
    link: '<https://evil.example>; rel=preload',
    nel: '{}',
    'report-to': '{}',
    sourcemap: 'https://evil.example',
    server: 'x',
    'x-clew-unknown': '1',
  }
  const answered = async (path: string, headers: Record<string, string>, body = 'x') => {
    const hostile = new Hono()
    hostile.all('*', () => new Response(body, { headers: { ...HOSTILE, ...headers } }))
    const behindIt = await serveApp(hostile)
    const app = await newTestApp({ upstreamUrl: `${behindIt.url}/v1` })
    const response = await app.request('GET', path)
    expect(await response.text()).toBe(body)
    await behindIt.close()
    await app.close()
    return response.headers
  }

  test.each(['/v1/threads', '/v1/files/file-x/content', '/api/files/file-x/content'])(
    '%s keeps it from them',
    async (path) => {
      for (const type of [
        'application/json',
        path.endsWith('content') ? 'text/html' : 'audio/wav',
      ]) {
        const headers = await answered(path, { 'content-type': type })
        for (const [name, value] of Object.entries(HOSTILE)) {
          expect([name, headers.get(name)]).not.toEqual([name, value])
        }
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      }
    },
  )

  test('what clients go by comes through', async () => {
    const sent = {
      'content-type': 'application/json',
      'retry-after-ms': '20',
      'x-should-retry': 'false',
      'openai-poll-after-ms': '200',
      'x-ratelimit-remaining-requests': '3',
    }
    const headers = await answered('/v1/threads', sent, '{}')
    for (const [name, value] of Object.entries(sent)) expect(headers.get(name)).toBe(value)
  })

  const named = (name: string) => ({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${name}"`,
  })
  test.each<[string, Record<string, string>, string, RegExp]>([
    ['HTML', { 'content-type': 'text/html' }, 'application/octet-stream', /^attachment/],
    ['SVG', { 'content-type': 'image/svg+xml' }, 'application/octet-stream', /^attachment/],
    ['XML', { 'content-type': 'application/xhtml+xml' }, 'application/octet-stream', /^attachment/],
    ['a script', { 'content-type': 'text/javascript' }, 'application/octet-stream', /^attachment/],
    ['a PDF', { 'content-type': 'application/pdf' }, 'application/octet-stream', /^attachment/],
    ['a picture', { 'content-type': 'image/png' }, 'image/png', /^inline; filename="file\.png"/],
    ['a picture by name', named('a.webp'), 'image/webp', /^inline; filename="a\.webp"/],
    [
      'a page by name',
      named('a.html'),
      'application/octet-stream',
      /^attachment; filename="a\.html"/,
    ],
    [
      'a name in other letters',
      { 'content-disposition': "attachment; filename=x; filename*=UTF-8''%E6%9D%B1%E2%80%AE.png" },
      'image/png',
      /^inline; filename="_\.png"; filename\*=UTF-8''%E6%9D%B1\.png$/,
    ],
  ])('%s goes out like a file of our own', async (_, sent, type, disposition) => {
    for (const path of ['/v1/files/file-x/content', '/api/files/file-x/content']) {
      const headers = await answered(path, { 'content-type': 'image/svg+xml', ...sent }, '<svg/>')
      expect(headers.get('content-type')).toBe(type)
      expect(headers.get('content-disposition')).toMatch(disposition)
    }
  })

  test('an error page is text', async () => {
    const page = new Hono()
    page.all('*', (c) => c.html('<script>alert(1)</script>', 500))
    const behindIt = await serveApp(page)
    const app = await newTestApp({ upstreamUrl: `${behindIt.url}/v1` })
    const { status, headers } = await app.request('GET', '/v1/threads')
    expect([status, headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8'])
    await behindIt.close()
    await app.close()
  })
})

test('refusals come back as they are', async () => {
  const id = 'thread_none'
  expect(await refused(front.request('GET', `/v1/threads/${id}`))).toMatchObject({
    status: 404,
    message: `No thread found with id '${id}'.`,
  })
})

test('a client’s own key is passed on where the server has none', async () => {
  const open = await newTestApp({ upstreamUrl: `${served.url}/base` })
  await open.request('GET', '/v1/threads')
  expect(seen[0]?.headers.get('authorization')).toBe('Bearer sk-test')
  await open.close()
})

test('a stream comes through as it is written', async () => {
  const response = await front.request('GET', '/v1/slow')
  const reader = response.body?.getReader()
  // The other side never ends its stream: only an unbuffered way gives this.
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('event: a\ndata: 1\n\n')
  await reader?.cancel()
})

test('a redirect is neither followed nor passed on', async () => {
  const response = await front.request('GET', '/v1/redirect')
  expect(response.headers.has('location')).toBe(false)
  expect(await refused(Promise.resolve(response))).toMatchObject({
    status: 502,
    code: 'upstream_redirected',
    message: 'The upstream server answered 302, a redirect, which is not followed.',
  })
})

test.each([
  '/v1/../../etc',
  '/v1/%2e%2e/x',
  '/v1/..%2fx',
  '/v1/threads/..%2F..%2Fadmin',
  '/v1/threads/%252e%252e%252fadmin',
  '/v1/threads/..%5cadmin',
  '/v1/threads/..;/admin',
  '/v1//127.0.0.1/x',
  '/v1/threads//x',
  '/v1/%2fx',
  '/v%31/threads',
  '/v1/models/..%2Ffiles',
  '/v1/threads/%00',
  '/v1/threads/%zz',
  '/openai/..%2fx',
  '/api/files/..%2F..%2Fadmin/content',
  '/api/files/%2e%2e/content',
])('%s asks the upstream for nothing else', async (path) => {
  expect((await front.request('GET', path)).status).toBe(404)
  expect(seen).toEqual([])
})

test.each([
  ['/v1/models/acme%2Flarge', '/base/models/acme%2Flarge'],
  ['/v1/models/acme/large', '/base/models/acme/large'],
  ['/v1/threads/a%20b', '/base/threads/a%20b'],
  ['/v1/threads/', '/base/threads/'],
  ['/openai/threads/thread_a', '/base/threads/thread_a'],
])('%s asks it for %s', async (path, asked) => {
  await front.request('GET', path)
  expect(seen.map(({ url }) => new URL(url).pathname)).toEqual([asked])
})

test.each([
  ['/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21', 'gpt-4o'],
  ['/openai/deployments/acme%2Flarge/chat/completions', 'acme/large'],
  ['/openai/deployments/e/embeddings', 'e'],
])('%s asks it for the model %s', async (path, model) => {
  const sent = {
    input: '#instant',
    messages: [{ role: 'user', content: 'Grüße #instant' }],
    model: 'of-the-body',
  }
  await front.request('POST', path, sent)
  expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([{ ...sent, model }])
  expect(new URL(seen[0]?.url ?? '').pathname).toMatch(/^\/base\/(chat\/completions|embeddings)$/)
})

test('a request whose path names the model goes through as it was written', async () => {
  const text = '{ "seed":1234567890123456789, "x": {"10":1.0, "2":1E+40}, "input":"a" }'
  const path = '/openai/deployments/e/embeddings'
  await front.app.request(path, { method: 'POST', body: text, headers: { 'api-key': 'any' } })
  expect(bodies).toEqual([text.replace('{', '{"model":"e",')])
})

describe('the key', () => {
  const KEY = 'sk-inside/of+the=tests'
  /** What comes of an answer in these pieces. */
  const through = async (
    pieces: (string | Uint8Array)[],
    init: ResponseInit = { headers: { 'content-type': 'application/json' } },
  ) => {
    const telling = new Hono()
    telling.all('*', () => {
      const body = new ReadableStream({
        start(controller) {
          for (const piece of pieces) controller.enqueue(Buffer.from(piece))
          controller.close()
        },
      })
      return new Response(body, init)
    })
    const behindIt = await serveApp(telling)
    const app = await newTestApp({ upstreamUrl: `${behindIt.url}/v1`, upstreamKey: KEY })
    const response = await app.request('GET', '/v1/threads')
    const body = Buffer.from(await response.arrayBuffer())
    await behindIt.close()
    await app.close()
    return { body, headers: response.headers }
  }

  test.each([
    KEY,
    encodeURIComponent(KEY),
    Buffer.from(KEY).toString('hex'),
    Buffer.from(KEY).toString('base64'),
  ])('%s does not come back, wherever it is cut', async (form) => {
    const said = `{"error":{"message":"Wrong key: ${form}."}}`
    for (const at of [0, 25, 33, 40, said.length - 5]) {
      const { body } = await through([said.slice(0, at), said.slice(at)])
      expect(String(body)).toMatch(/^\{"error":\{"message":"Wrong key: \[key\][w=]*\."\}\}$/)
    }
  })

  test.each([
    ['an error page', { status: 401, headers: { 'content-type': 'text/html' } }],
    ['a stream', { headers: { 'content-type': 'text/event-stream' } }],
  ])('nor in %s', async (_, init) => {
    expect(
      String((await through([`data: ${KEY.slice(0, 9)}`, `${KEY.slice(9)}\n\n`], init)).body),
    ).toBe('data: [key]\n\n')
  })

  const spelled = (...letters: string[]) =>
    letters.map(
      (value) =>
        `id: 1\r\nevent: thread.message.delta\r\n: at 5\r\ndata: ${JSON.stringify({ id: 'msg_1', delta: { content: [{ index: 0, text: { value } }] } })}\r\n\r\n`,
    )
  const stream = { headers: { 'content-type': 'text/event-stream' } }

  test('nor letter by letter, nor as JSON may write it', async () => {
    const end = 'event: done\ndata: [DONE]\n\n'
    const { body } = await through([...spelled(...`${KEY}: sk-`.split('')), end], stream)
    const text = String(body)
    expect(
      text
        .match(/"value":"(.*?)"/g)
        ?.join('')
        .replace(/"value":|"/g, ''),
    ).toBe('[key]: sk-')
    expect(text.split(/\r?\n\r?\n/).at(-2)).toBe(end.trimEnd())
    const escaped = String.raw`{"a":"\u0073k-inside\/of+th\u0065=tests"}`
    expect(String((await through([escaped.slice(0, 9), escaped.slice(9)])).body)).toBe(
      '{"a":"[key]"}',
    )
  })

  test('a stream without it is passed byte for byte, wherever it is cut', async () => {
    const text = `: at 1\n\nretry: 5\n\n${spelled('All ', 'else', ' 漢字').join('')}data: {no\n\nlast`
    const bytes = Buffer.from(text)
    for (const at of [1, 8, 60, bytes.length - 12]) {
      const { body } = await through([bytes.subarray(0, at), bytes.subarray(at)], stream)
      expect(String(body)).toBe(text)
    }
  })

  test('nor in a header, and no browser is asked for a password', async () => {
    const { headers } = await through(['{}'], {
      status: 401,
      headers: {
        'content-type': 'application/json',
        'www-authenticate': 'Basic realm="x"',
        'openai-organization': `of ${KEY}`,
      },
    })
    expect(headers.get('openai-organization')).toBe('of [key]')
    expect(headers.has('www-authenticate')).toBe(false)
  })

  test('all else is passed byte for byte', async () => {
    const bytes = Uint8Array.from({ length: 3000 }, (_, at) => (at * 7) % 256)
    const pieces = [
      bytes.subarray(0, 1000),
      bytes.subarray(1000),
      `sk-insid`,
      `e/of+`,
      'é'.repeat(9),
    ]
    const { body } = await through(pieces)
    expect(body.equals(Buffer.concat(pieces.map((piece) => Buffer.from(piece))))).toBe(true)
  })
})

test('the console’s file previews come from there, too', async () => {
  const id = await uploadFile(behind, { purpose: 'vision' })
  expect(await (await front.request('GET', `/api/files/${id}/content`)).text()).toBe('notes')
})

test('samples of our own are not those of the upstream', async () => {
  const { store } = front.services
  await store.setSetting('samples', 'offered')
  expect(await front.json('GET', '/api/samples')).toEqual({ present: false, threads: 0 })
  expect(await front.json('DELETE', '/api/samples')).toEqual({ present: false, threads: 0 })
  expect(await store.getSetting('samples')).toBe('offered')
})

test('an upstream that is gone', async () => {
  await served.close()
  expect(await refused(front.request('GET', '/v1/threads'))).toEqual({
    status: 502,
    message: 'The upstream server cannot be reached.',
    type: 'server_error',
    param: null,
    code: 'upstream_unreachable',
  })
})
