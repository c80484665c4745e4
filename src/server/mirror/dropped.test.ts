import { afterEach, beforeEach, expect, test } from 'vitest'

import type { MirroredThread } from '#contract/mirror.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

let it: InFrontOfLying

beforeEach(async () => {
  it = await newInFrontOfLying({ upstreamKeepsGone: false })
})
afterEach(() => it.close())

const OF = { thread_id: 'thread_a' }
const [first, second, third] = ['msg_1', 'msg_2', 'msg_3'].map((id) => buildMessage({ id, ...OF }))
const all = [first!, second!, third!]

const path = '/threads/thread_a'

/** A thread of three messages that each can be asked for, brought once. */
const bringAll = async () => {
  it.offer('thread_a', {
    '/messages': () => listOf(all),
    ...Object.fromEntries(all.map((each) => [`/messages/${each.id}`, () => each])),
  })
  await it.add('thread_a')
  expect(await idsOf()).toEqual(['msg_1', 'msg_2', 'msg_3'])
  // So that all are walked through again.
  it.front.clock.advance(60 * 60_000)
  it.asked.length = 0
}

const idsOf = async () => (await it.messagesOf('thread_a')).map(({ id }) => id)

const isHere = async (id = 'thread_a') =>
  (await it.front.services.store.getThread(id)) !== undefined

const notFound = () =>
  Response.json(
    { error: { message: 'No such thing.', type: 'invalid_request_error' } },
    { status: 404 },
  )
/** What stands in front of that server, and answers for it in JSON of its own. */
const GATEWAYS: Record<string, () => Response> = {
  page: () =>
    new Response('<h1>404</h1>', { status: 404, headers: { 'content-type': 'text/html' } }),
  code: () =>
    Response.json({ error: { code: '404', message: 'Resource not found' } }, { status: 404 }),
  route: () => Response.json({ error: { message: 'no route' } }, { status: 404 }),
  path: () =>
    Response.json(
      { error: { message: 'Invalid URL (GET /threads)', type: 'invalid_request_error' } },
      { status: 404 },
    ),
}
const proxyPage = () =>
  new Response('<h1>404</h1>', { status: 404, headers: { 'content-type': 'text/html' } })

/** Walks that come to no end, or pass over something, each with the answer to what it does not show. */
const BAD: Record<string, (query: URLSearchParams) => unknown> = {
  'a cursor that comes again': () => listOf([first!], true),
  'an empty page that is not the last': () => listOf([], true),
  'a message of another thread': () =>
    listOf([first!, { ...second!, thread_id: 'thread_b' } as never]),
  'a message that cannot be kept': () =>
    listOf([first!, { ...second!, metadata: { a: 'x' }, id: `msg_${'x'.repeat(300)}` }]),
}

test.each(Object.entries(BAD))('%s lets no message go', async (_name, page) => {
  await bringAll()
  // Whatever is asked for by itself is refused.
  for (const { id } of all) it.answers[`${path}/messages/${id}`] = notFound
  it.answers[`${path}/messages`] = page
  await it.add('thread_a')
  expect(await idsOf()).toEqual(['msg_1', 'msg_2', 'msg_3'])
  // They were not walked through: the next time begins anew.
  it.answers[`${path}/messages`] = () => listOf(all.slice(1))
  await it.add('thread_a')
  expect(await idsOf()).toEqual(['msg_2', 'msg_3'])
})

test('a message that the list lacks goes once it is refused by itself', async () => {
  await bringAll()
  it.answers[`${path}/messages`] = () => listOf([])
  it.answers[`${path}/messages/msg_1`] = notFound
  it.answers[`${path}/messages/msg_2`] = proxyPage
  await it.add('thread_a')
  expect(await idsOf()).toEqual(['msg_2', 'msg_3'])
})

test('no message goes while its thread is refused, too', async () => {
  await bringAll()
  let times = 0
  it.answers[path] = () => (++times > 1 ? notFound() : buildThread({ id: 'thread_a' }))
  it.answers[`${path}/messages`] = () => listOf([])
  for (const { id } of all) it.answers[`${path}/messages/${id}`] = notFound
  await it.add('thread_a')
  expect(await idsOf()).toEqual(['msg_1', 'msg_2', 'msg_3'])
})

test('a thread that is not there for a moment stays', async () => {
  await bringAll()
  let times = 0
  it.answers[path] = () => (++times === 1 ? notFound() : buildThread({ id: 'thread_a' }))
  expect(await it.add('thread_a')).toMatchObject({ adding: { done: 1, failed: 0 } })
  expect(times).toBe(2)
  expect(await idsOf()).toHaveLength(3)
})

test.each(Object.entries(GATEWAYS))(
  'what something in front of that server says (%s) is nothing of what it has',
  async (_, answer) => {
    await bringAll()
    it.answers[path] = answer
    expect((await it.add('thread_a')).adding.failures).toEqual([
      { thread_id: 'thread_a', reason: expect.stringMatching(/^404: /) as string, partial: false },
    ])
    expect(await isHere()).toBe(true)
    expect(
      await it.front.json<MirroredThread>('GET', '/api/mirror/threads/thread_a'),
    ).toMatchObject({
      gone_at: null,
    })
    // Nor does a deletion by the console that is answered so.
    const response = await it.front.app.request(`/v1${path}`, {
      method: 'DELETE',
      headers: { 'sec-fetch-site': 'same-origin', 'openai-beta': 'assistants=v2' },
    })
    expect(response.status).toBe(404)
    expect(await isHere()).toBe(true)
  },
)

test('what was dropped comes back whole once it is there again', async () => {
  await bringAll()
  it.answers[path] = notFound
  await it.add('thread_a')
  expect(await isHere()).toBe(false)
  it.answers[path] = () => buildThread({ id: 'thread_a' })
  expect(await it.add('thread_a')).toMatchObject({ adding: { done: 1, failed: 0 } })
  expect(await idsOf()).toEqual(['msg_1', 'msg_2', 'msg_3'])
  // A message, too.
  it.front.clock.advance(60 * 60_000)
  it.answers[`${path}/messages`] = () => listOf([first!, third!])
  it.answers[`${path}/messages/msg_2`] = notFound
  await it.add('thread_a')
  expect(await idsOf()).toEqual(['msg_1', 'msg_3'])
  it.front.clock.advance(60 * 60_000)
  it.answers[`${path}/messages`] = () => listOf(all)
  await it.add('thread_a')
  expect((await idsOf()).toSorted()).toEqual(['msg_1', 'msg_2', 'msg_3'])
})

test('what is deleted here while it is brought is not counted as brought', async () => {
  await bringAll()
  const { store } = it.front.services
  it.answers[`${path}/messages`] = async () => {
    await store.deleteThread('thread_a')
    return listOf(all)
  }
  expect((await it.add('thread_a')).adding).toMatchObject({
    done: 0,
    failures: [{ thread_id: 'thread_a', reason: 'It was deleted here while it was brought.' }],
  })
  expect(await isHere()).toBe(false)
})
