import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { FRESH_HEADERS } from '#contract/fresh.ts'
import type { Message } from '#contract/message.ts'
import type { Mirror } from '#contract/mirror.ts'
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
    return answer === undefined
      ? c.json({ error: { message: 'none', type: 'invalid_request_error' } }, 404)
      : c.json(answer)
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
const stream = async (events: readonly (readonly [string, unknown])[], afterwards = run) => {
  answers['GET /threads/thread_2/runs/run_2'] = () => afterwards
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

/** A message that is being written. */
const partOf = (id: string, run_id: string) =>
  ({ ...overwritten('thread_2'), id, run_id, status: 'in_progress', content: [] }) as const
const delta = (id: string) => ({
  id,
  object: 'thread.message.delta',
  delta: { content: [{ index: 0, type: 'text', text: { value: `of ${id} ` } }] },
})

test('the log of a run holds no piece of what its stream did not begin', async () => {
  await stream([
    created,
    ['thread.message.delta', delta('msg_own')],
    ['thread.message.created', partOf('msg_zz', 'run_zz')],
    ['thread.message.delta', delta('msg_zz')],
    ['thread.message.created', partOf('msg_own', 'run_2')],
    ['thread.message.delta', delta('msg_own')],
    ['thread.message.delta', delta('msg_thread_1')],
    completed,
  ])
  const { data } = await store().listRunEvents('run_2', 0, 100)
  const told = ['thread.message.created', 'thread.message.delta']
  expect(data.map(({ event }) => event)).toEqual([created[0], ...told, completed[0]])
  expect(stringify(data[2])).toContain('of msg_own')
})

test('what was written before a run failed is kept, though its message is never over', async () => {
  const half = { ...partOf('msg_half', 'run_2'), content: overwritten('thread_2').content }
  answers['GET /threads/thread_2/messages'] = () => list([half])
  const told = [created, ['thread.message.created', { ...half, content: [] }]] as const
  await stream(
    [...told, ['thread.message.delta', delta('msg_half')], ['error', { message: 'It broke.' }]],
    { ...run, status: 'failed' },
  )
  await vi.waitFor(async () => {
    timers.ring()
    expect(await store().getRun('thread_2', 'run_2')).toMatchObject({ status: 'failed' })
    expect(await store().getMessage('thread_2', 'msg_half')).toEqual(half)
  }, PATIENCE)
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
  // The server behind has stored it, and answers with it whoever asks.
  const thread = buildThread({ id: 'thread_2', metadata: { ...echo, is: 'read' } })
  answers['GET /threads/thread_2'] = () => thread
  for (const asked of [{ authorization: 'Bearer another-key-of-a-client' }, asConsole]) {
    const response = await front.app.request('/v1/threads/thread_2', {
      headers: { ...asClient, ...asked },
    })
    expect(await response.text()).not.toContain(KEY)
  }
  await vi.waitFor(async () => {
    const read = (await store().getThread('thread_2'))?.metadata
    expect(read).toMatchObject({ is: 'read' })
    expect(stringify(read)).not.toContain(KEY)
  }, PATIENCE)
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

const writing =
  (key: string) =>
  async (content = 'x') =>
    front.app.request('/v1/threads/thread_2/messages', {
      method: 'POST',
      headers: { ...asConsole, 'content-type': 'application/json', 'idempotency-key': key },
      body: stringify({ role: 'user', content }),
    })

test('of several that wait for a write that fails, one goes on', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let writes = 0
  answers['POST /threads/thread_2/messages'] = async () => {
    writes += 1
    if (writes > 1) return buildMessage({ id: `msg_${writes}`, thread_id: 'thread_2' })
    await promise
    return Response.json({ error: { message: 'none' } }, { status: 500 })
  }
  const write = writing('some')
  const sent = [write(), write(), write()]
  await vi.waitFor(() => expect(writes).toBe(1), PATIENCE)
  resolve()
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([500, 200, 200])
  expect(writes).toBe(2)
})

test('who asks what became of a write that is never answered is told that it is not known', async () => {
  let writes = 0
  answers['POST /threads/thread_2/messages'] = () => {
    writes += 1
    return new Promise(() => {})
  }
  void writing('never')()
  await vi.waitFor(() => expect(writes).toBe(1), PATIENCE)
  const headers = { ...asConsole, ...FRESH_HEADERS }
  const read = async (id: string) =>
    (await front.app.request(`/v1/threads/${id}/messages`, { headers })).status
  const look = read('thread_2')
  const ringing = setInterval(() => timers.ring(15_000), 50)
  expect(await look).toBe(503)
  clearInterval(ringing)
  // Other threads are read all the same.
  expect(await read('thread_1')).toBe(200)
  // It is given up in the end.
  timers.ring(120_000)
  await vi.waitFor(async () => expect(await read('thread_2')).toBe(200), PATIENCE)
})

test('of a long answer to a write no more is held than of others', async () => {
  let taken = 0
  const flood = () =>
    new ReadableStream({
      pull: (controller) => {
        taken += 1
        controller.enqueue(Buffer.alloc(64 * 1024, ' '))
      },
    })
  const type = { 'content-type': 'application/json' }
  answers['POST /threads/thread_2/messages'] = () => new Response(flood(), { headers: type })
  answers['DELETE /threads/thread_2'] = () => new Response(flood(), { headers: type, status: 404 })
  const written = await writing('long')()
  await written.body?.cancel()
  const deleted = await front.app.request('/v1/threads/thread_2', {
    method: 'DELETE',
    headers: asConsole,
  })
  await deleted.body?.cancel()
  // Each is looked through to its bound, beside what connections hold.
  expect(taken).toBeLessThan(600)
})

test('a stream that is told again is written down once', async () => {
  await stream([created, completed])
  const { data } = await store().listRunEvents('run_2', 0, 100)
  await stream([created, completed])
  await stream([created, completed])
  expect((await store().listRunEvents('run_2', 0, 100)).data).toEqual(data)
})

test('a stream takes no message back', async () => {
  const message = { ...overwritten('thread_2'), id: 'msg_own', run_id: 'run_2' }
  const empty = { ...message, status: 'in_progress' as const, content: [], completed_at: null }
  answers['GET /threads/thread_2/messages'] = () => list([message])
  await stream([created, ['thread.message.created', empty], ['thread.message.completed', message]])
  const said = () => store().getMessage('thread_2', 'msg_own')
  await vi.waitFor(async () => expect((await said())?.content).toEqual(message.content), PATIENCE)
  answers['POST /threads/thread_2/runs/run_2/submit_tool_outputs'] = () =>
    new Response(
      `event: thread.run.in_progress\ndata: ${stringify(started)}\n\nevent: thread.message.created\ndata: ${stringify(empty)}\n\n`,
      { headers: { 'content-type': 'text/event-stream' } },
    )
  const response = await front.app.request('/v1/threads/thread_2/runs/run_2/submit_tool_outputs', {
    method: 'POST',
    headers: { ...asClient, 'content-type': 'application/json' },
    body: '{"tool_outputs":[],"stream":true}',
  })
  await response.text()
  expect((await said())?.content).toEqual(message.content)
})

test('a run whose message has the id of another thread’s is over all the same', async () => {
  await openStream()
  answers['GET /threads/thread_2/runs/run_2'] = () => run
  answers['GET /threads/thread_2/runs/run_2/steps'] = () => list([])
  const taken = { ...overwritten('thread_2'), id: 'msg_thread_1', run_id: 'run_2' }
  answers['GET /threads/thread_2/messages'] = () => list([taken])
  await vi.waitFor(async () => {
    timers.ring()
    expect(await store().getRun('thread_2', 'run_2')).toEqual(run)
  }, PATIENCE)
})

test('messages whose ids other threads have are told of', async () => {
  answers['GET /threads/thread_2/messages'] = () =>
    list([buildMessage({ id: 'msg_thread_1', thread_id: 'thread_2' })])
  await front.json('POST', '/api/mirror/threads', { thread_ids: ['thread_2'] })
  await vi.waitFor(async () => {
    timers.ring()
    const { adding } = await front.json<Mirror>('GET', '/api/mirror')
    expect(adding.failures[0]?.reason).toMatch(/gives 1 of its messages ids that others have/)
  }, PATIENCE)
})
