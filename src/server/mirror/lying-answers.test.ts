import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { FRESH_HEADERS } from '#contract/fresh.ts'
import type { Message } from '#contract/message.ts'
import type { Mirror } from '#contract/mirror.ts'
import type { List } from '#contract/primitives.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { RESET, listOf } from '#testing/lying-upstream.ts'
import {
  type TwoThreads,
  KEY,
  PATIENCE,
  asClient,
  asConsole,
  newTwoThreads,
  overwritten,
} from '#testing/two-threads.ts'

let it: TwoThreads

beforeEach(async () => {
  it = await newTwoThreads()
})
afterEach(() => it.close())

const { stringify } = JSON

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
  const before = await it.all()
  it.answers[`${method} ${path}`] = () => answer
  const body = method === 'POST' ? { body: '{"role":"user","content":"x"}' } : {}
  const headers = { ...asClient, 'content-type': 'application/json' }
  const response = await it.front.app.request(`/v1${path}`, { method, headers, ...body })
  expect(await response.json()).toEqual(answer)
  // What is read is taken in behind the answer.
  if (method === 'GET') await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await it.all()).toEqual(before)
})

test('the key of a client is kept nowhere', async () => {
  const echo = { said: `Bearer ${KEY}` }
  it.answers['POST /threads'] = () => buildThread({ id: 'thread_3', metadata: echo })
  const headers = { ...asClient, 'content-type': 'application/json' }
  await it.front.app.request('/v1/threads', { method: 'POST', headers, body: '{}' })
  const kept = await it.store().getThread('thread_3')
  expect(kept?.metadata['said']).toMatch(/^Bearer /)
  expect(stringify(kept)).not.toContain(KEY)
  // The server behind has stored it, and answers with it whoever asks.
  const thread = buildThread({ id: 'thread_2', metadata: { ...echo, is: 'read' } })
  it.answers['GET /threads/thread_2'] = () => thread
  for (const asked of [{ authorization: 'Bearer another-key-of-a-client' }, asConsole]) {
    const response = await it.front.app.request('/v1/threads/thread_2', {
      headers: { ...asClient, ...asked },
    })
    expect(await response.text()).not.toContain(KEY)
  }
  await vi.waitFor(async () => {
    const read = (await it.store().getThread('thread_2'))?.metadata
    expect(read).toMatchObject({ is: 'read' })
    expect(stringify(read)).not.toContain(KEY)
  }, PATIENCE)
})

test('a write that is on its way is waited for by who asks what became of it, and done once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const made = buildMessage({ id: 'msg_new', thread_id: 'thread_2' })
  let writes = 0
  it.answers['POST /threads/thread_2/messages'] = async () => {
    writes += 1
    await promise
    it.answers['GET /threads/thread_2/messages'] = () => listOf([made])
    return made
  }
  const headers = { ...asConsole, 'content-type': 'application/json', 'idempotency-key': 'once' }
  const write = (content = 'x') =>
    it.front.app.request('/v1/threads/thread_2/messages', {
      method: 'POST',
      headers,
      body: stringify({ role: 'user', content }),
    })
  const first = write()
  await vi.waitFor(() => expect(writes).toBe(1), PATIENCE)
  const look = it.front.app.request('/v1/threads/thread_2/messages', {
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
    it.front.app.request('/v1/threads/thread_2/messages', {
      method: 'POST',
      headers: { ...asConsole, 'content-type': 'application/json', 'idempotency-key': key },
      body: stringify({ role: 'user', content }),
    })

test('of several that wait for a write that is refused, one goes on', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let writes = 0
  it.answers['POST /threads/thread_2/messages'] = async () => {
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
  it.answers['POST /threads/thread_2/messages'] = async () => {
    writes += 1
    await promise
    return answer()
  }
  const once = vi.spyOn(it.front.mirror!.writes, 'once')
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
  it.answers['POST /threads/thread_2/messages'] = () => {
    writes += 1
    return new Promise(() => {})
  }
  void writing('never')()
  await vi.waitFor(() => expect(writes).toBe(1), PATIENCE)
  const headers = { ...asConsole, ...FRESH_HEADERS }
  const read = async (id: string) =>
    (await it.front.app.request(`/v1/threads/${id}/messages`, { headers })).status
  const look = read('thread_2')
  const ringing = setInterval(() => it.timers.ring(15_000), 50)
  expect(await look).toBe(503)
  clearInterval(ringing)
  // Other threads are read all the same.
  expect(await read('thread_1')).toBe(200)
  // It is given up in the end.
  it.timers.ring(120_000)
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
  it.answers['POST /threads/thread_2/messages'] = () => new Response(flood(), { headers: type })
  it.answers['DELETE /threads/thread_2'] = () =>
    new Response(flood(), { headers: type, status: 404 })
  const written = await writing('long')()
  await written.body?.cancel()
  const deleted = await it.front.app.request('/v1/threads/thread_2', {
    method: 'DELETE',
    headers: asConsole,
  })
  await deleted.body?.cancel()
  // Each is looked through to its bound, beside what connections hold.
  expect(taken).toBeLessThan(600)
})

test('messages whose ids other threads have are told of', async () => {
  it.answers['GET /threads/thread_2/messages'] = () =>
    listOf([buildMessage({ id: 'msg_thread_1', thread_id: 'thread_2' })])
  await it.front.json('POST', '/api/mirror/threads', { thread_ids: ['thread_2'] })
  await vi.waitFor(async () => {
    it.timers.ring()
    const { adding } = await it.front.json<Mirror>('GET', '/api/mirror')
    expect(adding.failures[0]?.reason).toMatch(/gives 1 of its messages ids that others have/)
  }, PATIENCE)
})
