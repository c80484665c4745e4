import { Hono } from 'hono'
import { expect, onTestFinished, test } from 'vitest'

import { newTestApp } from '#testing/app.ts'
import { refused } from '#testing/checked.ts'
import { serveApp } from '#testing/serve.ts'

/** What is answered where another server says `html` once with status 200, and then what it is asked. */
const afterPage = async (html: string, type = 'text/html') => {
  const answers = [new Response(html, { headers: { 'content-type': type } })]
  const page = new Hono()
  page.all('*', (c) => answers.shift() ?? c.json({ data: [] }))
  const behindIt = await serveApp(page)
  const app = await newTestApp({
    upstreamUrl: `${behindIt.url}/v1`,
    upstreamKey: 'sk-secret-key',
  })
  onTestFinished(async () => {
    await behindIt.close()
    await app.close()
  })
  return app
}

test.each(['/v1/assistants', '/v1/threads/thread_x/messages'])(
  'a page where %s should answer is none, and is not kept',
  async (path) => {
    const app = await afterPage('<h1>Away: sk-secret-key</h1>')
    const response = await app.request('GET', path)
    expect(response.headers.get('cache-control')).not.toMatch(/max-age|immutable/)
    expect(response.headers.get('x-should-retry')).toBe('false')
    expect(await refused(Promise.resolve(response))).toMatchObject({
      status: 502,
      code: 'upstream_page',
    })
    expect(await app.json('GET', path)).toEqual({ data: [] })
  },
)

test('what is no file and no text is not kept, and tells no key', async () => {
  const app = await afterPage('RIFF sk-secret-key', 'audio/wav')
  const response = await app.request('POST', '/v1/audio/speech', {})
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.text()).toBe('RIFF [key]')
})

test('a file is kept for minutes, since a page may stand in its place', async () => {
  const app = await afterPage('<h1>Away</h1>')
  const { headers } = await app.request('GET', '/v1/files/file-x/content')
  expect(headers.get('cache-control')).toBe('private, max-age=300')
})
