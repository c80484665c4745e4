import OpenAI from 'openai'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { MirroredThread } from '#contract/mirror.ts'
import type { List } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'
import { type InFront, newInFrontOfInstant } from '#testing/in-front.ts'
import { UPSTREAM_KEY } from '#testing/published-wire.ts'
import { type Served, serveApp } from '#testing/serve.ts'

/** Only clients have a key: what this server asks for by itself is refused. */
let it: InFront
let served: Served
let client: OpenAI
let assistant_id: string

beforeEach(async () => {
  it = await newInFrontOfInstant({ upstreamKey: undefined })
  served = await serveApp(it.front.app)
  client = new OpenAI({ apiKey: UPSTREAM_KEY, baseURL: `${served.url}/v1`, maxRetries: 0 })
  assistant_id = (await client.beta.assistants.create({ model: 'gpt-4o' })).id
})
afterEach(async () => {
  await served.close()
  await it.close()
})

const PATIENCE = 30_000
const until = (look: () => Promise<void>) => vi.waitFor(look, PATIENCE)

const QUESTION = 'Where is my parcel?'
const asked = { role: 'user', content: QUESTION } as const
const question = { messages: [asked] }

const listed = async () =>
  (await it.ask<List<Thread>>('GET', '/v1/threads?include[]=summary')).data.map(
    ({ id, summary }) => ({ id, partial: summary?.partial }),
  )
const mirrorOf = (id: string) => it.ask<MirroredThread>('GET', `/api/mirror/threads/${id}`)
const textsOf = async (id: string) =>
  (await it.messages(id)).map(({ content: [part] }: Message) =>
    part?.type === 'text' ? part.text.value : '',
  )

/** It is listed, and told as not fetched whole, also once that was tried. */
const isPartial = async (id: string) => {
  expect(await listed()).toEqual([{ id, partial: true }])
  await until(async () => expect(await listedAtRest(id)).toMatchObject({ refreshed_at: null }))
  expect(await listed()).toEqual([{ id, partial: true }])
}

const listedAtRest = async (id: string) => {
  const state = await it.front.services.store.getMirrorState(id)
  expect(state?.refusal).toMatch(/^401: /)
  return state
}

const isWhole = async (id: string) => {
  await until(async () => expect(await listed()).toEqual([{ id, partial: undefined }]))
  expect((await mirrorOf(id)).refreshed_at).not.toBeNull()
}

/** A thread that was made past this server, with a run that is over. */
const makeBehind = async () => {
  const { behind } = it.wire
  const made = await it.seed(QUESTION)
  const { id } = made.thread
  // Within one second the order is that of coming.
  behind.clock.advance(1000)
  const runs = `/v1/threads/${id}/runs`
  const run = await behind.json<{ id: string }>('POST', runs, { assistant_id: made.assistantId })
  await until(async () =>
    expect(await behind.json('GET', `${runs}/${run.id}`)).toMatchObject({ status: 'completed' }),
  )
  behind.clock.advance(1000)
  return { id, runId: run.id, created_at: made.thread.created_at }
}

test('a thread that is made with a run whose stream is heard is not whole before its messages are listed', async () => {
  const stream = client.beta.threads.createAndRunStream({ assistant_id, thread: question })
  const { thread_id: id } = await stream.finalRun()
  await isPartial(id)
  for await (const _ of client.beta.threads.messages.list(id)) continue
  await isWhole(id)
  const texts = await textsOf(id)
  expect(texts).toContain(QUESTION)
  expect(texts).toHaveLength(2)
})

test('one whose stream tells all of it is whole', async () => {
  const stream = client.beta.threads.createAndRunStream({ assistant_id })
  const { thread_id: id } = await stream.finalRun()
  expect(await listed()).toEqual([{ id, partial: undefined }])
})

test('a thread that is made with a run that is polled is listed, and whole once its messages are', async () => {
  const run = await client.beta.threads.createAndRun({ assistant_id, thread: question })
  const { thread_id: id } = run
  expect(await listed()).toEqual([{ id, partial: true }])
  await client.beta.threads.runs.poll(run.id, { thread_id: id })
  await isPartial(id)
  expect(await it.ask('GET', `/v1/threads/${id}/runs/${run.id}`)).toMatchObject({ id: run.id })
  // A page of several.
  for await (const _ of client.beta.threads.messages.list(id, { limit: 1 })) continue
  await isWhole(id)
  const { data } = await client.beta.threads.messages.list(id)
  const here = await it.messages(id)
  expect(here).toHaveLength(2)
  expect(here).toEqual(expect.arrayContaining(data))
})

test('what a thread says of itself is here once a client is told', async () => {
  const metadata = { customer: '7' }
  const thread = { ...question, metadata }
  const { thread_id: id } = await client.beta.threads.createAndRunPoll({ assistant_id, thread })
  expect(await client.beta.threads.retrieve(id)).toMatchObject({ metadata })
  await until(async () =>
    expect(await it.front.services.store.getThread(id)).toMatchObject({ metadata }),
  )
  await isPartial(id)
})

test('a page that is not the last makes nothing whole', async () => {
  const { thread_id: id } = await client.beta.threads.createAndRunPoll({
    assistant_id,
    thread: question,
  })
  await client.beta.threads.messages.list(id, { limit: 1 })
  await client.beta.threads.messages.list(id, { limit: 1, run_id: 'run_none' })
  await until(async () => expect(await textsOf(id)).toHaveLength(1))
  await isPartial(id)
})

const FIRST: Record<string, (ids: { id: string; runId: string }) => Promise<unknown>> = {
  'a run that is made': ({ id }) =>
    client.beta.threads.runs.create(id, { assistant_id }).then((run) => run.status),
  'a run that is asked for': ({ id, runId }) =>
    client.beta.threads.runs.retrieve(runId, { thread_id: id }),
  'a run that is streamed': ({ id }) =>
    client.beta.threads.runs.stream(id, { assistant_id }).finalRun(),
  'runs that are listed': ({ id }) => client.beta.threads.runs.list(id),
  'steps that are listed': ({ id, runId }) =>
    client.beta.threads.runs.steps.list(runId, { thread_id: id }),
  'a message that is written': ({ id }) =>
    client.beta.threads.messages.create(id, { role: 'user', content: 'Hello?' }),
  'a page of messages': ({ id }) => client.beta.threads.messages.list(id, { limit: 1 }),
  'the thread itself': ({ id }) => client.beta.threads.retrieve(id),
}

test.each(Object.entries(FIRST))('a thread is first known by %s', async (_, ask) => {
  const { id, runId, created_at } = await makeBehind()
  expect(await listed()).toEqual([])
  await ask({ id, runId })
  await until(async () => expect(await listed()).toEqual([{ id, partial: true }]))
  await isPartial(id)
  for await (const _ of client.beta.threads.messages.list(id, { order: 'asc' })) continue
  await client.beta.threads.retrieve(id)
  await isWhole(id)
  expect((await textsOf(id))[0]).toBe(QUESTION)
  await until(async () =>
    expect(await it.front.services.store.getThread(id)).toMatchObject({ created_at }),
  )
})

test('a thread is first known by all of its messages, and whole at once', async () => {
  const { id } = await makeBehind()
  await client.beta.threads.messages.list(id)
  await isWhole(id)
  expect((await textsOf(id))[0]).toBe(QUESTION)
})

test('a run that begins with messages leaves its thread not whole', async () => {
  const { id } = await client.beta.threads.create()
  expect(await listed()).toEqual([{ id, partial: undefined }])
  const begun = { assistant_id, additional_messages: [asked] }
  await client.beta.threads.runs.stream(id, begun).finalRun()
  await until(async () => expect(await listed()).toEqual([{ id, partial: true }]))
  await isPartial(id)
  await client.beta.threads.messages.list(id)
  await isWhole(id)
})

test('a run ends as a client is told by a list of runs', async () => {
  const thread = await client.beta.threads.create(question)
  const run = await client.beta.threads.runs.create(thread.id, { assistant_id })
  const { store } = it.front.services
  await until(async () =>
    expect((await client.beta.threads.runs.list(thread.id)).data[0]?.status).toBe('completed'),
  )
  await until(async () =>
    expect(await store.getRun(thread.id, run.id)).toMatchObject({ status: 'completed' }),
  )
  const { data } = await it.ask<List<{ event: string }>>(
    'GET',
    `/v1/threads/${thread.id}/runs/${run.id}/events?stream=false`,
  )
  expect(data.map(({ event }) => event)).toContain('thread.run.completed')
})
