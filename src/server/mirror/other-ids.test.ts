import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { MirroredThread } from '#contract/mirror.ts'
import type { List } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'
import {
  buildAssistant,
  buildFile,
  buildMessage,
  buildRun,
  buildRunStep,
  buildThread,
} from '#testing/builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

let it: InFrontOfLying

beforeEach(async () => {
  it = await newInFrontOfLying()
})
afterEach(() => it.close())

const asConsole = { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' }

/** Asks as the console does. */
const ask = async <T>(method: string, path: string, body?: object) => {
  const response = await it.front.app.request(path, {
    method,
    headers: { ...asConsole, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, answer: (await response.json()) as T }
}

const { encodeURIComponent: inPath } = globalThis
const idsIn = async (path: string) =>
  (await ask<List<{ id: string }>>('GET', path)).answer.data.map(({ id }) => id)

/** A thread of one message and one run with one step, their ids of the same form; the server behind is given it as a path. */
const offer = (id: string) => {
  const of = { thread_id: id, run_id: `r ${id}`, status: 'completed' } as const
  const message = buildMessage({ ...of, id: `m ${id}` })
  const run = buildRun({ ...of, id: of.run_id })
  const step = buildRunStep({ ...of, id: `s ${id}` })
  const path = new URL(`http://x/threads/${inPath(id)}`).pathname.slice('/threads/'.length)
  it.offer(path, {
    '': () => buildThread({ id }),
    '/messages': (_, { method }) =>
      method === 'POST' ? { ...message, id: `n ${id}` } : listOf([message]),
    '/runs': () => listOf([run]),
    [`/runs/${inPath(run.id)}/steps`]: () => listOf([step]),
  })
  return { message, run, step }
}

const IDS = [
  'conv-123',
  '8b1f6a2e-3b5c-4d0a-9f3e-2f6f0a7c1d11',
  'a@5',
  'Gespräch 1',
  '100%',
  '42;x',
]

test.each(IDS)('a thread with the id %s is listed, opened, read and gone on with', async (id) => {
  const { message, run, step } = offer(id)
  const path = `/v1/threads/${inPath(id)}`
  expect(await it.add(id)).toMatchObject({ adding: { done: 1, failed: 0 } })
  expect(await idsIn('/v1/threads')).toEqual([id])
  expect(await ask('GET', path)).toMatchObject({ status: 200, answer: { id } })
  expect(await idsIn(`${path}/messages`)).toEqual([message.id])
  const below = { messages: message.id, runs: run.id, [`runs/${inPath(run.id)}/steps`]: step.id }
  for (const [part, own] of Object.entries(below)) {
    const found = await ask('GET', `${path}/${part}/${inPath(own)}`)
    expect(found).toMatchObject({ status: 200, answer: { id: own } })
  }
  expect(await idsIn(`${path}/runs`)).toEqual([run.id])
  const copy = await ask<MirroredThread>('GET', `/api/mirror/threads/${inPath(id)}`)
  expect(copy).toMatchObject({ status: 200, answer: { thread_id: id, refusal: null } })
  const said = await ask('POST', `${path}/messages`, { role: 'user', content: 'x' })
  expect(said).toMatchObject({ status: 200, answer: { id: `n ${id}` } })
  expect(await idsIn(`${path}/messages?order=asc`)).toEqual([message.id, `n ${id}`])
})

test('a list of such threads is read on', async () => {
  for (const id of IDS) offer(id)
  await it.add(...IDS)
  const read: string[] = []
  let after = ''
  for (const _id of IDS) {
    const query = `limit=1&order_by=last_active_at&include[]=summary${after}`
    const page = await ask<List<Thread>>('GET', `/v1/threads?${query}`)
    const [thread] = page.answer.data
    read.push(thread?.id ?? '')
    after = `&after=${inPath(`${thread?.id}@${thread?.summary?.activity}`)}`
  }
  expect(read.toSorted()).toEqual(IDS.toSorted())
})

test('assistants and files with such ids are kept, and read while that server is away', async () => {
  it.answers['/assistants'] = () => listOf([buildAssistant({ id: 'helper 1' })])
  it.answers['/files/doc-1'] = () => buildFile({ id: 'doc-1' })
  await ask('GET', '/v1/assistants')
  await ask('GET', '/v1/files/doc-1')
  const { store } = it.front.services
  await vi.waitFor(async () => {
    expect(await store.getAssistant('helper 1')).toBeDefined()
    expect(await store.getFile('doc-1')).toBeDefined()
  }, 20_000)
})

const NO_IDS = ['a/b', '..', 'a%2fb', 'a\\b', 'a\u0085b', '\ud800', '', 'x'.repeat(300)]

test('a thread that no path can name is not listed', async () => {
  offer('conv-123')
  const threads = ['conv-123', ...NO_IDS].map((id) => buildThread({ id }))
  it.answers['/threads'] = () => listOf(threads)
  await it.front.mirror?.listed({ isFresh: true })
  await it.add()
  expect(await idsIn('/v1/threads')).toEqual(['conv-123'])
})

test('what no path can name is told of where its thread is read', async () => {
  const messages = ['m-1', 'a/b', 'm-2'].map((id) => buildMessage({ id, thread_id: 'conv-123' }))
  it.offer('conv-123', { '/messages': () => listOf(messages) })
  const { adding } = await it.add('conv-123')
  const reason = 'a/b cannot be kept: Its id cannot stand in an address.'
  expect(adding.failures).toEqual([{ thread_id: 'conv-123', reason, partial: true }])
  expect((await it.messagesOf('conv-123')).map(({ id }) => id)).toEqual(['m-1', 'm-2'])
})

test.each(NO_IDS)('a thread %j is not asked for', async (id) => {
  const wrong = await ask('POST', '/api/mirror/threads', { thread_ids: [id] })
  expect(wrong).toMatchObject({ status: 400, answer: { error: { param: 'thread_ids' } } })
})
