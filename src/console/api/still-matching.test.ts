import { beforeEach, expect, test, vi } from 'vitest'

import type { SearchResult } from '#contract/search.ts'
import type { Thread } from '#contract/thread.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'

import { stillMatching } from './still-matching.ts'
import type { ThreadFilters } from './threads.ts'

let app: TestApp
beforeEach(async () => {
  app = await newTestApp()
  onOwnOrigin(app.app)
  return () => app.close()
})

const create = async (title?: string, text?: string) => {
  const { id } = await app.json<Thread>('POST', '/v1/threads', {
    ...(title !== undefined && { metadata: { title, desk: '4' } }),
    ...(text !== undefined && { messages: [{ role: 'user', content: text }] }),
  })
  return id
}
const untilSearchable = () =>
  expect
    .poll(async () => (await app.json<SearchResult>('GET', '/api/search?query=x')).complete, {
      timeout: 10_000,
    })
    .toBe(true)

const asked = (rest: Partial<ThreadFilters>): ThreadFilters => ({
  order: 'activity',
  metadata: {},
  ...rest,
})
const matching = async (rest: Partial<ThreadFilters>, ids: readonly string[]) => {
  const { signal } = new AbortController()
  const found = await stillMatching(asked(rest), ids, signal)
  return ids.map((id) => found.has(id))
}

test('threads are known to be in a list, whatever narrows it', async () => {
  const ids = [
    await create('A parcel', 'Hello'),
    await create('A letter', 'No parcel'),
    await create('A letter', 'Nothing else'),
    // Without any text no query can name it.
    await create(),
  ]
  await untilSearchable()
  expect(await matching({}, ids)).toEqual([true, true, true, true])
  expect(await matching({ query: 'parcel' }, ids)).toEqual([true, true, false, false])
  expect(await matching({ query: 'parce*' }, ids)).toEqual([true, true, false, false])
  expect(await matching({ query: '"no parcel"' }, ids)).toEqual([false, true, false, false])
  expect(await matching({ query: 'in:title parcel OR letter' }, ids)).toEqual([
    true,
    true,
    true,
    false,
  ])
  expect(await matching({ query: '-has:tool' }, ids)).toEqual([true, true, true, true])
  expect(await matching({ query: 'meta.desk:4' }, ids)).toEqual([true, true, true, false])
  expect(await matching({ metadata: { title: 'A letter' } }, ids)).toEqual([
    false,
    true,
    true,
    false,
  ])
  expect(await matching({ query: 'nothing', metadata: { title: 'A letter' } }, ids)).toEqual([
    false,
    false,
    true,
    false,
  ])
  // In capitals alone AND is a word, and stays one.
  expect(await matching({ query: 'PARCEL AND' }, ids)).toEqual([false, false, false, false])
  expect(await matching({ query: 'parcel' }, ['thread_unknown', ids[0] ?? ''])).toEqual([
    false,
    true,
  ])
})

test('a few are asked for together, and many are looked for in the list itself', async () => {
  const answer = globalThis.fetch
  const requests = vi.fn<typeof fetch>(answer)
  vi.stubGlobal('fetch', requests)
  const ids: string[] = []
  for (let number = 0; number < 30; number += 1) {
    // oxlint-disable-next-line no-await-in-loop -- ids are given one after the other
    ids.push(await create(`Parcel ${number}`))
  }
  await untilSearchable()
  expect(await matching({ query: 'parcel' }, ids)).toEqual(ids.map(() => true))
  expect(requests.mock.calls.length).toBeLessThanOrEqual(2)
  requests.mockClear()
  const many = [...ids, ...Array.from({ length: 400 }, (_, at) => `thread_unknown_${at}`)]
  expect((await matching({ query: 'parcel' }, many)).filter(Boolean)).toHaveLength(30)
  expect(requests).toHaveBeenCalledOnce()
  requests.mockClear()
  const long = `parcel -${'x'.repeat(970)}`
  expect(await matching({ query: long }, ids.slice(0, 2))).toEqual([true, true])
  expect(requests).toHaveBeenCalledOnce()
})

test('while not all texts can be found, none is taken to have left', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({
      object: 'list',
      data: [],
      first_id: null,
      last_id: null,
      has_more: false,
      complete: false,
    }),
  )
  expect(await matching({ query: 'parcel' }, ['thread_a'])).toEqual([true])
})
