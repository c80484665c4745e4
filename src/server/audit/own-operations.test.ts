import { afterEach, beforeEach, expect, test } from 'vitest'

import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { refused, uploadFile } from '#testing/checked.ts'
import { type Served, serveApp } from '#testing/serve.ts'

let app: TestApp
let served: Served
beforeEach(async () => {
  app = await newTestApp()
  served = await serveApp(app.app)
})
afterEach(async () => {
  await served.close()
  await app.close()
})

test('the console reads files that the API keeps back', async () => {
  const id = await uploadFile(app, { purpose: 'assistants' })
  expect((await app.request('GET', `/v1/files/${id}/content`)).status).toBe(400)
  const response = await app.request('GET', `/api/files/${id}/content`)
  expect(await response.text()).toBe('notes')
  expect(response.headers.get('content-disposition')).toMatch(/^attachment/)
  expect(await refused(app.request('GET', '/api/files/file-none/content'))).toMatchObject({
    status: 404,
  })
})

test('the change feed tells of a committed write, over a socket, and lets go of its reader', async () => {
  const stop = new AbortController()
  const headers = { authorization: 'Bearer x' }
  const response = await fetch(`${served.url}/api/changes`, { headers, signal: stop.signal })
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
  expect(response.headers.get('x-accel-buffering')).toBe('no')
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  const thread = await app.json<Thread>('POST', '/v1/threads')
  let text = ''
  while (!text.includes(thread.id)) text += (await reader?.read())?.value ?? ''
  expect(text).toMatch(/event: change\nid: \d+\ndata: {"type":"thread.created"/)
  stop.abort()
})
