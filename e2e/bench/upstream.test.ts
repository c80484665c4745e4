import { afterAll, beforeAll, expect, test } from 'vitest'

import { StreamEvent } from '#contract/event.ts'
import { Message } from '#contract/message.ts'
import { list } from '#contract/primitives.ts'
import { RunStep } from '#contract/run-step.ts'
import { Run } from '#contract/run.ts'
import { createEventDecoder } from '#contract/sse.ts'
import { Thread } from '#contract/thread.ts'

import { Client } from './client.ts'
import type { Followed } from './follower.ts'
import { type Listening, startScript } from './processes.ts'
import { firstTexts, load, passing, together, wrongIn } from './upstream-streams.ts'
import { added } from './upstream.ts'

let upstream: Listening
let client: Client

beforeAll(async () => {
  upstream = await startScript('upstream-server.ts')
  client = new Client(upstream.url, Infinity)
})
afterAll(async () => {
  client.close()
  await upstream.stop()
})

test('the thin upstream answers what the wire has, so that a mirror takes it', async () => {
  const get = (path: string) => client.json<unknown>('GET', path)
  const thread = Thread.parse(await client.json('POST', '/v1/threads', {}))
  const path = `/v1/threads/${thread.id}`
  const hello = { role: 'user', content: 'Hello' }
  const question = Message.parse(await client.json('POST', `${path}/messages`, hello))
  const body = { assistant_id: 'asst_1', model: 'stamps-2-0-0-5', stream: true }
  const stream = await client.text('POST', `${path}/runs`, body)
  const frames = createEventDecoder().decode(Buffer.from(stream))
  const events = frames.map(({ event, data }) =>
    StreamEvent.parse({ event, data: event === 'done' ? data : (JSON.parse(data) as unknown) }),
  )
  expect(events.slice(-4).map(({ event }) => event)).toEqual([
    'thread.message.completed',
    'thread.run.step.completed',
    'thread.run.completed',
    'done',
  ])
  expect(Thread.parse(await get(path))).toEqual(thread)
  const page = list(Message).parse(await get(`${path}/messages?limit=1`))
  expect(page).toMatchObject({ has_more: true, data: [{ role: 'assistant' }] })
  const next = await get(`${path}/messages?limit=1&after=${page.data[0]?.id ?? ''}`)
  expect(next).toMatchObject({ has_more: false, data: [question] })
  const [run] = list(Run).parse(await get(`${path}/runs`)).data
  expect(Run.parse(await get(`${path}/runs/${run?.id ?? ''}`))).toEqual(run)
  const steps = list(RunStep).parse(await get(`${path}/runs/${run?.id ?? ''}/steps`))
  expect(steps.data.map(({ status }) => status)).toEqual(['completed'])
})

test('streams at once are whole, and each delta has its time', async () => {
  let isBeside = false
  const { followed, latencies, events } = await load(
    3,
    passing(client, 'stamps-4-10-1000'),
    upstream,
    async () => void (isBeside = true),
  )
  expect(isBeside).toBe(true)
  expect(wrongIn(followed, 4)).toBe(0)
  expect(latencies).toHaveLength(12)
  expect(Math.min(...latencies)).toBeGreaterThan(0)
  expect(new Set(events).size).toBe(3)
  expect(events[0]).toMatch(/^\/v1\/threads\/thread_\d+\/runs\/run_\d+\/events$/)
  expect(await together(2, passing(client, 'stamps-2-0-50'))).toBeGreaterThan(40)
})

test('a first text is waited for, not the end', async () => {
  const first = await firstTexts(client, 'stamps-2-1000-100')
  const started = performance.now()
  const ms = await first()
  expect(ms).toBeGreaterThan(90)
  expect(performance.now() - started - ms).toBeGreaterThan(100)
})

const whole: Followed = {
  pieces: [0, 1, 2],
  latencies: [],
  isDone: true,
  last: 'thread.run.completed',
}
test.each<[string, Partial<Followed>]>([
  ['lost', { pieces: [0, 2] }],
  ['doubled', { pieces: [0, 1, 1, 2] }],
  ['out of order', { pieces: [1, 0, 2] }],
  ['not ended', { isDone: false }],
  ['not completed', { last: 'thread.run.failed' }],
])('what is %s is counted', (_, wrong) => {
  expect(wrongIn([whole, whole], 3)).toBe(0)
  expect(wrongIn([whole, { ...whole, ...wrong }], 3)).toBe(1)
})

test('what is added is the difference, the own time told beside it', () => {
  const [p50, p95] = added('a run', { alone: [1, 1, 1], behind: [3, 3, 9] }, 3)
  expect(p50).toMatchObject({ value: 2, mark: { atMost: 3 } })
  expect(p50?.what).toBe("a run, over the upstream's own 1.00 ms, p50")
  expect(p95).toMatchObject({ value: 8 })
})
