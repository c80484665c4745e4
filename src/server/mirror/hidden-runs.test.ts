import { gzipSync } from 'node:zlib'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Run } from '#contract/run.ts'
import { buildMessage, buildRun, buildThread } from '#testing/builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

const PATIENCE = 20_000
const CLIENT = 'Bearer sk-of-a-client-0123456789'
const ID = 'thread_private'
const path = `/threads/${ID}`

let it: InFrontOfLying
/** How the run stands at the server behind. */
let run: Run

/** Answers the client alone: what the server in front asks for by itself is refused. */
const toClient = (answer: () => unknown) => (_query: URLSearchParams, request: Request) =>
  request.headers.get('authorization') === CLIENT
    ? answer()
    : Response.json({ error: { message: 'no key' } }, { status: 401 })

beforeEach(async () => {
  it = await newInFrontOfLying({ upstreamKey: undefined })
  run = buildRun({ id: 'run_a', thread_id: ID, status: 'queued' })
  it.offer(ID, {
    '': toClient(() => buildThread({ id: ID })),
    '/messages': toClient(() => listOf([])),
    '/runs': toClient(() => run),
    '/runs/run_a': toClient(() => run),
    '/runs/run_a/cancel': toClient(() => run),
    '/runs/run_a/steps': toClient(() => listOf([])),
  })
})
afterEach(() => it.close())

const { store } = { store: () => it.front.services.store }

/** Asks as the client does, to the end of the answer. */
const ask = async (method: string, below = '', body?: object) => {
  const headers = { authorization: CLIENT }
  const response = await it.front.request(method, `/v1${path}${below}`, body, headers)
  return response.text()
}

const statusIs = (status: string) =>
  vi.waitFor(async () => {
    expect((await store().getRun(ID, run.id))?.status).toBe(status)
  }, PATIENCE)
const logged = async () =>
  (await store().listRunEvents(run.id, 0, 100)).data.map(({ event }) => event)

/** The thread and its run are here, as the client was told. */
const start = async () => {
  await ask('GET')
  await vi.waitFor(async () => expect(await store().getThread(ID)).toBeDefined(), PATIENCE)
  await ask('POST', '/runs', { assistant_id: 'asst_a' })
  await statusIs('queued')
}

test('a run is over once its client is told so', async () => {
  await start()
  run = { ...run, status: 'completed' }
  await ask('GET', '/runs/run_a')
  await statusIs('completed')
  expect((await logged()).at(-1)).toBe('thread.run.completed')
})

test('that the answer of a run is hidden is told', async () => {
  it.answers['POST /threads'] = toClient(() => buildThread({ id: ID }))
  await it.front.request('POST', '/v1/threads', {}, { authorization: CLIENT })
  await ask('POST', '/runs', { assistant_id: 'asst_a' })
  await statusIs('queued')
  expect(await store().getMirrorState(ID)).toBeUndefined()
  run = { ...run, status: 'completed' }
  await ask('GET', '/runs/run_a')
  await statusIs('completed')
  await vi.waitFor(async () => {
    expect((await store().getMirrorState(ID))?.refusal).toBe('401: no key')
  }, PATIENCE)
})

test('a run is over once its client has cancelled it', async () => {
  await start()
  run = { ...run, status: 'cancelled' }
  await ask('POST', '/runs/run_a/cancel', {})
  await statusIs('cancelled')
  expect((await logged()).at(-1)).toBe('thread.run.cancelled')
})

test('what a hidden run was writing ends with it', async () => {
  await start()
  run = { ...run, id: 'run_b' }
  const message = buildMessage({ id: 'msg_b', thread_id: ID, run_id: run.id, role: 'assistant' })
  const events: [string, object][] = [
    ['thread.run.created', run],
    ['thread.message.created', { ...message, status: 'in_progress', content: [] }],
  ]
  const told = events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  it.answers[`POST ${path}/runs`] = () =>
    new Response(told.join(''), { headers: { 'content-type': 'text/event-stream' } })
  it.answers[`${path}/runs/run_b`] = toClient(() => run)
  await ask('POST', '/runs', { assistant_id: 'asst_a', stream: true })
  await vi.waitFor(async () => expect(await it.messagesOf(ID)).toHaveLength(1), PATIENCE)
  run = { ...run, status: 'expired' }
  await ask('GET', '/runs/run_b')
  await vi.waitFor(async () => {
    const [{ status, incomplete_details } = message] = await it.messagesOf(ID)
    expect({ status, incomplete_details }).toEqual({
      status: 'incomplete',
      incomplete_details: { reason: 'run_expired' },
    })
  }, PATIENCE)
})

test('a run that is over when its client first asks for it is here', async () => {
  await ask('GET')
  await vi.waitFor(async () => expect(await store().getThread(ID)).toBeDefined(), PATIENCE)
  run = { ...run, status: 'failed' }
  await ask('GET', '/runs/run_a')
  await statusIs('failed')
})

test.each([
  ['which began with messages', { additional_messages: [{ role: 'user', content: 'x' }] }],
  ['which began with none', {}],
])('a run %s is over once its stream is', async (_, given) => {
  await start()
  run = { ...run, id: 'run_b' }
  const message = buildMessage({ id: 'msg_b', thread_id: ID, run_id: run.id, role: 'assistant' })
  const events: [string, object][] = [
    ['thread.run.created', run],
    ['thread.message.created', { ...message, status: 'in_progress', content: [] }],
    ['thread.message.completed', message],
    ['thread.run.completed', { ...run, status: 'completed' }],
  ]
  const told = events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  it.answers[`POST ${path}/runs`] = () =>
    new Response(told.join(''), { headers: { 'content-type': 'text/event-stream' } })
  await ask('POST', '/runs', { assistant_id: 'asst_a', stream: true, ...given })
  await statusIs('completed')
  expect((await it.messagesOf(ID)).map(({ id }) => id)).toEqual(['msg_b'])
})

test('a thread that is made by a packed request may lack what that held', async () => {
  const events: [string, object][] = [
    ['thread.created', buildThread({ id: ID })],
    ['thread.run.created', run],
    ['thread.run.completed', { ...run, status: 'completed' }],
  ]
  const told = events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  it.answers['POST /threads/runs'] = () =>
    new Response(told.join(''), { headers: { 'content-type': 'text/event-stream' } })
  const response = await it.front.app.request('/v1/threads/runs', {
    method: 'POST',
    headers: {
      authorization: CLIENT,
      'openai-beta': 'assistants=v2',
      'content-type': 'application/json',
      'content-encoding': 'gzip',
    },
    body: gzipSync(JSON.stringify({ assistant_id: 'asst_a', stream: true })),
  })
  await response.text()
  await statusIs('completed')
  const { summary } = (await store().getThread(ID, { summary: true })) ?? {}
  expect(summary?.partial).toBe(true)
})
