import { afterEach, beforeEach, expect, test } from 'vitest'

import { createEventDecoder } from '#contract/sse.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { seededRandom } from '#testing/random.ts'
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

interface Heard {
  type: string
  message_id?: string
}

/** A reader that loses its connection after so many frames, and says where it was when it comes back. */
class Reader {
  readonly heard: Heard[] = []
  at: string | undefined
  stop = new AbortController()

  /** @param cut loses the connection; else it is let go by `stop` */
  async read(cut: number, how: 'header' | 'query'): Promise<void> {
    const query = how === 'query' && this.at !== undefined ? `?after=${this.at}` : ''
    const headers = {
      authorization: 'Bearer x',
      ...(how === 'header' && this.at !== undefined && { 'last-event-id': this.at }),
    }
    this.stop = new AbortController()
    const { signal } = this.stop
    const decoder = createEventDecoder()
    let left = cut
    try {
      const { body } = await fetch(`${served.url}/api/changes${query}`, { headers, signal })
      for await (const bytes of body ?? []) {
        for (const { id, event, data } of decoder.decode(bytes)) {
          if (left === 0) return this.stop.abort()
          if (event === 'change') this.heard.push(JSON.parse(data) as Heard)
          this.at = id ?? this.at
          left -= 1
        }
      }
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}

const ROUNDS = 12

test('a reader that is cut off at random, while others write, misses nothing and hears nothing twice', async () => {
  const { store } = app.services
  const random = seededRandom(20260826)
  await store.insertThread(buildThread({ id: 'thread_a' }), [])
  const reader = new Reader()
  // Knows from where on to hear.
  await reader.read(1, 'header')
  const written: string[] = []
  const write = async () => {
    for (let left = 1 + Math.floor(random() * 20); left > 0; left -= 1) {
      const message = buildMessage({ thread_id: 'thread_a' })
      await store.insertMessages('thread_a', [message])
      written.push(message.id)
    }
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    const reading = reader.read(Math.floor(random() * 15), round % 2 === 0 ? 'header' : 'query')
    await write()
    reader.stop.abort()
    await reading
    await write()
  }
  const last = reader.read(Infinity, 'header')
  await expect.poll(() => reader.heard.at(-1)?.message_id).toBe(written.at(-1))
  reader.stop.abort()
  await last
  expect(reader.heard.map(({ message_id }) => message_id)).toEqual(written)
})

test.each(['99', 'x'])('a reader that comes from elsewhere, with %j, begins anew', async (at) => {
  const reader = new Reader()
  reader.at = at
  const reading = reader.read(Infinity, 'header')
  await expect.poll(() => reader.heard).toMatchObject([{ type: 'reset' }])
  reader.stop.abort()
  await reading
  expect(reader.at).toBe('1')
})
