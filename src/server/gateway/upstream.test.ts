import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { refused, uploadFile } from '#testing/checked.ts'
import { type Served, serveApp } from '#testing/serve.ts'

let behind: TestApp
let served: Served
let front: TestApp
/** What the server behind was sent. */
let seen: Request[]

beforeEach(async () => {
  behind = await newTestApp()
  seen = []
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

test('the key follows no redirect', async () => {
  const response = await front.request('GET', '/v1/redirect')
  expect([response.status, response.headers.get('location')]).toEqual([
    302,
    'http://127.0.0.1:1/elsewhere',
  ])
})

test('a path cannot leave the base', async () => {
  await front.request('GET', '/v1/../../etc')
  await front.request('GET', '/v1/%2e%2e/x')
  for (const { url } of seen) expect(new URL(url).pathname).toMatch(/^\/base\//)
})

test('the console’s file previews come from there, too', async () => {
  const id = await uploadFile(behind, { purpose: 'vision' })
  expect(await (await front.request('GET', `/api/files/${id}/content`)).text()).toBe('notes')
})

test('samples of our own are not those of the upstream', async () => {
  await front.services.store.setSetting('samples', 'offered')
  expect(await front.json('GET', '/api/samples')).toEqual({ present: false, threads: 0 })
  expect((await front.request('DELETE', '/api/samples')).status).toBe(404)
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
