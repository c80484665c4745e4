import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import { type Timers, systemTimers } from '#server/timers.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

const PATIENCE = 20_000
const ID = 'thread_a'
const path = `/threads/${ID}`

let it: InFrontOfLying
/** How the thread stands at the server behind. */
let run: Run
let messages: Message[]
const question = buildMessage({ id: 'msg_question', thread_id: ID, role: 'user', created_at: 5 })
const answer = buildMessage({
  id: 'msg_answer',
  thread_id: ID,
  run_id: 'run_a',
  role: 'assistant',
  created_at: 5,
})

/** The run writes its answer, and is over. */
const finish = () => {
  messages = [question, answer]
  run = { ...run, status: 'completed' }
}

/** Messages as a server lists them: behind a cursor, and of a run. */
const listMessages = (query: URLSearchParams) => {
  const after = messages.findIndex(({ id }) => id === query.get('after'))
  const runId = query.get('run_id')
  const found = messages.slice(after + 1).filter(({ run_id }) => !runId || run_id === runId)
  return listOf(query.get('order') === 'asc' ? found : found.toReversed())
}

const offer = () => {
  it.offer(ID, {
    '/messages': listMessages,
    '/runs': () => listOf([run]),
    '/runs/run_a': () => run,
    '/runs/run_a/steps': () => listOf([]),
  })
  it.answers['POST /threads/runs'] = () => buildRun({ ...run, status: 'queued' })
}

beforeEach(async () => {
  it = await newInFrontOfLying()
  run = buildRun({ id: 'run_a', thread_id: ID, status: 'queued' })
  messages = [question]
  offer()
})
afterEach(() => it.close())

const store = () => it.front.services.store
const begin = () =>
  it.front.json('POST', '/v1/threads/runs', {
    assistant_id: 'asst_a',
    thread: { messages: [{ role: 'user', content: 'Where is it?' }] },
  })
const idsHere = async () => (await it.messagesOf(ID)).map(({ id }) => id)
const isHere = (...ids: string[]) =>
  vi.waitFor(async () => expect(await idsHere()).toEqual(ids), PATIENCE)
const statusIs = (status: string) =>
  vi.waitFor(async () => expect((await store().getRun(ID, 'run_a'))?.status).toBe(status), PATIENCE)
const askedOf = (below: string) =>
  it.asked.filter((each) => each.replace(/\?.*/, '') === `/v1${path}${below}`)

/** A page of its messages is read, and what happens then is not in it. */
const onceRead = (happens: () => void) => {
  let isFirst = true
  it.answers[`${path}/messages`] = (query) => {
    const page = listMessages(query)
    if (isFirst) happens()
    isFirst = false
    return page
  }
}

test('the answer of a run that ends while its thread is brought is here', async () => {
  onceRead(finish)
  await begin()
  await isHere('msg_question', 'msg_answer')
  await statusIs('completed')
})

test('the answer of a run that ends while its thread is refreshed is here', async () => {
  run = { ...run, status: 'completed' }
  await it.add(ID)
  run = { ...run, id: 'run_b', status: 'in_progress' }
  const later = { ...answer, run_id: 'run_b' }
  it.answers[`${path}/runs/run_b`] = () => run
  it.answers[`${path}/runs/run_b/steps`] = () => listOf([])
  onceRead(() => {
    messages = [question, later]
    run = { ...run, status: 'completed' }
  })
  await it.front.mirror?.refresh(ID)
  await isHere('msg_question', 'msg_answer')
})

test('a thread that is whole is read once', async () => {
  finish()
  await it.add(ID)
  expect(await idsHere()).toEqual(['msg_question', 'msg_answer'])
  await it.front.json('GET', `/v1${path}/runs/run_a`)
  const asked = it.asked.length
  await it.front.json('GET', `/v1${path}/messages`)
  await it.add()
  expect(it.asked.slice(asked)).toEqual([`/v1${path}/messages`])
  expect(['/messages', '/runs', '/runs/run_a/steps'].map((each) => askedOf(each).length)).toEqual([
    2, 1, 1,
  ])
})

test('a run that ends while its thread is read is not asked for again', async () => {
  const { promise: isRead, resolve: read } = Promise.withResolvers<void>()
  await it.add(ID)
  await statusIs('queued')
  it.answers[`${path}/messages`] = async (query) => {
    if (!query.has('run_id')) await isRead
    return listMessages(query)
  }
  await it.front.mirror?.refresh(ID)
  await vi.waitFor(() => expect(askedOf('/runs')).toHaveLength(2), PATIENCE)
  finish()
  await it.front.json('GET', `/v1${path}/runs/run_a`)
  await statusIs('completed')
  const asked = askedOf('/runs/run_a').length
  read()
  await it.add()
  await isHere('msg_question', 'msg_answer')
  expect(askedOf('/runs/run_a')).toHaveLength(asked)
})

test('messages come though the runs of their thread are refused', async () => {
  it.answers[`${path}/runs`] = () => Response.json({ error: { message: 'no' } }, { status: 403 })
  expect((await it.add(ID)).adding.failures).toEqual([
    { thread_id: ID, reason: '403: no', partial: true },
  ])
  expect(await idsHere()).toEqual(['msg_question'])
})

test('a thread is told to lack the answer of a run whose messages are refused', async () => {
  await it.close()
  // The waits between refusals are long.
  const timers: Timers = { after: (ms, callback) => systemTimers.after(ms / 10, callback) }
  it = await newInFrontOfLying({}, { timers })
  offer()
  await it.add(ID)
  it.answers[`${path}/messages`] = () =>
    Response.json({ error: { message: 'not these' } }, { status: 403 })
  finish()
  await it.front.json('GET', `/v1${path}/runs/run_a`)
  await statusIs('completed')
  await vi.waitFor(
    async () => expect((await store().getMirrorState(ID))?.refusal).toBe('403: not these'),
    PATIENCE,
  )
})

test('what a run wrote before its stream was heard is here', async () => {
  await it.add(ID)
  await statusIs('queued')
  // It says something, and waits: nobody here has asked for it since.
  messages = [question, answer]
  const reply = { ...answer, id: 'msg_reply' }
  const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>()
  it.answers[`${path}/runs/run_a`] = async () => {
    await isAsked
    return run
  }
  const events: [string, object][] = [
    ['thread.run.queued', run],
    ['thread.message.created', { ...reply, status: 'in_progress', content: [] }],
    ['thread.message.completed', reply],
    ['thread.run.completed', { ...run, status: 'completed' }],
  ]
  const told = events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  it.answers[`POST ${path}/runs/run_a/submit_tool_outputs`] = () => {
    run = { ...run, status: 'completed' }
    messages = [question, answer, reply]
    return new Response(told.join(''), { headers: { 'content-type': 'text/event-stream' } })
  }
  const response = await it.front.request('POST', `/v1${path}/runs/run_a/submit_tool_outputs`, {
    tool_outputs: [],
    stream: true,
  })
  await response.text()
  ask()
  await vi.waitFor(
    async () =>
      expect((await idsHere()).toSorted()).toEqual(['msg_answer', 'msg_question', 'msg_reply']),
    PATIENCE,
  )
})

test.each([
  ['with a step of it', true],
  ['without a step', false],
])('what a run was writing ends with it where it is gone behind, %s', async (_, hasStep) => {
  await it.add(ID)
  await statusIs('queued')
  const reply = { ...answer, id: 'msg_reply', status: 'in_progress' as const, content: [] }
  const step = buildRunStep({
    run_id: 'run_a',
    thread_id: ID,
    status: 'in_progress',
    completed_at: null,
    step_details: { type: 'message_creation', message_creation: { message_id: reply.id } },
  })
  const delta = { content: [{ index: 0, type: 'text', text: { value: 'It is on' } }] }
  const events: [string, object][] = [
    ['thread.run.in_progress', { ...run, status: 'in_progress' }],
    ...(hasStep ? [['thread.run.step.created', step] satisfies [string, object]] : []),
    ['thread.message.created', reply],
    ['thread.message.delta', { id: reply.id, object: 'thread.message.delta', delta }],
  ]
  const told = events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  delete it.answers[`${path}/runs/run_a`]
  delete it.answers[`${path}/runs/run_a/steps`]
  it.answers[`POST ${path}/runs/run_a/submit_tool_outputs`] = () =>
    new Response(told.join(''), { headers: { 'content-type': 'text/event-stream' } })
  const response = await it.front.request('POST', `/v1${path}/runs/run_a/submit_tool_outputs`, {
    tool_outputs: [],
    stream: true,
  })
  await response.text()
  await statusIs('failed')
  expect((await it.messagesOf(ID)).find(({ id }) => id === reply.id)).toMatchObject({
    status: 'incomplete',
    incomplete_details: { reason: 'run_failed' },
    content: [{ text: { value: 'It is on' } }],
  })
  const steps = await store().listRunSteps(ID, 'run_a', { limit: 10, order: 'asc' })
  expect(steps.data.map(({ status }) => status)).toEqual(hasStep ? ['failed'] : [])
})

test('what a client lists is kept, and asks for nothing more', async () => {
  run = { ...run, status: 'completed' }
  await it.add(ID)
  messages = [question, answer]
  const asked = it.asked.length
  await it.front.json('GET', `/v1${path}/messages?limit=20`)
  await isHere('msg_question', 'msg_answer')
  expect((await store().getMirrorState(ID))?.wanted).toBeNull()
  expect(it.asked.slice(asked)).toHaveLength(1)
})

test('a client lists messages behind a gap: it is filled, in order', async () => {
  run = { ...run, status: 'completed' }
  await it.add(ID)
  messages = [question, { ...answer, id: 'msg_between' }, answer]
  it.answers[`${path}/messages`] = (query) =>
    query.get('limit') === '1' ? listOf([answer], true) : listMessages(query)
  await it.front.json('GET', `/v1${path}/messages?limit=1`)
  await isHere('msg_question', 'msg_between', 'msg_answer')
})

test('a thread that cannot be whole is not brought again for each list of a client', async () => {
  run = { ...run, status: 'completed' }
  const odd = { ...answer, id: 'msg_odd', metadata: { note: 'x'.repeat(100_000) } }
  messages = [odd, question]
  await it.add(ID)
  expect((await store().getMirrorState(ID))?.refusal).toMatch(/msg_odd cannot be kept/)
  messages = [odd, question, answer]
  const asked = it.asked.length
  await it.front.json('GET', `/v1${path}/messages`)
  await isHere('msg_question', 'msg_answer')
  await it.add()
  expect(it.asked.slice(asked)).toEqual([`/v1${path}/messages`])
})

test('what is hidden from this server is here as far as a client lists it', async () => {
  const CLIENT = 'Bearer sk-of-a-client-0123456789'
  const other = await newInFrontOfLying({ upstreamKey: undefined })
  const toClient =
    (value: (query: URLSearchParams) => unknown) => (query: URLSearchParams, request: Request) =>
      request.headers.get('authorization') === CLIENT
        ? value(query)
        : Response.json({ error: { message: 'no key' } }, { status: 401 })
  try {
    finish()
    other.offer(ID, {
      '': toClient(() => buildThread({ id: ID })),
      '/messages': toClient(listMessages),
      '/runs': toClient(() => listOf([run])),
    })
    const ask = async (below = '') => {
      const headers = { authorization: CLIENT }
      return (await other.front.request('GET', `/v1${path}${below}`, undefined, headers)).text()
    }
    await ask()
    await vi.waitFor(async () => {
      await ask('/messages')
      const here = (await other.messagesOf(ID)).map(({ id }) => id)
      expect(here).toEqual(['msg_question', 'msg_answer'])
    }, PATIENCE)
  } finally {
    await other.close()
  }
})
