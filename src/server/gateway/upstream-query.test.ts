import { Hono } from 'hono'
import { expect, test } from 'vitest'

import { newTestApp } from '#testing/app.ts'
import { serveApp } from '#testing/serve.ts'

/** What the server behind is asked, in front of which one stands at this address. */
const askedBehind = async (query: string, path: string, key?: string) => {
  const asked: { url: string; key: string | undefined; said: string }[] = []
  const behind = new Hono()
  behind.all('*', (c) => {
    const { pathname, search } = new URL(c.req.url)
    asked.push({
      url: `${pathname}${search}`,
      key: c.req.header('api-key'),
      said: c.req.header('authorization') ?? '',
    })
    return c.json({ error: { message: `No such thing: ${search}.` } }, 404)
  })
  const served = await serveApp(behind)
  const app = await newTestApp({ upstreamUrl: `${served.url}/v1${query}`, upstreamKey: key })
  const response = await app.request('GET', path)
  const body = await response.text()
  await app.close()
  await served.close()
  return { asked: asked.find(({ url }) => url.includes('asst')), body }
}

test.each([
  ['?api-version=1', '/v1/assistants/asst_1', '/v1/assistants/asst_1?api-version=1'],
  ['?a=b&c=d', '/v1/assistants/asst_1?x=y', '/v1/assistants/asst_1?x=y&a=b&c=d'],
  [
    '?api-version=1&a=b',
    '/v1/assistants/asst_1?api-version=2',
    '/v1/assistants/asst_1?api-version=2&a=b',
  ],
  ['?', '/v1/assistants/asst_1?x=y', '/v1/assistants/asst_1?x=y'],
])('the query %s of the address goes with each request', async (query, path, expected) => {
  const { asked } = await askedBehind(query, path)
  expect(asked?.url).toBe(expected)
})

test('a key in it comes back in no answer', async () => {
  const { body } = await askedBehind('?code=sk-in-the-address-0123', '/v1/assistants/asst_1')
  expect(body).toContain('No such thing')
  expect(body).not.toContain('sk-in-the-address')
})

test.each([
  ['?api-version=2024-05-01-preview', 'sk-inside-of-tests'],
  ['', undefined],
])('with %s the key goes in the header of Azure: %s', async (query, expected) => {
  const { asked } = await askedBehind(query, '/v1/assistants/asst_1', 'sk-inside-of-tests')
  expect(asked).toMatchObject({ said: 'Bearer sk-inside-of-tests' })
  expect(asked?.key).toBe(expected)
})
