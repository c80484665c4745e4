import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { FRESH_HEADERS } from '#contract/fresh.ts'
import type { Message } from '#contract/message.ts'
import type { Mirror, MirroredThread } from '#contract/mirror.ts'
import type { List } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { type Timers, systemTimers } from '#server/timers.ts'
import { newTestApp } from '#testing/app.ts'
import { refused } from '#testing/checked.ts'
import { type InFront, newInFrontOfInstant } from '#testing/in-front.ts'
import { createInstantModels } from '#testing/scripted-models.ts'
import { serveApp } from '#testing/serve.ts'

let it: InFront

beforeEach(async () => {
  it = await newInFrontOfInstant()
})
afterEach(() => it.close())

/** So long that what was brought is old. */
const LONG_MS = 60_000

const until = <T>(look: () => Promise<T>) => vi.waitFor(look, 20_000)

const threads = async (query = '') =>
  (await it.ask<List<Thread>>('GET', `/v1/threads?include[]=summary${query}`)).data

const mirrorOf = (id: string) => it.ask<MirroredThread>('GET', `/api/mirror/threads/${id}`)

const textsOf = (messages: readonly Message[]) =>
  messages.map(({ content: [part] }) => (part?.type === 'text' ? part.text.value : ''))

/** A thread with so many messages at the server behind. */
const seedMany = async (messages: number): Promise<Thread> => {
  const texts = Array.from({ length: messages }, (_, at) => `message ${at}`)
  return it.wire.behind.json<Thread>('POST', '/v1/threads', {
    messages: texts.map((content) => ({ role: 'user', content })),
  })
}

const writeBehind = (id: string, content: string) =>
  it.wire.behind.json<Message>('POST', `/v1/threads/${id}/messages`, { role: 'user', content })

test('a thread that is opened is brought whole, and from then on listed and found', async () => {
  const { thread, assistantId } = await it.seed('Where is my parcel?')
  const behind = it.wire.behind
  const path = `/v1/threads/${thread.id}`
  const run = await behind.json<Run>('POST', `${path}/runs`, { assistant_id: assistantId })
  await until(async () =>
    expect((await behind.json<Run>('GET', `${path}/runs/${run.id}`)).status).toBe('completed'),
  )
  expect(await threads()).toEqual([])
  expect(await it.ask('GET', path)).toEqual(thread)
  for (const part of ['messages', 'runs', `runs/${run.id}`, `runs/${run.id}/steps`]) {
    expect(await it.ask('GET', `${path}/${part}`)).toEqual(
      await behind.json('GET', `${path}/${part}`),
    )
  }
  const summary = { title: 'Where is my parcel?', message_count: 2, last_run: { id: run.id } }
  expect(await threads()).toMatchObject([{ id: thread.id, summary }])
  await until(async () =>
    expect(await it.ask('GET', '/api/search?query=parcel%20role:user')).toMatchObject({ total: 1 }),
  )
})

test('many messages of one second come in their order', async () => {
  const thread = await seedMany(250)
  await it.ask('GET', `/v1/threads/${thread.id}`)
  await until(async () => expect(await mirrorOf(thread.id)).toMatchObject({ waiting: false }))
  const { store } = it.front.services
  const { data, has_more } = await store.listMessages(thread.id, { order: 'asc', limit: 100 })
  expect(has_more).toBe(true)
  expect(textsOf(data)).toEqual(data.map((_, at) => `message ${at}`))
  expect((await threads())[0]?.summary).toMatchObject({ message_count: 250, title: 'message 0' })
})

test('what is not there is refused in the words of the server behind', async () => {
  const response = await it.request('GET', '/v1/threads/thread_none')
  expect(await refused(Promise.resolve(response))).toMatchObject({
    status: 404,
    message: "No thread found with id 'thread_none'.",
  })
})

test('an opened thread is shown at once, and what came since follows', async () => {
  const { thread } = await it.seed('First')
  await it.ask('GET', `/v1/threads/${thread.id}`)
  await writeBehind(thread.id, 'Second')
  expect(textsOf(await it.messages(thread.id))).toEqual(['First'])
  it.front.clock.advance(LONG_MS)
  it.wire.knobs.delay = 50
  expect(textsOf(await it.messages(thread.id))).toEqual(['First'])
  await until(async () =>
    expect(textsOf(await it.messages(thread.id))).toEqual(['First', 'Second']),
  )
  // Only what came since was asked for.
  const asked = it.wire.requests.filter(({ path }) => path.endsWith('/messages'))
  expect(asked.at(-1)?.query).toContain('after=msg_')
})

test('a change of an old message is found where all are looked at', async () => {
  const { thread } = await it.seed('First')
  await it.ask('GET', `/v1/threads/${thread.id}`)
  const [first] = await it.messages(thread.id)
  const path = `/v1/threads/${thread.id}/messages/${first?.id}`
  await it.wire.behind.json('POST', path, { metadata: { seen: 'yes' } })
  await it.ask('POST', `/api/mirror/threads/${thread.id}/refresh`)
  await until(async () =>
    expect(await it.messages(thread.id)).toMatchObject([{ metadata: { seen: 'yes' } }]),
  )
})

test('what is deleted through here is gone here at once', async () => {
  const { thread } = await it.seed('First')
  await it.ask('GET', `/v1/threads/${thread.id}`)
  const made = await it.ask<Message>('POST', `/v1/threads/${thread.id}/messages`, {
    role: 'user',
    content: 'Secret',
  })
  const path = `/v1/threads/${thread.id}/messages/${made.id}`
  await it.ask('DELETE', path)
  expect(textsOf(await it.messages(thread.id))).toEqual(['First'])
  await it.ask('DELETE', `/v1/threads/${thread.id}`)
  expect(await threads()).toEqual([])
  expect((await it.request('GET', `/v1/threads/${thread.id}`)).status).toBe(404)
})

test('what the server behind has no more stays as evidence, and that is told', async () => {
  const { thread } = await it.seed('First')
  await it.ask('GET', `/v1/threads/${thread.id}`)
  await it.wire.behind.json('DELETE', `/v1/threads/${thread.id}`)
  await it.ask('POST', `/api/mirror/threads/${thread.id}/refresh`)
  await until(async () =>
    expect(await mirrorOf(thread.id)).toMatchObject({ gone_at: expect.any(Number) as number }),
  )
  expect(textsOf(await it.messages(thread.id))).toEqual(['First'])
  expect(await threads()).toMatchObject([{ id: thread.id }])
  // Until its reader wants it gone.
  const path = `/v1/threads/${thread.id}`
  expect((await it.front.request('DELETE', path)).status).toBe(404)
  expect(await it.ask('DELETE', path)).toMatchObject({ deleted: true })
  expect(await threads()).toEqual([])
})

test('or goes, where it is set so, its messages too', async () => {
  const other = await newInFrontOfInstant({ upstreamKeepsGone: false })
  try {
    const { thread } = await other.seed('First')
    await other.ask('GET', `/v1/threads/${thread.id}`)
    const [first] = await other.messages(thread.id)
    const { behind } = other.wire
    await behind.json('POST', `/v1/threads/${thread.id}/messages`, {
      role: 'user',
      content: 'Next',
    })
    await behind.json('DELETE', `/v1/threads/${thread.id}/messages/${first?.id}`)
    await other.ask('POST', `/api/mirror/threads/${thread.id}/refresh`)
    await until(async () => expect(textsOf(await other.messages(thread.id))).toEqual(['Next']))
    await behind.json('DELETE', `/v1/threads/${thread.id}`)
    await other.ask('POST', `/api/mirror/threads/${thread.id}/refresh`)
    await until(async () =>
      expect((await other.request('GET', `/v1/threads/${thread.id}`)).status).toBe(404),
    )
  } finally {
    await other.close()
  }
})

test('threads are added by their ids, politely, and each that fails is told', async () => {
  const made = await Promise.all(['One', 'Two', 'Three'].map((text) => it.seed(text)))
  const ids = made.map(({ thread }) => thread.id)
  it.wire.knobs.limit = { next: 2, retryAfter: 0.2 }
  const added = await it.ask<Mirror>('POST', '/api/mirror/threads', {
    thread_ids: [...ids, 'thread_none', ...ids],
  })
  expect(added.adding.of).toBe(4)
  await until(async () =>
    expect((await it.ask<Mirror>('GET', '/api/mirror')).adding).toEqual({
      of: 4,
      done: 3,
      failed: 1,
      failures: [
        {
          thread_id: 'thread_none',
          reason: 'The upstream server has no such thread.',
          partial: false,
        },
      ],
    }),
  )
  expect((await threads()).map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  // What comes next is counted by itself.
  const next = await it.ask<Mirror>('POST', '/api/mirror/threads', { thread_ids: ids.slice(0, 1) })
  expect(next.adding).toMatchObject({ of: 1, failed: 0 })
})

test('a thread whose messages are refused is told as partial, with the refusal, until they come', async () => {
  const { thread } = await it.seed('First')
  const body = { error: { message: 'Not for you.' } }
  const matches = ({ path }: { path: string }) => path.endsWith('/messages')
  it.wire.knobs.fail = { next: Infinity, matches, status: 403, body }
  await it.ask('POST', '/api/mirror/threads', { thread_ids: [thread.id] })
  const reason = '403: Not for you.'
  await until(async () =>
    expect((await it.ask<Mirror>('GET', '/api/mirror')).adding).toMatchObject({
      failures: [{ thread_id: thread.id, reason, partial: true }],
    }),
  )
  expect((await threads())[0]?.summary).toMatchObject({ message_count: 0, partial: true })
  await until(async () =>
    expect(await mirrorOf(thread.id)).toMatchObject({ refreshed_at: null, refusal: reason }),
  )
  it.wire.knobs.fail = undefined
  await it.ask('POST', `/api/mirror/threads/${thread.id}/refresh`)
  await until(async () =>
    expect(await mirrorOf(thread.id)).toMatchObject({ refusal: null, waiting: false }),
  )
  const [{ summary } = {}] = await threads()
  expect(summary).toMatchObject({ message_count: 1 })
  expect(summary).not.toHaveProperty('partial')
})

test('a thread that is made through here is whole from its beginning', async () => {
  const made = await it.ask<Thread>('POST', '/v1/threads', {})
  await it.wire.stop()
  await it.ask('GET', `/v1/threads/${made.id}`)
  const [{ summary } = {}] = await threads()
  expect(summary).not.toHaveProperty('partial')
  expect(await mirrorOf(made.id)).toMatchObject({ refreshed_at: made.created_at })
})

test('by when they were made only where the server behind can tell', async () => {
  const made = it.request('POST', '/api/mirror/threads', { created: { from: 1 } })
  expect(await refused(made)).toMatchObject({ status: 400, code: 'upstream_lists_nothing' })
  expect(await it.ask('GET', '/api/mirror')).toMatchObject({ lists_threads: false })
  for (const body of [{}, { thread_ids: ['thread_a'], created: {} }, { thread_ids: ['a/../b'] }]) {
    const response = it.request('POST', '/api/mirror/threads', body)
    expect(await refused(response)).toMatchObject({ status: 400 })
  }
})

test('while the server behind is away, all that is here is read, and nothing pretends to be sent', async () => {
  const { thread } = await it.seed('First')
  const path = `/v1/threads/${thread.id}`
  await it.ask('GET', path)
  const assistants = await it.ask<List<{ id: string }>>('GET', '/v1/assistants')
  expect(assistants.data).toHaveLength(1)
  await it.wire.stop()
  it.front.clock.advance(LONG_MS)
  expect(textsOf(await it.messages(thread.id))).toEqual(['First'])
  expect(await it.ask('GET', '/v1/assistants')).toEqual(assistants)
  const sent = it.request('POST', `${path}/messages`, { role: 'user', content: 'Lost?' })
  expect(await refused(sent)).toMatchObject({ status: 502, code: 'upstream_unreachable' })
  expect(textsOf(await it.messages(thread.id))).toEqual(['First'])
  expect(await it.ask('GET', '/api/mirror')).toMatchObject({
    reachable: false,
    answered_at: expect.any(Number) as number,
  })
  // A client with a key is told the truth.
  expect(await refused(it.front.request('GET', path))).toMatchObject({ status: 502 })
  await it.wire.restart()
  await until(async () =>
    expect(await it.ask('GET', '/api/mirror')).toMatchObject({ reachable: true }),
  )
})

test('while the server behind is away, nothing is given up, and the waits grow', async () => {
  const { thread } = await it.seed('First')
  await it.wire.stop()
  const waits: number[] = []
  const timers: Timers = {
    after: (ms, callback) => {
      waits.push(ms)
      return systemTimers.after(Math.min(ms, 10), callback)
    },
  }
  const front = await newTestApp(
    { upstreamUrl: it.wire.url, upstreamKey: 'sk-upstream' },
    { timers },
  )
  const told = () => front.json<Mirror>('GET', '/api/mirror')
  try {
    await front.json('POST', '/api/mirror/threads', { thread_ids: [thread.id] })
    await vi.waitFor(
      () => expect(waits).toEqual(expect.arrayContaining([1000, 8000, 30_000])),
      20_000,
    )
    expect(await told()).toMatchObject({ waiting: 1, adding: { of: 1, failed: 0 } })
    await it.wire.restart()
    await until(async () => expect(await told()).toMatchObject({ waiting: 0, adding: { done: 1 } }))
  } finally {
    await front.close()
  }
})

test('what waits when this server stops is brought by the next', async () => {
  const { thread } = await it.seed('First')
  it.wire.knobs.hang = true
  await it.ask('POST', '/api/mirror/threads', { thread_ids: [thread.id] })
  const { store } = it.front.services
  const kept = { ...store, close: async () => {} }
  const first = await newTestApp(
    { upstreamUrl: it.wire.url, upstreamKey: 'sk-upstream' },
    { store: kept },
  )
  expect((await store.listWanted(9)).map(({ id }) => id)).toEqual([thread.id])
  await first.close()
  it.wire.knobs.hang = undefined
  const second = await newTestApp(
    { upstreamUrl: it.wire.url, upstreamKey: 'sk-upstream' },
    { store: kept },
  )
  await until(async () => expect(await store.getThread(thread.id)).toEqual(thread))
  await second.close()
})

test('fifty runs at once are each written down', async () => {
  const seeds = await Promise.all(Array.from({ length: 50 }, (_, at) => it.seed(`Question ${at}`)))
  const runs = await Promise.all(
    seeds.map(({ thread, assistantId }) =>
      it.ask<Run>('POST', `/v1/threads/${thread.id}/runs`, { assistant_id: assistantId }),
    ),
  )
  for (const run of runs) {
    await until(async () =>
      expect((await it.ask<Run>('GET', `/v1/threads/${run.thread_id}/runs/${run.id}`)).status).toBe(
        'completed',
      ),
    )
    const path = `/v1/threads/${run.thread_id}/messages?order=asc`
    await until(async () =>
      expect(await it.ask('GET', path)).toEqual(await it.wire.behind.json('GET', path)),
    )
  }
}, 60_000)

test('the list of another Clew fills the mirror, and what moves there is brought again', async () => {
  const behind = await newTestApp({}, { models: createInstantModels() })
  const served = await serveApp(behind.app)
  const front = await newTestApp({ upstreamUrl: `${served.url}/v1`, upstreamKey: 'sk-any' })
  const list = async () =>
    (await front.json<List<Thread>>('GET', '/v1/threads?include[]=summary&order_by=last_active_at'))
      .data
  try {
    const made: Thread[] = []
    for (const content of ['One', 'Two', 'Three']) {
      behind.clock.advance(1000)
      front.clock.advance(1000)
      made.push(
        await behind.json<Thread>('POST', '/v1/threads', { messages: [{ role: 'user', content }] }),
      )
    }
    const titles = async () => (await list()).map(({ summary }) => summary?.title)
    await until(async () => expect(await titles()).toEqual(['Three', 'Two', 'One']))
    front.clock.advance(LONG_MS)
    behind.clock.advance(LONG_MS)
    const path = `/v1/threads/${made[0]?.id}/messages`
    await behind.json('POST', path, { role: 'user', content: 'One more' })
    await until(async () => expect((await titles())[0]).toBe('One'))
    const ranged = { created: { from: made[1]?.created_at, to: made[1]?.created_at } }
    const added = await front.json<Mirror>('POST', '/api/mirror/threads', ranged)
    expect(added).toMatchObject({ lists_threads: true, adding: { of: 1 } })
  } finally {
    await front.close()
    await served.close()
    await behind.close()
  }
}, 30_000)

test('what is deleted through here is gone here, too, where the answer to that was lost', async () => {
  const { thread } = await it.seed()
  const path = `/v1/threads/${thread.id}`
  await it.ask('GET', path)
  await it.wire.stop()
  expect((await it.request('DELETE', path)).status).toBe(502)
  expect(await it.front.services.store.getThread(thread.id)).toBeDefined()
  await it.wire.restart()
  // It was done all the same.
  await it.wire.behind.request('DELETE', path)
  const headers = { ...FRESH_HEADERS, 'sec-fetch-site': 'same-origin' }
  expect((await it.front.request('GET', path, undefined, headers)).status).toBe(404)
  expect(await it.front.services.store.getThread(thread.id)).toBeUndefined()
})
