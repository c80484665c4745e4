import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { accepted, refused } from '#testing/checked.ts'

import { createApp } from './app.ts'
import { StoreFull } from './refusals/failures.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp()
})
afterEach(() => app.close())

const key = { authorization: 'Bearer sk-any' }
const beta = { 'openai-beta': 'assistants=v2' }
const get = async (path: string, headers: HeadersInit) => app.app.request(path, { headers })

describe('who is let in', () => {
  test('any bearer key', async () => {
    expect((await get('/v1/files', key)).status).toBe(200)
    expect((await get('/v1/files', { authorization: 'bearer x' })).status).toBe(200)
  })

  test.each<[string, HeadersInit]>([
    ['no key', {}],
    ['an empty one', { authorization: 'Bearer ' }],
    ['a page opened by hand', { 'sec-fetch-site': 'none' }],
  ])('not %s', async (_, headers) => {
    expect(await refused(get('/v1/files', headers))).toEqual({
      status: 401,
      message: expect.stringMatching(/^You didn't provide an API key\./),
      type: 'invalid_request_error',
      param: null,
      code: null,
    })
    expect(await refused(get('/api/session', headers))).toMatchObject({ status: 401 })
  })

  test('not a key of another scheme', async () => {
    expect(await refused(get('/v1/files', { authorization: 'Basic eDp5' }))).toMatchObject({
      status: 401,
      code: 'invalid_api_key',
    })
  })

  test('the console’s own pages, without one', async () => {
    expect((await get('/v1/files', { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
    expect((await get('/v1/files', { origin: 'http://localhost' })).status).toBe(200)
    expect((await get('/api/session', { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  test.each<[string, Record<string, string>]>([
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['another port', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://evil.example' }],
    ['no origin to speak of', { origin: 'null' }],
    ['another port, by origin', { origin: 'http://localhost:9999' }],
  ])('pages of %s never, even with a key', async (_, headers) => {
    const post = app.app.request('/v1/threads', {
      method: 'POST',
      body: '{}',
      headers: { ...key, ...beta, ...headers, 'content-type': 'text/plain' },
    })
    expect(await refused(Promise.resolve(post))).toMatchObject({ status: 403 })
    expect(await refused(get('/v1/files', { ...key, ...headers }))).toMatchObject({ status: 403 })
    expect(await app.json('GET', '/v1/threads')).toMatchObject({ data: [] })
  })

  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    '127.999.999.999',
    '[2001:db8::1]',
  ])('nobody under the name %s', async (host) => {
    expect(await refused(get('/v1/files', { ...key, host }))).toMatchObject({ status: 403 })
    expect(await refused(get('/', { host }))).toMatchObject({ status: 403 })
  })

  test.each<[string, HeadersInit]>([
    ['a key as Azure’s clients send it', { 'api-key': 'any' }],
    ['one beside a bearer key', { ...key, 'api-key': 'any' }],
  ])('%s', async (_, headers) => {
    expect((await get('/v1/files', headers)).status).toBe(200)
  })

  test('not such a key without anything in it, or from a page of another origin', async () => {
    expect((await get('/v1/files', { 'api-key': ' ' })).status).toBe(401)
    const headers = { 'api-key': 'any', 'sec-fetch-site': 'cross-site' }
    expect((await get('/v1/files', headers)).status).toBe(403)
  })

  test.each(['localhost', '127.0.0.1:8484', '[::1]:8484', 'clew.localhost:1'])(
    'but under %s',
    async (host) => {
      expect((await get('/v1/files', { ...key, host })).status).toBe(200)
    },
  )
})

describe('the beta header', () => {
  const message =
    "You must provide the 'OpenAI-Beta' header to access the Assistants API. Please try again by setting the header 'OpenAI-Beta: assistants=v2'."

  test.each([
    '/v1/assistants',
    '/v1/threads',
    '/v1/threads/thread_x/messages',
    '/v1/threads/thread_x/runs',
    '/v1/threads/thread_x/runs/run_x/steps',
  ])('%s needs it', async (path) => {
    const refusal = {
      status: 400,
      message,
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_beta',
    }
    expect(await refused(get(path, key))).toEqual(refusal)
    const deprecated =
      "The v1 Assistants API has been deprecated. Please try again by setting the header 'OpenAI-Beta: assistants=v2'. See the migration guide for more information: https://platform.openai.com/docs/assistants/migration."
    const v1 = { ...key, 'openai-beta': 'assistants=v1' }
    expect(await refused(get(path, v1))).toEqual({ ...refusal, message: deprecated })
  })

  test.each([
    'assistants=v2, realtime=v1',
    'realtime=v1,assistants=v2',
    'assistants=v2;realtime=v1',
    'realtime=v1; assistants=v2',
  ])('may name others beside it: %s', async (header) => {
    const headers = { ...key, 'openai-beta': header }
    expect((await get('/v1/assistants', headers)).status).toBe(200)
  })

  test.each([
    ['GET', '/v1/assistants/asst_x/files'],
    ['POST', '/v1/assistants/asst_x/files'],
    ['DELETE', '/v1/assistants/asst_x/files/file-x'],
    ['GET', '/v1/threads/thread_x/messages/msg_x/files'],
    ['GET', '/v1/threads/thread_x/messages/msg_x/files/file-x'],
  ])('%s %s was of the first version, which no header brings back', async (method, path) => {
    for (const version of ['assistants=v1', 'assistants=v2']) {
      const answer = app.request(method, path, undefined, { 'openai-beta': version })
      expect(await refused(answer)).toEqual({
        status: 400,
        message:
          'The v1 Assistants API has been deprecated. See the migration guide for more information: https://platform.openai.com/docs/assistants/migration.',
        type: 'invalid_request_error',
        param: null,
        code: 'invalid_beta',
      })
    }
  })

  test.each(['/v1/vector_stores', '/v1/files', '/openai/threads', '/openai/v1/assistants'])(
    '%s needs none',
    async (path) => {
      expect((await get(`${path}?api-version=2024-05-01-preview`, key)).status).toBe(200)
    },
  )

  test('beside others it counts', async () => {
    const headers = { ...key, 'openai-beta': 'other=1, assistants=v2' }
    expect((await get('/v1/threads', headers)).status).toBe(200)
  })

  test('is not asked for where that is set', async () => {
    await app.close()
    app = await newTestApp({ requireBetaHeader: false })
    expect((await get('/v1/threads', key)).status).toBe(200)
  })
})

describe('every response', () => {
  test('has an id of its own and the service’s headers', async () => {
    const ids = new Set<string | null>()
    for (const path of ['/v1/threads', '/v1/nope', '/v1/threads/undefined', '/healthz']) {
      const { headers } = await get(path, { ...key, ...beta })
      ids.add(headers.get('x-request-id'))
      expect(headers.get('openai-version')).toBe('2020-10-01')
      expect(headers.get('openai-processing-ms')).toMatch(/^\d+$/)
    }
    expect(ids.size).toBe(4)
  })

  test('lets no other origin read it', async () => {
    const { headers } = await get('/v1/files', key)
    expect(headers.has('access-control-allow-origin')).toBe(false)
  })

  test.each([
    '/v1/files',
    '/v1/files/file-none/content',
    '/v1/nope',
    '/openai/files',
    '/api/session',
    '/api/changes',
    '/api/nope',
    '/healthz',
    '/openapi.json',
    '/nope',
  ])('%s is never guessed at, shown or loaded elsewhere', async (path) => {
    for (const sent of [key, {}]) {
      const { headers, body } = await get(path, sent)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      await body?.cancel()
    }
  })
})

test.each(['/favicon.svg', '/theme.js', '/'])('no other site can load %s', async (path) => {
  const shown = createApp(app.services, { version: '0.0.0', consoleDir: 'public' })
  const { headers } = await shown.request(path)
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
})

describe('paths', () => {
  test.each([
    ['GET', '/v1/x'],
    ['POST', '/v1/_stainless_unknown_path'],
    ['GET', '/openai/x'],
    ['GET', '/openai/v1/x'],
    ['GET', '/openaix/threads'],
    ['GET', '/api/x'],
    ['GET', '/api/session/x'],
  ])('%s %s is unknown', async (method, path) => {
    expect(await refused(app.request(method, path))).toEqual({
      status: 404,
      message: `Invalid URL (${method} ${path})`,
      type: 'invalid_request_error',
      param: null,
      code: null,
    })
  })

  test.each([
    ['POST', '/threads'],
    ['GET', '/assistants/asst_x'],
    ['POST', '/v1/v1/threads/thread_x/runs'],
    ['GET', '/api/v1/models'],
    ['GET', '/v1/openai/files'],
  ])('%s %s is told the base URL', async (method, path) => {
    const headers = { host: '127.0.0.1:9' }
    expect(await refused(app.request(method, path, undefined, headers))).toMatchObject({
      status: 404,
      message: `Invalid URL (${method} ${path}) (HINT: The base URL of your client should be http://localhost/v1.)`,
    })
  })

  test.each([
    ['POST', '/v1//threads', 'There is a slash too many.'],
    ['GET', '/v1/threads/', 'There is a slash too many.'],
    [
      'POST',
      '/v1/responses',
      'Here are chat completions and the Assistants API; tell your client to use one of them.',
    ],
  ])('%s %s is told %s', async (method, path, hint) => {
    expect(await refused(app.request(method, path))).toMatchObject({
      status: 404,
      message: `Invalid URL (${method} ${path}) (HINT: ${hint})`,
    })
  })

  test('a known path says what it takes instead', async () => {
    const response = await app.request('PUT', '/v1/threads')
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST'])
    expect(await refused(app.request('OPTIONS', '/v1/threads'))).toMatchObject({ status: 405 })
  })

  test('HEAD is GET without a body', async () => {
    const response = await app.request('HEAD', '/v1/threads')
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('what makes no sense in a path or query is never a 500', async () => {
    const odd = [
      '%',
      '%00',
      '%E0%A4%A',
      '..%2f..',
      "thread_';--",
      'thread_%F0%9F%98%80',
      'a'.repeat(9000),
    ]
    for (const text of odd) {
      for (const path of [
        `/v1/threads/${text}`,
        `/v1/files/${text}/content`,
        `/v1/threads?after=${text}`,
      ]) {
        const { status } = await app.request('GET', path)
        expect([path.slice(0, 40), status < 500]).toEqual([path.slice(0, 40), true])
      }
    }
  })
})

describe('failures', () => {
  const failing = async (error: Error) => {
    const { store } = app.services
    const insertThread = async () => {
      throw error
    }
    // Of the methods of a class, only this one fails.
    const broken = Object.assign(Object.create(store) as typeof store, { insertThread })
    const other = await newTestApp({}, { store: broken })
    try {
      const response = await other.request('POST', '/v1/threads')
      const retry = response.headers.get('x-should-retry')
      return { ...(await refused(Promise.resolve(response))), retry }
    } finally {
      await other.services.runs.stop()
    }
  }

  test('that nobody foresaw keep their inside, and are not to be repeated', async () => {
    expect(await failing(new Error('SELECT secret'))).toEqual({
      status: 500,
      message: 'The server had an error while processing your request. Sorry about that!',
      type: 'server_error',
      param: null,
      code: null,
      retry: 'false',
    })
  })

  test('for want of room say so', async () => {
    expect(await failing(new StoreFull('disk full'))).toMatchObject({
      status: 507,
      code: 'insufficient_storage',
      retry: 'false',
    })
  })
})

test('the session says what the console has to know', async () => {
  const response = await app.request('GET', '/api/session')
  expect(await response.json()).toEqual({
    version: '0.0.0',
    scripted: true,
    upstream: false,
    role: 'administrator',
  })
})

test('POST /threads/runs is not a thread called runs', async () => {
  expect(await refused(app.request('POST', '/v1/threads/runs', {}))).toMatchObject({
    message: "Missing required parameter: 'assistant_id'.",
  })
  expect(await accepted('createThread', app.request('POST', '/v1/threads'))).toBeTruthy()
})
