import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { FRESH_HEADERS } from '#contract/fresh.ts'
import type { Message } from '#contract/message.ts'
import type { List } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'
import { timersByHand } from '#testing/scripted-runs.ts'
import { type Served, serveApp } from '#testing/serve.ts'

/** What the server behind answers, by method and path below `/v1`; 404 for any other. */
let answers: Record<string, () => unknown>
let behind: Served
let front: TestApp
let timers: ReturnType<typeof timersByHand>

beforeEach(async () => {
  answers = {}
  const lying = new Hono()
  lying.all('*', async (c) => {
    const path = new URL(c.req.url).pathname.replace('/v1', '')
    const answer = await answers[`${c.req.method} ${path}`]?.()
    if (answer instanceof Response) return answer
    return answer === undefined ? c.json({ error: { message: 'none' } }, 404) : c.json(answer)
  })
  behind = await serveApp(lying)
  timers = timersByHand()
  front = await newTestApp({ upstreamUrl: `${behind.url}/v1` }, { timers })
  for (const id of ['thread_1', 'thread_2']) await bring(id)
})
afterEach(async () => {
  await front.close()
  await behind.close()
})

const PATIENCE = 20_000
const KEY = 'sk-of-a-client-0123456789'

const list = (data: readonly { id: string }[]) => ({
  object: 'list',
  data,
  first_id: data.at(0)?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more: false,
})

/** An honest thread of one message. */
const bring = async (id: string) => {
  answers[`GET /threads/${id}`] = () => buildThread({ id, metadata: { title: id } })
  answers[`GET /threads/${id}/messages`] = () =>
    list([buildMessage({ id: `msg_${id}`, thread_id: id })])
  answers[`GET /threads/${id}/runs`] = () => list([])
  await front.json('POST', '/api/mirror/threads', { thread_ids: [id] })
  await vi.waitFor(async () => expect(await messagesOf(id)).toHaveLength(1), PATIENCE)
}

const { stringify } = JSON
const store = () => front.services.store
const messagesOf = async (id: string) =>
  (await store().listMessages(id, { order: 'asc', limit: 100 })).data
const all = async () => {
  const ids = ['thread_1', 'thread_2']
  return Promise.all(ids.map(async (id) => [await store().getThread(id), await messagesOf(id)]))
}
const asConsole = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }
const asClient = { authorization: `Bearer ${KEY}`, 'openai-beta': 'assistants=v2' }

const overwritten = (thread_id: string, fields: Partial<Message> = {}): Message =>
  buildMessage({
    id: `msg_${thread_id}`,
    thread_id,
    role: 'assistant',
    content: [{ type: 'text', text: { value: 'overwritten', annotations: [] } }],
    ...fields,
  })

test.each<[string, string, unknown]>([
  ['GET', '/threads/thread_2/messages/msg_x', overwritten('thread_1')],
  ['GET', '/threads/thread_2', buildThread({ id: 'thread_1', metadata: { title: 'overwritten' } })],
  ['POST', '/threads/thread_2', buildThread({ id: 'thread_1', metadata: { is: 'overwritten' } })],
  ['POST', '/threads', buildThread({ id: 'thread_1', metadata: { title: 'overwritten' } })],
  ['POST', '/threads/thread_2/messages', overwritten('thread_1')],
  ['POST', '/threads/thread_2/messages', overwritten('thread_2')],
  ['DELETE', '/threads/thread_1', { id: 'thread_1', object: 'thread.deleted', deleted: false }],
  ['DELETE', '/threads/thread_1', { id: 'thread_2', object: 'thread.deleted', deleted: true }],
])('%s %s that answers with another object leaves all as it is', async (method, path, answer) => {
  const before = await all()
  answers[`${method} ${path}`] = () => answer
  const body = method === 'POST' ? { body: '{"role":"user","content":"x"}' } : {}
  const headers = { ...asClient, 'content-type': 'application/json' }
  const response = await front.app.request(`/v1${path}`, { method, headers, ...body })
  expect(await response.json()).toEqual(answer)
  // What is read is taken in behind the answer.
  if (method === 'GET') await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await all()).toEqual(before)
})

const run = buildRun({ id: 'run_2', thread_id: 'thread_2', status: 'completed' })
const started: Run = { ...run, status: 'in_progress', completed_at: null }
const created = ['thread.run.created', { ...started, status: 'queued' }] as const
const completed = ['thread.run.completed', run] as const
const foreign = { ...run, thread_id: 'thread_1' }

/** A stream that a client with a key asks for; the run is told as completed when it is asked for. */
const stream = async (events: readonly (readonly [string, unknown])[]) => {
  answers['GET /threads/thread_2/runs/run_2'] = () => run
  answers['GET /threads/thread_2/runs/run_2/steps'] = () => list([])
  const text = events.map(([name, data]) => `event: ${name}\ndata: ${stringify(data)}\n\n`).join('')
  const type = { 'content-type': 'text/event-stream' }
  answers['POST /threads/thread_2/runs'] = () => new Response(text, { headers: type })
  const response = await front.app.request('/v1/threads/thread_2/runs', {
    method: 'POST',
    headers: { ...asClient, 'content-type': 'application/json' },
    body: '{"assistant_id":"asst_a","stream":true}',
  })
  expect(await response.text()).toBe(text)
}

test.each([
  [
    'of another thread that was made',
    [['thread.created', buildThread({ id: 'thread_1' })], created],
  ],
  [
    'of a message that another wrote',
    [created, ['thread.message.completed', { ...overwritten('thread_2'), run_id: 'run_2' }]],
  ],
  ['of its run in another thread', [created, ['thread.run.completed', foreign]]],
  ['of a run of another thread', [['thread.run.created', foreign], created]],
] as const)(
  'a stream that tells %s leaves all as it is, and ends in the truth',
  async (_, lies) => {
    const before = await all()
    await stream(lies)
    expect(await all()).toEqual(before)
    const isHere = lies[0][0] !== 'thread.run.created' || lies[0][1] !== foreign
    if (isHere)
      await vi.waitFor(
        async () => expect(await store().getRun('thread_2', 'run_2')).toMatchObject(run),
        PATIENCE,
      )
    expect(await store().getRun('thread_1', 'run_2')).toBeUndefined()
  },
)

test('nothing follows the end of a run', async () => {
  const later = ['thread.run.in_progress', started] as const
  await stream([created, completed, later, ['done', '[DONE]'], later])
  const { data } = await store().listRunEvents('run_2', 0, 100)
  expect(data.map(({ event }) => event)).toEqual(['thread.run.created', 'thread.run.completed'])
  expect(await store().getRun('thread_2', 'run_2')).toEqual(run)
})

/** A stream that stays open, and tells nothing more but that it is. */
const openStream = async () => {
  const text = `event: thread.run.created\ndata: ${stringify(started)}\n\n`
  const left = vi.fn<() => void>()
  const body = () =>
    new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(text)),
      cancel: left,
    })
  const type = { 'content-type': 'text/event-stream' }
  answers['POST /threads/thread_2/runs'] = () => new Response(body(), { headers: type })
  const headers = { ...asConsole, 'content-type': 'application/json' }
  const made = { method: 'POST', headers, body: '{"assistant_id":"asst_a"}' }
  const response = await front.app.request('/v1/threads/thread_2/runs', made)
  expect(await response.json()).toMatchObject({ id: 'run_2', status: 'in_progress' })
  return left
}
const isOver = () =>
  vi.waitFor(async () => {
    for (const ms of [30_000, 5000, 1000]) timers.ring(ms)
    expect(await store().getRun('thread_2', 'run_2')).toEqual(run)
  }, PATIENCE)

test('a stream that tells no end is let go once its run is over', async () => {
  const left = await openStream()
  answers['GET /threads/thread_2/runs/run_2'] = () => run
  answers['GET /threads/thread_2/runs/run_2/steps'] = () => list([])
  await isOver()
  await vi.waitFor(() => expect(left).toHaveBeenCalled(), PATIENCE)
})

test.each([404, 500])('a run is over though its steps are refused with %i', async (status) => {
  await openStream()
  answers['GET /threads/thread_2/runs/run_2'] = () => run
  answers['GET /threads/thread_2/runs/run_2/steps'] = () =>
    Response.json({ error: { message: 'no steps' } }, { status })
  for (let failures = 1; failures < 6; failures += 1) timers.ring(1000 * 2 ** failures)
  await vi.waitFor(async () => {
    timers.ring()
    expect(await store().getRun('thread_2', 'run_2')).toEqual(run)
  }, PATIENCE)
})

test('the key of a client is kept nowhere', async () => {
  const echo = { said: `Bearer ${KEY}` }
  answers['POST /threads'] = () => buildThread({ id: 'thread_3', metadata: echo })
  const headers = { ...asClient, 'content-type': 'application/json' }
  await front.app.request('/v1/threads', { method: 'POST', headers, body: '{}' })
  const kept = await store().getThread('thread_3')
  expect(kept?.metadata['said']).toMatch(/^Bearer /)
  expect(stringify(kept)).not.toContain(KEY)
})

test('a write that is on its way is waited for by who asks what became of it, and done once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const made = buildMessage({ id: 'msg_new', thread_id: 'thread_2' })
  let writes = 0
  answers['POST /threads/thread_2/messages'] = async () => {
    writes += 1
    await promise
    answers['GET /threads/thread_2/messages'] = () => list([made])
    return made
  }
  const headers = { ...asConsole, 'content-type': 'application/json', 'idempotency-key': 'once' }
  const write = (content = 'x') =>
    front.app.request('/v1/threads/thread_2/messages', {
      method: 'POST',
      headers,
      body: stringify({ role: 'user', content }),
    })
  const first = write()
  await vi.waitFor(() => expect(writes).toBe(1), PATIENCE)
  const look = front.app.request('/v1/threads/thread_2/messages', {
    headers: { ...asConsole, ...FRESH_HEADERS },
  })
  const second = write()
  resolve()
  expect(((await (await look).json()) as List<Message>).data.map(({ id }) => id)).toContain(
    'msg_new',
  )
  expect(await (await first).json()).toEqual(made)
  const again = await second
  expect(await again.json()).toEqual(made)
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(await (await write()).json()).toEqual(made)
  expect(writes).toBe(1)
  // With another body it is another one.
  await write('y')
  expect(writes).toBe(2)
})
