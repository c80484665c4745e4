import { afterEach, beforeEach, expect, test } from 'vitest'

import { newTestApp } from '#testing/app.ts'
import { collect, modelAt } from '#testing/endpoint-model.ts'
import { type Answer, chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

import { createPassedOn } from './models/passed-on.ts'
import { createOpenAICompatibleEmbeddings } from './models/providers/openai-compatible-embeddings.ts'
import { patientFetch } from './patient-fetch.ts'

const NODES_OWN = Symbol.for('undici.globalDispatcher.1')

interface Dispatcher {
  dispatch(options: { headersTimeout?: number; bodyTimeout?: number }, handler: object): boolean
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** Node's limits are over at once here, for each request that has them. */
beforeEach(async () => {
  // Node has a dispatcher from its first fetch on.
  await fetch('data:,').then((response) => response.text())
  const place = globalThis as { [NODES_OWN]?: Dispatcher } // a place of Node's own
  const own = place[NODES_OWN]
  if (!own) throw new Error('Node has no dispatcher')
  ends.push(() => (place[NODES_OWN] = own))
  place[NODES_OWN] = {
    dispatch: (options, handler) => {
      const { headersTimeout, bodyTimeout } = options
      if (headersTimeout === 0 && bodyTimeout === 0) return own.dispatch(options, handler)
      throw Object.assign(new Error('too slow'), { code: 'UND_ERR_HEADERS_TIMEOUT' })
    },
  }
})

const json =
  (text: string): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(text)
  }

test('a fetch has limits of its own, a patient one has none', async () => {
  const { baseUrl } = await endpoint(json('"here"'))
  await expect(fetch(baseUrl)).rejects.toThrow('fetch failed')
  expect(await (await patientFetch(baseUrl)).json()).toBe('here')
})

test('its signal ends it', async () => {
  const leave = new AbortController()
  const reason = new Error('the run is over')
  const { baseUrl } = await endpoint(() => leave.abort(reason))
  await expect(patientFetch(baseUrl, { signal: leave.signal })).rejects.toBe(reason)
})

test("a run's model is asked without a limit of Node's, once", async () => {
  const STREAM = sse(chunk({ content: 'slow' }), chunk({}, { finish_reason: 'stop' }))
  const { baseUrl, bodies } = await endpoint(STREAM)
  const { error, events } = await collect(modelAt(baseUrl))
  expect(error).toBeUndefined()
  expect(events).toContainEqual({ type: 'text', text: 'slow' })
  expect(bodies).toHaveLength(1)
})

test('so are embeddings, and calls that are passed on', async () => {
  const { baseUrl } = await endpoint(
    json('{"data":[{"index":0,"embedding":[1,0]}]}'),
    json('{"choices":[]}'),
  )
  const at = { baseUrl, apiKey: undefined }
  expect(await createOpenAICompatibleEmbeddings({ ...at, model: 'm' }).embed(['a'])).toHaveLength(1)
  const calls = createPassedOn({ ...at, aliases: {}, embeddingModel: undefined })
  const { signal } = new AbortController()
  expect(await calls.chat({ model: 'm', messages: [] }, signal)).toBe('{"choices":[]}')
})

test('so is an upstream', async () => {
  const { baseUrl } = await endpoint(json('{"id":"thread_a"}'))
  const front = await newTestApp({ upstreamUrl: baseUrl })
  ends.push(() => front.close())
  const answer = await front.request('GET', '/v1/threads/thread_a')
  expect(await answer.json()).toEqual({ id: 'thread_a' })
})
