import { Hono } from 'hono'
import { expect, test } from 'vitest'

import type { AppEnv } from './app-env.ts'
import { headOnly } from './head-only.ts'

const appOf = (body: ReadableStream<Uint8Array>) => {
  const app = new Hono<AppEnv>()
  app.use(headOnly)
  app.get('/', () => new Response(body, { status: 206, headers: { 'x-a': 'b' } }))
  return app
}

test('what answers a HEAD is not left waiting for a reader', async () => {
  let left = false
  const body = new ReadableStream<Uint8Array>({ cancel: () => void (left = true) })
  const response = await appOf(body).request('/', { method: 'HEAD' })
  expect(response.status).toBe(206)
  expect(response.headers.get('x-a')).toBe('b')
  expect(response.body).toBeNull()
  expect(left).toBe(true)
})

test('what answers a GET is', async () => {
  const body = new Blob(['whole']).stream()
  expect(await (await appOf(body).request('/')).text()).toBe('whole')
})
