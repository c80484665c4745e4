import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'

import { newTestApp } from '#testing/app.ts'
import { serveApp } from '#testing/serve.ts'

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

  test.each(['/v1/assistants', '/v1/files/file-x/content', '/api/files/file-x/content'])(
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
    const headers = await answered('/v1/assistants', sent, '{}')
    for (const [name, value] of Object.entries(sent)) expect(headers.get(name)).toBe(value)
  })

  test('a stream is kept by nobody and changed by nobody on its way', async () => {
    const frame = 'event: thread.run.queued\ndata: {}\n\n'
    for (const type of ['text/event-stream', 'Text/Event-Stream; charset=utf-8']) {
      const headers = await answered('/v1/threads/runs', { 'content-type': type }, frame)
      expect(headers.get('cache-control')).toBe('no-cache, no-transform')
      expect(headers.has('content-length')).toBe(false)
    }
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
    const { status, headers } = await app.request('GET', '/v1/assistants')
    expect([status, headers.get('content-type')]).toEqual([500, 'text/plain; charset=utf-8'])
    await behindIt.close()
    await app.close()
  })
})
