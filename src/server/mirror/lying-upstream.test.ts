import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { FRESH_HEADERS } from '#contract/fresh.ts'
import type { TextPart } from '#contract/message.ts'
import type { Mirror } from '#contract/mirror.ts'
import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'
import { type Served, serveApp } from '#testing/serve.ts'

/** What the server behind answers, by its path below `/v1`; 404 for any other. */
let answers: Record<string, (query: URLSearchParams) => unknown>
let asked: string[]
let behind: Served
let front: TestApp

beforeEach(async () => {
  answers = {}
  asked = []
  const lying = new Hono()
  lying.all('*', (c) => {
    const { pathname, search, searchParams } = new URL(c.req.url)
    asked.push(pathname + search)
    const answer = answers[pathname.replace('/v1', '')]?.(searchParams)
    if (answer instanceof Response) return answer
    return answer === undefined ? c.json({ error: { message: 'none' } }, 404) : c.json(answer)
  })
  behind = await serveApp(lying)
  front = await newTestApp({ upstreamUrl: `${behind.url}/v1`, upstreamKey: 'sk-inside-of-tests' })
})
afterEach(async () => {
  await front.close()
  await behind.close()
})

const list = (data: readonly { id: string }[], has_more = false) => ({
  object: 'list',
  data,
  first_id: data.at(0)?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more,
})

/** An honest thread, but for what is given. */
const offer = (id: string, given: Record<string, (query: URLSearchParams) => unknown> = {}) => {
  const path = `/threads/${id}`
  answers[path] = () => buildThread({ id })
  answers[`${path}/messages`] = () => list([buildMessage({ id: `msg_${id}`, thread_id: id })])
  answers[`${path}/runs`] = () => list([])
  for (const [part, answer] of Object.entries(given)) answers[`${path}${part}`] = answer
}

const add = async (...ids: string[]) => {
  await front.json('POST', '/api/mirror/threads', { thread_ids: ids })
  return vi.waitFor(async () => {
    const told = await front.json<Mirror>('GET', '/api/mirror')
    expect(told.waiting).toBe(0)
    return told
  }, 30_000)
}

const messagesOf = async (id: string) =>
  (await front.services.store.listMessages(id, { order: 'asc', limit: 100 })).data

test('steps without an end are read to a bound', async () => {
  let last = 0
  const run = buildRun({ id: 'run_a', thread_id: 'thread_a', status: 'completed' })
  offer('thread_a', {
    '/runs': () => list([run]),
    '/runs/run_a/steps': () => {
      const step = () =>
        buildRunStep({ id: `step_${++last}`, run_id: 'run_a', thread_id: 'thread_a' })
      return list(Array.from({ length: 100 }, step), true)
    },
  })
  expect(await add('thread_a')).toMatchObject({ adding: { done: 1 } })
  expect(asked.filter((path) => path.includes('/steps')).length).toBe(20)
}, 60_000)

test('a list that goes round in a circle is read once', async () => {
  const messages = ['msg_1', 'msg_2'].map((id) => buildMessage({ id, thread_id: 'thread_a' }))
  offer('thread_a', {
    '/messages': (query) => list([messages[query.get('after') === 'msg_1' ? 1 : 0]!], true),
  })
  await add('thread_a')
  expect((await messagesOf('thread_a')).map(({ id }) => id)).toEqual(['msg_1', 'msg_2'])
  expect(asked.filter((path) => path.includes('/messages')).length).toBe(3)
})

test('where a page is too long, shorter ones are asked for', async () => {
  const text = 'All the words that one message holds. '.repeat(6000)
  const all = Array.from({ length: 60 }, (_, at) =>
    buildMessage({
      id: `msg_${at}`,
      thread_id: 'thread_a',
      content: [{ type: 'text', text: { value: text, annotations: [] } }],
    }),
  )
  offer('thread_a', {
    '/messages': (query) => {
      const from = all.findIndex(({ id }) => id === query.get('after')) + 1
      const page = all.slice(from, from + Number(query.get('limit')))
      return list(page, from + page.length < all.length)
    },
  })
  expect(await add('thread_a')).toMatchObject({ adding: { done: 1 } })
  const thread = await front.services.store.getThread('thread_a', { summary: true })
  expect(thread?.summary?.message_count).toBe(all.length)
  expect(asked.find((path) => path.includes('limit=10&'))).toBeDefined()
}, 60_000)

test('a time that cannot be is refused, and a message with one is left out', async () => {
  const [late, early] = [9_007_199_254_740_991, -9_007_199_254_740_991]
  offer('thread_late', { '': () => buildThread({ id: 'thread_late', created_at: late }) })
  offer('thread_a', {
    '/messages': () =>
      list([
        buildMessage({ id: 'msg_early', thread_id: 'thread_a', created_at: early }),
        buildMessage({ id: 'msg_a', thread_id: 'thread_a' }),
      ]),
  })
  expect((await add('thread_late', 'thread_a')).adding).toMatchObject({
    done: 1,
    failures: [{ thread_id: 'thread_late', reason: '502: It tells a time that cannot be.' }],
  })
  expect((await messagesOf('thread_a')).map(({ id }) => id)).toEqual(['msg_a'])
})

test('a thread whose answers break off holds up no other, and is given up', async () => {
  const broken = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(Buffer.from('{"id":'))
          setTimeout(() => controller.error(new Error('cut')), 20)
        },
      }),
      { headers: { 'content-type': 'application/json' } },
    )
  offer('thread_cut', { '': broken })
  for (const id of ['thread_1', 'thread_2', 'thread_3']) offer(id)
  const { adding } = await add('thread_cut', 'thread_1', 'thread_2', 'thread_3')
  expect(adding).toMatchObject({ of: 4, done: 3, failed: 1 })
  expect(adding.failures[0]?.reason).toMatch(/does not answer/)
}, 40_000)

test('a stream tells of no other thread', async () => {
  for (const id of ['thread_1', 'thread_2']) offer(id)
  await add('thread_1', 'thread_2')
  const run = buildRun({ id: 'run_2', thread_id: 'thread_2', status: 'completed' })
  const foreign = buildMessage({
    id: 'msg_thread_1',
    thread_id: 'thread_1',
    role: 'assistant',
    content: [{ type: 'text', text: { value: 'overwritten', annotations: [] } }],
  })
  const events = [
    ['thread.run.created', { ...run, status: 'queued' }],
    ['thread.message.completed', foreign],
    ['thread.message.created', { ...foreign, id: 'msg_planted' }],
    ['thread.run.completed', run],
  ] as const
  const stream = events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
  answers['/threads/thread_2/runs'] = () =>
    new Response(stream.join(''), { headers: { 'content-type': 'text/event-stream' } })
  const body = { assistant_id: 'asst_a', stream: true }
  await (await front.request('POST', '/v1/threads/thread_2/runs', body)).text()
  expect(await front.services.store.getRun('thread_2', 'run_2')).toEqual(run)
  expect(JSON.stringify(await messagesOf('thread_1'))).not.toContain('overwritten')
  expect((await messagesOf('thread_2')).map(({ id }) => id)).toEqual(['msg_thread_2'])
})

test.each(['..%2f..', 'thread_x%2fmessages', 'thread_x%00'])(
  '%s is asked for as nothing',
  async (id) => {
    const headers = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }
    const response = await front.app.request(`/v1/threads/${id}/messages`, { headers })
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(asked).toEqual([])
  },
)

test('a run that is asked for is no other thread’s run', async () => {
  const own = buildRun({ id: 'run_1', thread_id: 'thread_1', status: 'completed' })
  offer('thread_1', { '/runs': () => list([own]), '/runs/run_1/steps': () => list([]) })
  const active = buildRun({ id: 'run_2', thread_id: 'thread_2', status: 'in_progress' })
  let polls = 0
  offer('thread_2', {
    '/runs': () => list([active]),
    '/runs/run_2': () => {
      polls += 1
      return { ...own, status: 'failed' }
    },
  })
  await add('thread_1', 'thread_2')
  await vi.waitFor(() => expect(polls).toBeGreaterThan(1), 20_000)
  expect(await front.services.store.getRun('thread_1', 'run_1')).toEqual(own)
}, 40_000)

test('objects of more values than any has are left out', async () => {
  const part = (): TextPart => ({ type: 'text', text: { value: 'a', annotations: [] } })
  const many = Array.from({ length: 90_000 }, part)
  const deep: unknown = JSON.parse('['.repeat(1000) + ']'.repeat(1000))
  const msg_deep = { ...buildMessage({ id: 'msg_deep', thread_id: 'thread_a' }), deep }
  offer('thread_a', {
    '/messages': () =>
      list([
        buildMessage({ id: 'msg_many', thread_id: 'thread_a', content: many }),
        msg_deep,
        buildMessage({ id: `msg_${'x'.repeat(300)}`, thread_id: 'thread_a' }),
        buildMessage({ id: 'msg_a', thread_id: 'thread_a' }),
      ]),
  })
  await add('thread_a')
  expect((await messagesOf('thread_a')).map(({ id }) => id)).toEqual(['msg_a'])
})

test('steps are held to a bound in bytes, and of many active runs a few are followed', async () => {
  const text = 'x'.repeat(4 * 1024 * 1024)
  const ended = buildRun({ id: 'run_a', thread_id: 'thread_a', status: 'completed' })
  const call = {
    id: 'call_1',
    type: 'function',
    function: { name: 'f', arguments: text, output: null },
  }
  let last = 0
  const runs = Array.from({ length: 90 }, (_, at) =>
    buildRun({ id: `run_b${at}`, thread_id: 'thread_b', status: 'in_progress' }),
  )
  offer('thread_a', {
    '/runs': () => list([ended]),
    '/runs/run_a/steps': () =>
      list(
        [
          buildRunStep({
            id: `step_${++last}`,
            run_id: 'run_a',
            thread_id: 'thread_a',
            step_details: { type: 'tool_calls', tool_calls: [call] } as never,
          }),
        ],
        true,
      ),
  })
  offer('thread_b', { '/runs': () => list(runs) })
  await add('thread_a', 'thread_b')
  expect(last).toBe(4)
  await vi.waitFor(() => expect(asked.some((path) => path.endsWith('/runs/run_b0'))).toBe(true))
  const followed = new Set(asked.filter((path) => /\/runs\/run_b\d+$/.test(path)))
  expect(followed.size).toBeLessThanOrEqual(10)
}, 60_000)

test('a stream without an end is heard to a bound, and let go when nobody reads it', async () => {
  offer('thread_a')
  await add('thread_a')
  const run = buildRun({ id: 'run_a', thread_id: 'thread_a', status: 'in_progress' })
  const created = Buffer.from(`event: thread.run.created\ndata: ${JSON.stringify(run)}\n\n`)
  const noise = Buffer.from(`: ${'x'.repeat(512 * 1024)}\n\n`)
  let isLeft = false
  answers['/threads/thread_a/runs'] = () =>
    new Response(
      new ReadableStream({
        start: (controller) => controller.enqueue(created),
        pull: (controller) => controller.enqueue(noise),
        cancel: () => {
          isLeft = true
        },
      }),
      { headers: { 'content-type': 'text/event-stream' } },
    )
  const body = { assistant_id: 'asst_a', stream: true }
  const response = await front.request('POST', '/v1/threads/thread_a/runs', body)
  await response.body?.cancel()
  await vi.waitFor(() => expect(isLeft).toBe(true), 30_000)
}, 60_000)

test('what decides what is written is read there, not here', async () => {
  offer('thread_a')
  await add('thread_a')
  answers['/threads/thread_a'] = () => buildThread({ id: 'thread_a', metadata: { by: 'others' } })
  const headers = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }
  const read = async (more: Record<string, string> = {}) => {
    const init = { headers: { ...headers, ...more } }
    return ((await (await front.app.request('/v1/threads/thread_a', init)).json()) as Thread)
      .metadata
  }
  expect(await read()).toEqual({})
  expect(await read(FRESH_HEADERS)).toEqual({ by: 'others' })
})
