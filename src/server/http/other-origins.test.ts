import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { refused, uploadFile } from '#testing/checked.ts'

const ORIGIN = 'https://app.example'
const key = { authorization: 'Bearer any' }
const fromPage = { origin: ORIGIN, 'sec-fetch-site': 'cross-site' }
/** What the browser asks before it lets the SDK of a page send a request. */
const PREFLIGHT = {
  ...fromPage,
  'access-control-request-method': 'POST',
  'access-control-request-headers':
    'authorization,content-type,idempotency-key,openai-beta,x-stainless-arch,x-stainless-lang,x-stainless-os,x-stainless-package-version,x-stainless-retry-count,x-stainless-runtime,x-stainless-runtime-version,x-stainless-timeout',
}

let app: TestApp
afterEach(() => app.close())
const ask = async (method: string, path: string, headers: Record<string, string>) =>
  app.app.request(path, { method, headers })

describe('an allowed origin', () => {
  beforeEach(async () => {
    app = await newTestApp({ allowedOrigins: ['https://other.example', ORIGIN] })
  })

  test.each(['/v1/threads', '/openai/threads', '/v1/files/file-x/content'])(
    'may ask of %s whatever the SDKs send',
    async (path) => {
      const { status, headers } = await ask('OPTIONS', path, PREFLIGHT)
      expect(status).toBe(204)
      expect(headers.get('access-control-allow-origin')).toBe(ORIGIN)
      expect(headers.get('access-control-allow-methods')).toBe('GET,HEAD,POST,DELETE')
      expect(headers.get('access-control-allow-headers')).toBe(
        PREFLIGHT['access-control-request-headers'],
      )
      expect(headers.get('vary')?.toLowerCase()).toContain('origin')
      expect(headers.has('access-control-allow-credentials')).toBe(false)
      expect(headers.has('access-control-allow-private-network')).toBe(false)
    },
  )

  test('may ask from the public web what is on this machine', async () => {
    const asked = { ...PREFLIGHT, 'access-control-request-private-network': 'true' }
    const { status, headers } = await ask('OPTIONS', '/v1/threads', asked)
    expect([status, headers.get('access-control-allow-private-network')]).toEqual([204, 'true'])
  })

  test('is told what may be sent where it does not say', async () => {
    const { 'access-control-request-headers': _, ...asked } = PREFLIGHT
    const { headers } = await ask('OPTIONS', '/v1/threads', asked)
    for (const name of ['authorization', 'api-key', 'openai-beta', 'idempotency-key']) {
      expect(headers.get('access-control-allow-headers')).toContain(name)
    }
  })

  test('reads answers and refusals, with a key', async () => {
    const answer = await ask('GET', '/v1/files', { ...key, ...fromPage })
    expect(answer.status).toBe(200)
    const refusal = await ask('GET', '/v1/files/file-none', { ...key, ...fromPage })
    expect(refusal.status).toBe(404)
    const nobody = await ask('GET', '/v1/files', fromPage)
    expect(nobody.status).toBe(401)
    for (const { headers } of [answer, refusal, nobody]) {
      expect(headers.get('access-control-allow-origin')).toBe(ORIGIN)
      for (const name of ['x-request-id', 'retry-after', 'retry-after-ms', 'x-should-retry']) {
        expect(headers.get('access-control-expose-headers')?.split(',')).toContain(name)
      }
      expect(headers.get('vary')).toBe('Origin')
    }
  })

  test('reads each header that clients go by, of whatever answer', async () => {
    const keyed = { ...key, ...fromPage, 'openai-beta': 'assistants=v2', 'idempotency-key': 'a' }
    const make = () => app.request('POST', '/v1/threads', {}, keyed)
    const made = await make()
    const again = await make()
    const file = await uploadFile(app, { purpose: 'batch' })
    const content = await ask('GET', `/v1/files/${file}/content`, { ...key, ...fromPage })
    expect(content.status).toBe(200)
    const refusal = await ask('GET', '/v1/threads/thread_none', { ...key, ...fromPage })
    const exposed = made.headers.get('access-control-expose-headers')?.split(',') ?? []
    const sent = [made, again, content, refusal].flatMap(({ headers }) => [...headers.keys()])
    // What a browser lets any page read, what is said to the browser alone, and to the console alone.
    const others =
      /^(cache-control|content-(language|length|type)|expires|last-modified|pragma|vary|access-control-.*|content-security-policy|cross-origin-resource-policy|x-content-type-options|x-clew-contract)$/
    const wanted = [...new Set(sent)].filter((name) => !others.test(name))
    expect(wanted).toContain('idempotent-replayed')
    expect(wanted).toContain('content-disposition')
    expect(wanted.filter((name) => !exposed.includes(name))).toEqual([])
    // What only some answers have: the pace of polling, and when a refused request may be sent again.
    for (const name of ['openai-poll-after-ms', 'retry-after', 'retry-after-ms', 'x-should-retry'])
      expect(exposed).toContain(name)
  })

  test('has no business with what is the console’s own', async () => {
    expect(await refused(ask('GET', '/api/session', { ...key, ...fromPage }))).toMatchObject({
      status: 403,
    })
    const { headers } = await ask('OPTIONS', '/api/session', PREFLIGHT)
    expect(headers.has('access-control-allow-origin')).toBe(false)
  })

  test.each([
    'https://app.example.evil',
    'http://app.example',
    'https://app.example:8443',
    'https://APP.example',
    'null',
  ])('is not %s', async (origin) => {
    const from = { ...key, ...fromPage, origin }
    expect(await refused(ask('GET', '/v1/files', from))).toMatchObject({ status: 403 })
    const { status, headers } = await ask('OPTIONS', '/v1/files', { ...PREFLIGHT, origin })
    expect(status).toBe(403)
    expect(headers.has('access-control-allow-origin')).toBe(false)
  })

  test('reads the description of the API, which no other origin is given', async () => {
    const { status, headers } = await ask('GET', '/openapi.json', fromPage)
    expect([status, headers.get('access-control-allow-origin')]).toEqual([200, fromPage.origin])
    const evil = { ...fromPage, origin: 'https://evil.example' }
    expect(await refused(ask('GET', '/openapi.json', evil))).toMatchObject({ status: 403 })
    expect((await ask('GET', '/openapi.json', {})).status).toBe(200)
  })

  test('cannot be claimed under a foreign name', async () => {
    expect((await ask('OPTIONS', '/v1/files', { ...PREFLIGHT, host: 'evil.example' })).status).toBe(
      403,
    )
  })
})

test('without the setting no origin is let in', async () => {
  app = await newTestApp()
  const { status, headers } = await ask('OPTIONS', '/v1/threads', PREFLIGHT)
  expect(status).toBe(403)
  expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
})
