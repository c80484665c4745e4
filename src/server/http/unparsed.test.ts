import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { serveApp } from '#testing/serve.ts'

let app: TestApp
let served: Awaited<ReturnType<typeof serveApp>>
beforeEach(async () => {
  app = await newTestApp()
  served = await serveApp(app.app)
})
afterEach(async () => {
  await served.close()
  await app.close()
})

test('a filter that is longer than any address may be is refused in words', async () => {
  const filter = `metadata[note]=${'x'.repeat(20_000)}`
  const refused = await fetch(`${served.url}/v1/threads?${filter}`)
  expect(refused.status).toBe(431)
  expect(await refused.json()).toEqual({
    error: {
      message: 'The address and the headers of the request are too long: at most 16 KB are read.',
      type: 'invalid_request_error',
      param: null,
      code: 'request_headers_too_large',
    },
  })
})

test('what is no HTTP is told so, and let go', async () => {
  const socket = connect(Number(new URL(served.url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write('hello\r\n\r\n')
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*This is no HTTP request/)
})
