import { expect, test } from 'vitest'

import { newTestApp, SDK_HEADERS } from '#testing/app.ts'
import { serveApp } from '#testing/serve.ts'

import { TURN_MS } from './body-memory.ts'

const MB = 1_000_000

interface Begun {
  bytes: number
  count: number
}

/** The app, with the ends of waits for a turn, and requests that begin their bodies and go no further. */
const withHalfSent = async (path: string, { bytes, count }: Begun, upstreamUrl?: string) => {
  const due: (() => void)[] = []
  const timers = {
    after: (ms: number, callback: () => void) => {
      if (ms === TURN_MS) due.push(callback)
      return () => undefined
    },
  }
  const it = await newTestApp({ upstreamUrl }, { timers })
  const halfSent = () => {
    const begun = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('{"metadata":{"a":"')),
    })
    const headers = { ...SDK_HEADERS, 'content-length': String(bytes) }
    // Node asks for `duplex`, which its types of a request do not know.
    const init = { method: 'POST', headers, body: begun, duplex: 'half' }
    return it.app.request(path, init)
  }
  const answers = Array.from({ length: count }, halfSent)
  await expect.poll(() => due.length).toBeGreaterThan(0)
  const firstRefused = async () => {
    for (const callback of due) callback()
    const { status, headers } = await Promise.any(answers.map(async (each) => each))
    return [status, headers.get('retry-after')]
  }
  return { it, due, firstRefused }
}

test('bodies that do not go on have room together; small ones are read beside them', async () => {
  const { it, firstRefused } = await withHalfSent('/v1/threads', { bytes: 5.9 * MB, count: 12 })
  expect((await it.request('POST', '/v1/threads', { metadata: { a: 'b' } })).status).toBe(200)
  expect(await firstRefused()).toEqual([429, '1'])
  await it.close()
})

test('those into which the model of an Azure path goes have room together, too', async () => {
  const behind = await newTestApp()
  const served = await serveApp(behind.app)
  const begun = { bytes: 15.9 * MB, count: 250 }
  const path = '/openai/deployments/e/embeddings'
  const { it, due, firstRefused } = await withHalfSent(path, begun, `${served.url}/v1`)
  await expect.poll(() => due.length).toBe(246)
  // What is passed on as it comes is held nowhere.
  expect((await it.request('POST', '/v1/threads', { metadata: { a: 'b' } })).status).toBe(200)
  expect(await firstRefused()).toEqual([429, '1'])
  await it.close()
  await served.close()
  await behind.close()
})
