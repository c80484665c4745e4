import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { FRESH_HEADERS } from '#contract/fresh.ts'
import type { List } from '#contract/primitives.ts'
import type { SearchResult } from '#contract/search.ts'
import type { Thread } from '#contract/thread.ts'
import { SEEN_ALL } from '#server/store/mirror.ts'
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

const until = <T>(look: () => Promise<T>) => vi.waitFor(look, 20_000)

const checkedList = async (response: Response) => {
  expect(response.status).toBe(200)
  // The claim is checked by what the tests look for.
  return ((await response.json()) as List<Thread>).data
}

const FRESH = { ...FRESH_HEADERS, 'sec-fetch-site': 'same-origin' }

test('a list that is read to decide what is written has what the server behind just made', async () => {
  const behind = await newTestApp({}, { models: createInstantModels() })
  const served = await serveApp(behind.app)
  const front = await newTestApp({ upstreamUrl: `${served.url}/v1`, upstreamKey: 'sk-any' })
  const ids = async (headers = {}) => {
    const response = await front.request('GET', '/v1/threads', undefined, headers)
    return (await checkedList(response)).map(({ id }) => id)
  }
  try {
    const first = await behind.json<Thread>('POST', '/v1/threads', {})
    await until(async () => expect(await ids()).toEqual([first.id]))
    behind.clock.advance(1000)
    // Within the time that a list is believed.
    const second = await behind.json<Thread>('POST', '/v1/threads', {})
    expect(await ids(FRESH)).toEqual([second.id, first.id])
    await served.close()
    const response = await front.request('GET', '/v1/threads', undefined, FRESH)
    expect(await refused(Promise.resolve(response))).toMatchObject({
      status: 502,
      code: 'upstream_unreachable',
    })
  } finally {
    await front.close()
    await served.close()
    await behind.close()
  }
})

test('no thread that the server behind lists is ever here as if it were whole', async () => {
  const behind = await newTestApp({}, { models: createInstantModels() })
  const served = await serveApp(behind.app)
  const front = await newTestApp({ upstreamUrl: `${served.url}/v1`, upstreamKey: 'sk-any' })
  const { store } = front.services
  const put = store.putMirrored.bind(store)
  const partial: (boolean | undefined)[] = []
  vi.spyOn(store, 'putMirrored').mockImplementation(async (objects, asked) => {
    await put(objects, asked)
    if (objects.messages || partial.length > 0) return
    for (const { id } of objects.threads ?? [])
      partial.push((await store.getThread(id, { summary: true }))?.summary?.partial)
  })
  try {
    const messages = [{ role: 'user', content: 'One' }]
    for (let count = 0; count < 3; count += 1)
      await behind.json('POST', '/v1/threads', { messages })
    await front.json('GET', '/v1/threads')
    await until(async () => expect(partial).toEqual([true, true, true]))
  } finally {
    await front.close()
    await served.close()
    await behind.close()
  }
})

test('where the server behind lists nothing, a list that decides what is written tells so', async () => {
  const { thread } = await it.seed()
  await it.ask('GET', `/v1/threads/${thread.id}`)
  const response = await it.front.request('GET', '/v1/threads', undefined, FRESH)
  expect((await checkedList(response)).map(({ id }) => id)).toEqual([thread.id])
  expect(await it.ask('GET', '/api/mirror')).toMatchObject({ lists_threads: false })
})

test('what is not fetched yet is not told as searched', async () => {
  const { thread } = await it.seed('Where is my parcel?')
  const search = () => it.ask<SearchResult>('GET', '/api/search?query=parcel')
  await until(async () => expect(await search()).toMatchObject({ total: 0, complete: true }))
  it.wire.knobs.hang = ({ path }) => path.includes(thread.id)
  await it.ask('POST', '/api/mirror/threads', { thread_ids: [thread.id] })
  expect(await search()).toMatchObject({ total: 0, complete: false, unfetched: 1 })
  expect(await it.ask('GET', '/v1/threads?query=parcel')).toMatchObject({ complete: false })
  await it.wire.stop()
  delete it.wire.knobs.hang
  await it.wire.restart()
  await until(async () => expect(await search()).toMatchObject({ total: 1, complete: true }))
  expect(await search()).not.toHaveProperty('unfetched')
})

test('what others made at a server behind is found, though nobody lists its threads', async () => {
  const behind = await newTestApp()
  const served = await serveApp(behind.app)
  const front = await newTestApp({ upstreamUrl: `${served.url}/v1`, upstreamKey: 'sk-any' })
  try {
    const messages = [{ role: 'user', content: 'Where is my parcel?' }]
    await behind.json('POST', '/v1/threads', { messages })
    await until(async () =>
      expect(await front.json('GET', '/api/search?query=parcel')).toMatchObject({ total: 1 }),
    )
  } finally {
    await front.close()
    await served.close()
    await behind.close()
  }
})

test('a list of the server behind that was not seen to its end is not told as searched', async () => {
  const behind = await newTestApp()
  const served = await serveApp(behind.app)
  const front = await newTestApp({ upstreamUrl: `${served.url}/v1`, upstreamKey: 'sk-any' })
  const { store } = front.services
  const search = () => front.json<SearchResult>('GET', '/api/search?query=parcel')
  try {
    await until(async () => expect(await search()).toMatchObject({ complete: true }))
    await front.json('GET', '/v1/threads')
    await until(async () => expect(await store.getOwnValue(SEEN_ALL)).toBe('yes'))
    // As a server that was killed meanwhile has left it.
    await store.setOwnValue(SEEN_ALL, 'no')
    expect(await search()).toMatchObject({ complete: false })
  } finally {
    await front.close()
    await served.close()
    await behind.close()
  }
})
