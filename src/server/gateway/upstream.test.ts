import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { json } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'

import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { CONTRACT_HEADER } from '#contract/contract-header.ts'
import type { Thread } from '#contract/thread.ts'
import { SDK_HEADERS, type TestApp, newTestApp } from '#testing/app.ts'
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

test('of a request’s headers those go up that the wire knows, and no others', async () => {
  const known = {
    accept: 'application/json',
    'content-type': 'application/json',
    'idempotency-key': 'once',
    'last-event-id': '7',
    'openai-beta': 'assistants=v2',
    'openai-organization': 'org',
    'openai-project': 'proj',
    'user-agent': 'OpenAI/JS 7',
    'x-client-request-id': 'mine',
    'x-stainless-retry-count': '1',
  }
  const unknown = {
    'api-key': 'sk-of-the-client',
    authentication: 'x',
    baggage: 'x',
    cookie: 'session=1',
    from: 'me@example.org',
    'max-forwards': '1',
    'proxy-authorization': 'Basic eDp5',
    'proxy-connection': 'keep-alive',
    te: 'trailers',
    via: '1.1 proxy',
    'x-amz-security-token': 'x',
    'x-api-key': 'sk-of-the-client',
    'x-auth-token': 'x',
    'x-goog-api-key': 'x',
    'x-original-url': '/admin',
    'x-http-method-override': 'DELETE',
  }
  await front.request('POST', '/v1/threads', {}, { ...known, ...unknown })
  const [request] = seen
  expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
    ...known,
    authorization: 'Bearer sk-inside',
  })
  for (const [name, value] of Object.entries(unknown)) {
    expect([name, request?.headers.get(name)]).not.toEqual([name, value])
  }
  // What fetch itself says.
  const own = [
    'accept-encoding',
    'accept-language',
    'content-length',
    'connection',
    'host',
    'sec-fetch-mode',
  ]
  const others = [...Object.keys(known), 'authorization', 'transfer-encoding', ...own]
  expect([...(request?.headers.keys() ?? [])].filter((name) => !others.includes(name))).toEqual([])
})

test('a body that is packed goes up as it is, and says so', async () => {
  const packed = gzipSync('{}')
  const headers = { ...SDK_HEADERS, 'content-type': 'application/json', 'content-encoding': 'gzip' }
  await front.app.request('/v1/threads', { method: 'POST', body: packed, headers })
  expect(seen[0]?.headers.get('content-encoding')).toBe('gzip')
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
  const both = { ...headers, authorization: 'Bearer sk-own' }
  await open.app.request('/openai/v1/threads', { ...init, headers: both })
  expect(seen[2]?.headers.get('authorization')).toBe('Bearer sk-own')
  await open.close()
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
  await open.request('GET', '/v1/assistants')
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

test('the console’s file previews come from there, too', async () => {
  const id = await uploadFile(behind, { purpose: 'vision' })
  expect(await (await front.request('GET', `/api/files/${id}/content`)).text()).toBe('notes')
})

test('samples of our own are not those of the upstream', async () => {
  const { store } = front.services
  await store.setOwnValue('samples', 'offered')
  expect(await front.json('GET', '/api/samples')).toEqual({ present: false, threads: 0 })
  expect(await front.json('DELETE', '/api/samples')).toEqual({ present: false, threads: 0 })
  expect(await store.getOwnValue('samples')).toBe('offered')
})

/** As fetch cannot ask. */
const trace = async (to: TestApp, path: string) => {
  const own = await serveApp(to.app)
  try {
    const asked = request(`${own.url}${path}`, {
      method: 'TRACE',
      headers: { authorization: 'Bearer k' },
    })
    const [response] = (await once(asked.end(), 'response')) as [IncomingMessage]
    const { statusCode: status, headers } = response
    return { status, allow: headers.allow, body: await json(response) }
  } finally {
    await own.close()
  }
}

test.each([
  ['/v1/threads', 405],
  ['/v1/nothing', 404],
])('what cannot be passed on is refused as without an upstream: TRACE %s', async (path, status) => {
  const refusal = await trace(front, path)
  expect(refusal).toEqual(await trace(behind, path))
  expect(refusal).toMatchObject({ status, body: { error: { type: 'invalid_request_error' } } })
  expect(seen).toEqual([])
})

test('an upstream that is gone', async () => {
  await served.close()
  expect(await refused(front.request('GET', '/v1/assistants'))).toEqual({
    status: 502,
    message: 'The upstream server cannot be reached.',
    type: 'server_error',
    param: null,
    code: 'upstream_unreachable',
  })
})
