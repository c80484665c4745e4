import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { FRESH_HEADERS } from '#contract/fresh.ts'
import type { Message } from '#contract/message.ts'
import type { Mirror } from '#contract/mirror.ts'
import type { List } from '#contract/primitives.ts'
import type { TestApp } from '#testing/app.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { type InFrontOfLying, RESET, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'
import { timersByHand } from '#testing/scripted-runs.ts'

let it: InFrontOfLying
let answers: InFrontOfLying['answers']
let front: TestApp
let timers: ReturnType<typeof timersByHand>

beforeEach(async () => {
  timers = timersByHand()
  it = await newInFrontOfLying({ upstreamKey: undefined }, { timers })
  ;({ answers, front } = it)
  for (const id of ['thread_1', 'thread_2']) await bring(id)
})
afterEach(() => it.close())

const PATIENCE = 20_000
const KEY = 'sk-of-a-client-0123456789'

/** An honest thread of one message. */
const bring = async (id: string) => {
  answers[`GET /threads/${id}`] = () => buildThread({ id, metadata: { title: id } })
  answers[`GET /threads/${id}/messages`] = () =>
    listOf([buildMessage({ id: `msg_${id}`, thread_id: id })])
  answers[`GET /threads/${id}/runs`] = () => listOf([])
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
    answers['GET /threads/thread_2/messages'] = () => listOf([made])
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

test('of several that wait for a write that is refused, one goes on', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let writes = 0
  answers['POST /threads/thread_2/messages'] = async () => {
    writes += 1
    if (writes > 1) return buildMessage({ id: `msg_${writes}`, thread_id: 'thread_2' })
    await promise
    return Response.json({ error: { message: 'none' } }, { status: 429 })
  }
  const write = writing('some')
  const sent = [write(), write(), write()]
  await vi.waitFor(() => expect(writes).toBe(1), PATIENCE)
  resolve()
  expect((await Promise.all(sent)).map(({ status }) => status)).toEqual([429, 200, 200])
  expect(writes).toBe(2)
})

test.each([
  ['is lost', () => RESET, 502],
  ['fails', () => Response.json({ error: { message: 'failed' } }, { status: 500 }), 500],
  ['breaks off', () => new Response('{"id":', { headers: { 'content-length': '99' } }), 502],
])('a write whose answer %s goes up once, whoever waits for it', async (_, answer, status) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let writes = 0
  answers['POST /threads/thread_2/messages'] = async () => {
    writes += 1
    await promise
    return answer()
  }
  const once = vi.spyOn(front.mirror!.writes, 'once')
  const write = writing('lost')
  const first = write()
  await vi.waitFor(() => expect(writes).toBe(1), PATIENCE)
  const waiting = [write(), write()]
  await vi.waitFor(() => expect(once).toHaveBeenCalledTimes(3), PATIENCE)
  resolve()
  await first
  for (const answered of await Promise.all(waiting)) {
    expect(answered.status).toBe(status)
    expect(await answered.json()).toMatchObject({ error: { message: expect.any(String) } })
  }
  expect(writes).toBe(1)
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

test('messages whose ids other threads have are told of', async () => {
  answers['GET /threads/thread_2/messages'] = () =>
    listOf([buildMessage({ id: 'msg_thread_1', thread_id: 'thread_2' })])
  await front.json('POST', '/api/mirror/threads', { thread_ids: ['thread_2'] })
  await vi.waitFor(async () => {
    timers.ring()
    const { adding } = await front.json<Mirror>('GET', '/api/mirror')
    expect(adding.failures[0]?.reason).toMatch(/gives 1 of its messages ids that others have/)
  }, PATIENCE)
})
