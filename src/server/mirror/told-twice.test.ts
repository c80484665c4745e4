import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { encodeEvent } from '#contract/sse.ts'
import { readCommandLine } from '#server/config.ts'
import { createLog } from '#server/create-log.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { buildRun, buildThread } from '#testing/builders.ts'
import { type Served, serveApp } from '#testing/serve.ts'

const THREAD = 'thread_a'
const run = buildRun({ id: 'run_a', thread_id: THREAD, status: 'queued' })
const beginning = [
  encodeEvent({ event: 'thread.run.created', data: run }),
  encodeEvent({ event: 'thread.run.in_progress', data: { ...run, status: 'in_progress' } }),
]
const end = [
  encodeEvent({ event: 'thread.run.completed', data: { ...run, status: 'completed' } }),
  encodeEvent({ event: 'done', data: '[DONE]' }),
]

let behind: Served
let front: TestApp
let lines: string[]
/** What a stream of the run waits for before its end. */
let isOver: PromiseWithResolvers<void>

const emptyList = { object: 'list', data: [], first_id: null, last_id: null, has_more: false }

beforeEach(async () => {
  lines = []
  isOver = Promise.withResolvers()
  const honest = new Hono()
    .post('/v1/threads/:thread/runs', () => {
      const body = new ReadableStream({
        async start(controller) {
          for (const text of beginning) controller.enqueue(Buffer.from(text))
          await isOver.promise
          for (const text of end) controller.enqueue(Buffer.from(text))
          controller.close()
        },
      })
      const headers = { 'content-type': 'text/event-stream' }
      return new Response(body, { headers })
    })
    .get('/v1/threads/:thread', (c) => c.json(buildThread({ id: THREAD })))
    .get('/v1/threads/:thread/runs/:run', (c) => c.json({ ...run, status: 'completed' }))
    .all('*', (c) => c.json(emptyList))
  behind = await serveApp(honest)
  const { config } = readCommandLine({ argv: [], env: {} })
  const log = createLog(config, { write: (line) => void lines.push(line) })
  front = await newTestApp({ upstreamUrl: `${behind.url}/v1` }, { log })
})
afterEach(async () => {
  await front.close()
  await behind.close()
})

/** As a client that sends its request again by the same key. */
const stream = () =>
  front.request(
    'POST',
    `/v1/threads/${THREAD}/runs`,
    { assistant_id: 'asst_a', stream: true },
    { 'idempotency-key': 'once' },
  )
const logged = async () => {
  const { data } = await front.services.store.listRunEvents(run.id, 0, 100)
  return data.map(({ event }) => event)
}
const ALL = ['thread.run.created', 'thread.run.in_progress', 'thread.run.completed']

test('a stream that is told again is not written down again, and nobody is warned', async () => {
  isOver.resolve()
  const first = await (await stream()).text()
  expect(await logged()).toEqual(ALL)
  expect(await (await stream()).text()).toBe(first)
  expect(await logged()).toEqual(ALL)
  expect(lines).toEqual([])
})

test('the same while the first one is on its way', async () => {
  const first = await stream()
  await vi.waitFor(async () => expect(await logged()).toHaveLength(2), 20_000)
  const second = await stream()
  // Its beginning comes before the end of the first.
  const reader = second.body?.getReader()
  await reader?.read()
  isOver.resolve()
  await first.text()
  while (!(await reader?.read())?.done);
  expect(await logged()).toEqual(ALL)
  expect(lines).toEqual([])
})
