import { expect, test } from 'vitest'

import { newTestApp, SDK_HEADERS } from '#testing/app.ts'

import { TURN_MS } from './room.ts'

test('bodies that do not go on have room together; small ones are read beside them', async () => {
  const due: (() => void)[] = []
  const timers = {
    after: (ms: number, callback: () => void) => {
      if (ms === TURN_MS) due.push(callback)
      return () => undefined
    },
  }
  const it = await newTestApp({}, { timers })
  const bytes = 5_900_000
  const halfSent = () => {
    const begun = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('{"metadata":{"a":"')),
    })
    const headers = { ...SDK_HEADERS, 'content-length': String(bytes) }
    // Node asks for `duplex`, which its types of a request do not know.
    const init = { method: 'POST', headers, body: begun, duplex: 'half' }
    return it.app.request('/v1/threads', init)
  }
  const answers = Array.from({ length: 12 }, halfSent)
  await expect.poll(() => due.length).toBeGreaterThan(0)
  expect((await it.request('POST', '/v1/threads', { metadata: { a: 'b' } })).status).toBe(200)
  for (const callback of due) callback()
  const refused = await Promise.any(answers.map(async (each) => each))
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  await it.close()
})
