import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Run } from '#contract/run.ts'
import { buildRun, buildThread } from '#testing/builders.ts'
import { listOf } from '#testing/lying-upstream.ts'
import {
  type TwoThreads,
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

const run = buildRun({ id: 'run_2', thread_id: 'thread_2', status: 'completed' })
const started: Run = { ...run, status: 'in_progress', completed_at: null }
const created = ['thread.run.created', { ...started, status: 'queued' }] as const
const completed = ['thread.run.completed', run] as const
const foreign = { ...run, thread_id: 'thread_1' }

/** A stream that a client with a key asks for; the run is told as completed when it is asked for. */
const stream = async (events: readonly (readonly [string, unknown])[], afterwards = run) => {
  it.answers['GET /threads/thread_2/runs/run_2'] = () => afterwards
  it.answers['GET /threads/thread_2/runs/run_2/steps'] = () => listOf([])
  const text = events.map(([name, data]) => `event: ${name}\ndata: ${stringify(data)}\n\n`).join('')
  const type = { 'content-type': 'text/event-stream' }
  it.answers['POST /threads/thread_2/runs'] = () => new Response(text, { headers: type })
  const response = await it.front.app.request('/v1/threads/thread_2/runs', {
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
    const before = await it.all()
    await stream(lies)
    expect(await it.all()).toEqual(before)
    const isHere = lies[0][0] !== 'thread.run.created' || lies[0][1] !== foreign
    if (isHere)
      await vi.waitFor(
        async () => expect(await it.store().getRun('thread_2', 'run_2')).toMatchObject(run),
        PATIENCE,
      )
    expect(await it.store().getRun('thread_1', 'run_2')).toBeUndefined()
  },
)

test('nothing follows the end of a run', async () => {
  const later = ['thread.run.in_progress', started] as const
  await stream([created, completed, later, ['done', '[DONE]'], later])
  const { data } = await it.store().listRunEvents('run_2', 0, 100)
  expect(data.map(({ event }) => event)).toEqual(['thread.run.created', 'thread.run.completed'])
  expect(await it.store().getRun('thread_2', 'run_2')).toEqual(run)
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
  const { data } = await it.store().listRunEvents('run_2', 0, 100)
  const told = ['thread.message.created', 'thread.message.delta']
  expect(data.map(({ event }) => event)).toEqual([created[0], ...told, completed[0]])
  expect(stringify(data[2])).toContain('of msg_own')
})

test('what was written before a run failed is kept, though its message is never over', async () => {
  const half = { ...partOf('msg_half', 'run_2'), content: overwritten('thread_2').content }
  it.answers['GET /threads/thread_2/messages'] = () => listOf([half])
  const told = [created, ['thread.message.created', { ...half, content: [] }]] as const
  await stream(
    [...told, ['thread.message.delta', delta('msg_half')], ['error', { message: 'It broke.' }]],
    { ...run, status: 'failed' },
  )
  await vi.waitFor(async () => {
    it.timers.ring()
    expect(await it.store().getRun('thread_2', 'run_2')).toMatchObject({ status: 'failed' })
    expect(await it.store().getMessage('thread_2', 'msg_half')).toEqual(half)
  }, PATIENCE)
})

test.each([
  ['{"error":{"message":"No quota is left.","type":"insufficient_quota"}}', 'No quota is left.'],
  ['{"message":"It broke.","code":null}', 'It broke.'],
  ['the model is away', 'the model is away'],
])('the console is told the words of an error that is all of a stream: %s', async (data, words) => {
  const text = `event: error\ndata: ${data}\n\nevent: done\ndata: [DONE]\n\n`
  const type = { 'content-type': 'text/event-stream' }
  it.answers['POST /threads/thread_2/runs'] = () => new Response(text, { headers: type })
  const headers = { ...asConsole, 'content-type': 'application/json' }
  const made = { method: 'POST', headers, body: '{"assistant_id":"asst_a"}' }
  const response = await it.front.app.request('/v1/threads/thread_2/runs', made)
  expect(response.status).toBe(502)
  const message = `The upstream server ended the stream of a run before it told of it: ${words}`
  expect(await response.json()).toMatchObject({ error: { code: 'upstream_stream', message } })
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
  it.answers['POST /threads/thread_2/runs'] = () => new Response(body(), { headers: type })
  const headers = { ...asConsole, 'content-type': 'application/json' }
  const made = { method: 'POST', headers, body: '{"assistant_id":"asst_a"}' }
  const response = await it.front.app.request('/v1/threads/thread_2/runs', made)
  expect(await response.json()).toMatchObject({ id: 'run_2', status: 'in_progress' })
  return left
}
const isOver = () =>
  vi.waitFor(async () => {
    for (const ms of [30_000, 5000, 1000]) it.timers.ring(ms)
    expect(await it.store().getRun('thread_2', 'run_2')).toEqual(run)
  }, PATIENCE)

test('a stream that tells no end is let go once its run is over', async () => {
  const left = await openStream()
  it.answers['GET /threads/thread_2/runs/run_2'] = () => run
  it.answers['GET /threads/thread_2/runs/run_2/steps'] = () => listOf([])
  await isOver()
  await vi.waitFor(() => expect(left).toHaveBeenCalled(), PATIENCE)
})

test.each([404, 500])('a run is over though its steps are refused with %i', async (status) => {
  await openStream()
  it.answers['GET /threads/thread_2/runs/run_2'] = () => run
  it.answers['GET /threads/thread_2/runs/run_2/steps'] = () =>
    Response.json({ error: { message: 'no steps' } }, { status })
  for (let failures = 1; failures < 6; failures += 1) it.timers.ring(1000 * 2 ** failures)
  await vi.waitFor(async () => {
    it.timers.ring()
    expect(await it.store().getRun('thread_2', 'run_2')).toEqual(run)
  }, PATIENCE)
})

test('a stream that is told again is written down once', async () => {
  await stream([created, completed])
  const { data } = await it.store().listRunEvents('run_2', 0, 100)
  await stream([created, completed])
  await stream([created, completed])
  expect((await it.store().listRunEvents('run_2', 0, 100)).data).toEqual(data)
})

test('a stream takes no message back', async () => {
  const message = { ...overwritten('thread_2'), id: 'msg_own', run_id: 'run_2' }
  const empty = { ...message, status: 'in_progress' as const, content: [], completed_at: null }
  it.answers['GET /threads/thread_2/messages'] = () => listOf([message])
  await stream([created, ['thread.message.created', empty], ['thread.message.completed', message]])
  const said = () => it.store().getMessage('thread_2', 'msg_own')
  await vi.waitFor(async () => expect((await said())?.content).toEqual(message.content), PATIENCE)
  it.answers['POST /threads/thread_2/runs/run_2/submit_tool_outputs'] = () =>
    new Response(
      `event: thread.run.in_progress\ndata: ${stringify(started)}\n\nevent: thread.message.created\ndata: ${stringify(empty)}\n\n`,
      { headers: { 'content-type': 'text/event-stream' } },
    )
  const response = await it.front.app.request(
    '/v1/threads/thread_2/runs/run_2/submit_tool_outputs',
    {
      method: 'POST',
      headers: { ...asClient, 'content-type': 'application/json' },
      body: '{"tool_outputs":[],"stream":true}',
    },
  )
  await response.text()
  expect((await said())?.content).toEqual(message.content)
})

test('a run whose message has the id of another thread’s is over all the same', async () => {
  await openStream()
  it.answers['GET /threads/thread_2/runs/run_2'] = () => run
  it.answers['GET /threads/thread_2/runs/run_2/steps'] = () => listOf([])
  const taken = { ...overwritten('thread_2'), id: 'msg_thread_1', run_id: 'run_2' }
  it.answers['GET /threads/thread_2/messages'] = () => listOf([taken])
  await vi.waitFor(async () => {
    it.timers.ring()
    expect(await it.store().getRun('thread_2', 'run_2')).toEqual(run)
  }, PATIENCE)
})
