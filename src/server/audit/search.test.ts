import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Assistant } from '#contract/assistant.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import { OPERATORS } from '#contract/search-language.ts'
import type { SearchResult, SearchValues } from '#contract/search.ts'
import type { Thread, ListThreadsResponse } from '#contract/thread.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { type TestApp, newTestApp } from '#testing/app.ts'
import { refused } from '#testing/checked.ts'
import { checkOwnAnswer } from '#testing/own-api.ts'

let app: TestApp
let thread: Thread
beforeEach(async () => {
  app = await newTestApp()
  thread = await app.json<Thread>('POST', '/v1/threads', {
    metadata: { title: 'Late parcel', desk: '4' },
    messages: [
      { role: 'user', content: 'Where is my parcel?' },
      { role: 'assistant', content: 'Your parcel left Bergen on Monday.' },
    ],
  })
})
afterEach(() => app.close())

const search = (query: Record<string, string>) =>
  app.json<SearchResult>('GET', `/api/search?${new URLSearchParams(query)}`)
const whole = async (query: Record<string, string>): Promise<SearchResult> => {
  await expect.poll(async () => (await search(query)).complete, { timeout: 10_000 }).toBe(true)
  return search(query)
}

test('a hit names its message, marks what was found, and brings its thread', async () => {
  const result = await whole({ query: 'parcel role:assistant' })
  expect(checkOwnAnswer('search', result)).toEqual([])
  expect(result).toMatchObject({ total: 1, threads: 1, more: false, has_more: false })
  const [hit] = result.data
  expect(hit).toMatchObject({
    object: 'search.hit',
    thread_id: thread.id,
    field: 'text',
    role: 'assistant',
    snippet: { text: 'Your parcel left Bergen on Monday.', marks: [[5, 11]] },
    thread: { id: thread.id, metadata: { title: 'Late parcel' } },
  })
  const { data } = await app.json<{ data: Message[] }>('GET', `/v1/threads/${thread.id}/messages`)
  expect(data.map(({ id }) => id)).toContain(hit?.message_id)
})

test('pages go on after a hit', async () => {
  const { data } = await whole({ query: 'parcel' })
  expect(data.map(({ field }) => field).toSorted()).toEqual(['text', 'text', 'title'])
  const first = await search({ query: 'parcel', limit: '2' })
  expect(first).toMatchObject({ has_more: true, total: 3, last_id: data[1]?.id })
  const rest = await search({ query: 'parcel', limit: '2', after: data[1]!.id })
  expect(rest.data.map(({ id }) => id)).toEqual([data[2]?.id])
  expect(rest).toMatchObject({ has_more: false, total: 3 })
})

test.each([
  ['colour:red parcel', 0],
  ['meta.desk:4 parcel', 3],
  ['-meta.desk:4 parcel', 0],
  ['meta.desk:5 parcel', 0],
  ['parcel OR bergen', 3],
  ['"parcel left"', 1],
  ['PARCELS', 0],
  ['parc*', 3],
  ['parcel -bergen', 2],
  ['in:title late', 1],
  ['before:1999 parcel', 0],
  ['after:1999', 4],
])('%j finds %i texts', async (query, total) => {
  expect(await whole({ query })).toMatchObject({ total })
})

test.each([
  ['', /Missing required parameter/],
  ['   ', /nothing to look for/],
  ['parcel OR', /character 8 \(OR\): OR stands between two/],
  ['role:king parcel', /character 1 \(role:king\): role: is one of user, assistant/],
  ['say "where', /character 5 \("where\): This quotation mark has no second one/],
  ['card meta."lang:zh', /character 11 \("lang:zh\): This quotation mark has no second one/],
  ['meta.lang', /character 1 \(meta.lang\): Say what meta.lang: is to be/],
  ['after:31.5.', /Write a date as 2026-05-31/],
  ['has:', /Say what has: is to be, as in has:image/],
  ['!!!', /There is no word in this/],
  ['parcel OR meta.desk:4', /meta: does not go with OR/],
  [Array.from({ length: 51 }, () => 'a').join(' '), /up to 50 parts/],
  ['a'.repeat(1001), /query/],
])('%j is refused with the place', async (query, message) => {
  const refusal = await refused(app.request('GET', `/api/search?${new URLSearchParams({ query })}`))
  expect(refusal).toMatchObject({ status: 400, param: 'query' })
  expect(refusal.message).toMatch(message)
})

describe('the days of before: and after:', () => {
  const tuesday = { query: 'parcel after:2026-12-01', time_zone: 'Pacific/Auckland' }
  const texts = ({ data }: SearchResult) => data.map(({ snippet }) => snippet.text)
  const listed = (query: Record<string, string>) =>
    app.json<ListThreadsResponse>(
      'GET',
      `/v1/threads?${new URLSearchParams({ ...query, 'include[]': 'total' })}`,
    )
  beforeEach(async () => {
    // On Tuesday, 1 December 2026, 7:53 in Auckland.
    app.clock.advance(Date.UTC(2026, 10, 30, 18, 53) - app.clock.now())
    for (const content of ['First parcel', 'Second parcel'])
      await app.json('POST', '/v1/threads', { messages: [{ role: 'user', content }] })
    await whole({ query: 'parcel' })
  })

  test('are those of the zone that is named, else of UTC', async () => {
    expect(texts(await search(tuesday))).toEqual(['Second parcel', 'First parcel'])
    expect(await search({ ...tuesday, time_zone: 'UTC' })).toMatchObject({ total: 0 })
    expect(await search({ query: tuesday.query })).toMatchObject({ total: 0 })
    expect(await search({ ...tuesday, query: 'first before:2026-12-01' })).toMatchObject({
      total: 0,
    })
    expect(await search({ query: 'first before:2026-12-01' })).toMatchObject({ total: 1 })
    expect(await listed(tuesday)).toMatchObject({ total: 2, data: [{}, {}] })
    expect(await listed({ query: tuesday.query })).toMatchObject({ total: 0, data: [] })
  })

  test('are the same on the next page', async () => {
    const first = await search({ ...tuesday, limit: '1' })
    expect(first).toMatchObject({ total: 2, has_more: true })
    const rest = await search({ ...tuesday, limit: '1', after: first.last_id! })
    expect(texts(rest)).toEqual(['First parcel'])
    expect(rest).toMatchObject({ total: 2, has_more: false })
  })

  test.each(['/api/search', '/v1/threads'])('%s refuses a zone that is none', async (path) => {
    const query = new URLSearchParams({ ...tuesday, time_zone: 'Pacific/Atlantis' })
    const refusal = await refused(app.request('GET', `${path}?${query}`))
    expect(refusal).toMatchObject({ status: 400, code: 'invalid_value', param: 'time_zone' })
    expect(refusal.message).toMatch(/Expected a time zone such as Pacific\/Auckland/)
  })
})

test('a cursor that is no hit is refused', async () => {
  const refusal = await refused(app.request('GET', '/api/search?query=a&after=msg_1'))
  expect(refusal).toMatchObject({ status: 404 })
})

test('no query is the fault of the server', async () => {
  const piece = fc.oneof(
    fc.constantFrom(...OPERATORS.map((name) => `${name}:`)),
    fc.constantFrom(
      '"',
      '“',
      '-',
      'OR',
      '*',
      'meta."a b":',
      '(',
      ')',
      'NEAR(',
      '^',
      'tags :',
      '\0',
    ),
    fc.constantFrom('parcel', '请帮', '\ud800', '\u0301', 'ﬃ', '2026-02-31', 'thread_x', '😀'),
    fc.string({ unit: 'binary', maxLength: 6 }),
  )
  const query = fc
    .array(fc.tuple(piece, fc.constantFrom('', ' ')), { maxLength: 12 })
    .map((pieces) => pieces.flat().join(''))
  await fc.assert(
    fc.asyncProperty(query, fc.constantFrom('newest', 'relevance'), async (text, order) => {
      const search = `/api/search?${new URLSearchParams({ query: text, order })}`
      const list = `/v1/threads?${new URLSearchParams({ query: text })}`
      for (const path of [search, list]) {
        const { status } = await app.request('GET', path)
        expect([200, 400]).toContain(status)
      }
    }),
    { numRuns: 120 },
  )
})

test('a misspelt word gets a suggestion where nothing matches', async () => {
  expect(await whole({ query: 'parcle role:assistant' })).toMatchObject({
    total: 0,
    suggestion: 'parcel role:assistant',
  })
  expect(await search({ query: '"left bregen" -x' })).toMatchObject({
    suggestion: '"left bergen" -x',
  })
  expect(await search({ query: 'parcel' })).toMatchObject({ suggestion: null })
  expect(await search({ query: 'xylophone' })).toMatchObject({ suggestion: null })
  // An id is copied, not spelt.
  expect(await search({ query: 'thread_parcle' })).toMatchObject({ total: 0, suggestion: null })
})

test('what is suggested finds something, with all else that the query asks', async () => {
  expect(await whole({ query: 'parcle OR xylophone' })).toMatchObject({
    total: 0,
    suggestion: 'parcel OR xylophone',
  })
  expect(await search({ query: 'parcle OR bregen' })).toMatchObject({
    suggestion: 'parcel OR bergen',
  })
  const none = { total: 0, suggestion: null }
  expect(await search({ query: 'parcle OR bregen xylophone' })).toMatchObject(none)
  expect(await search({ query: 'parcle has:image' })).toMatchObject(none)
  expect(await search({ query: 'late bregen' })).toMatchObject(none)
  const desk = (value: string) => ({ query: 'parcle', 'metadata[desk]': value })
  expect(await search(desk('4'))).toMatchObject({ suggestion: 'parcel' })
  expect(await search(desk('5'))).toMatchObject(none)
})

test('threads are listed by the same language', async () => {
  const other = await app.json<Thread>('POST', '/v1/threads', {
    messages: [{ role: 'user', content: 'The parcel is here.' }],
  })
  await whole({ query: 'parcel' })
  const listed = async (query: string) => {
    const asked = new URLSearchParams({ query })
    const { data, complete } = await app.json<ListThreadsResponse>('GET', `/v1/threads?${asked}`)
    expect(complete).toBeTypeOf('boolean')
    return data.map(({ id }) => id)
  }
  await expect.poll(() => listed('parcel'), { timeout: 10_000 }).toEqual([other.id, thread.id])
  await whole({ query: 'parcel' })
  expect(await app.json('GET', '/v1/threads?query=parcel')).toMatchObject({ complete: true })
  expect(await app.json('GET', '/v1/threads')).not.toHaveProperty('complete')
  expect(await listed('parcel meta.desk:4')).toEqual([thread.id])
  expect(await listed('-meta.desk:4')).toEqual([other.id])
  expect(await listed('bergen')).toEqual([thread.id])
  expect(await listed('has:tool')).toEqual([])
  const refusal = await refused(app.request('GET', '/v1/threads?query=role:king'))
  expect(refusal).toMatchObject({ status: 400, code: 'invalid_query', param: 'query' })
})

test('a search, its threads and its counts are narrowed by any metadata beside the query', async () => {
  const [first] = await Promise.all(
    ['5" pipe', '6" pipe', '7" pipe'].map((size) =>
      app.json<Thread>('POST', '/v1/threads', {
        metadata: { size, note: 'one\ntwo', '"odd" key': '' },
        messages: [{ role: 'user', content: 'A refund, please.' }],
      }),
    ),
  )
  await expect
    .poll(async () => (await search({ query: 'refund' })).total, { timeout: 10_000 })
    .toBe(3)
  const odd = { 'metadata[note]': 'one\ntwo', 'metadata["odd" key]': '' }
  expect(await search({ query: 'refund', ...odd })).toMatchObject({ total: 3, threads: 3 })
  const narrowed = { query: 'refund', 'metadata[size]': '5" pipe', ...odd }
  const result = await search(narrowed)
  expect(result).toMatchObject({ total: 1, threads: 1, has_more: false })
  expect(result.data.map(({ thread_id }) => thread_id)).toEqual([first?.id])
  const asked = new URLSearchParams({ ...narrowed, 'include[]': 'total' })
  const listed = await app.json<ListThreadsResponse>('GET', `/v1/threads?${asked}`)
  expect(listed).toMatchObject({ data: [{ id: first?.id }], total: 1 })
  expect(await search({ ...narrowed, 'metadata[size]': '8" pipe' })).toMatchObject({ total: 0 })
})

test('threads are found by what their tools did, and by the name of an assistant', async () => {
  const assistant = await app.json<Assistant>('POST', '/v1/assistants', {
    model: 'scripted',
    name: 'Travel desk',
    tools: [{ type: 'function', function: { name: 'get_weather' } }],
  })
  await app.json('POST', `/v1/threads/${thread.id}/messages`, { role: 'user', content: '#tools' })
  const run = await app.json<Run>('POST', `/v1/threads/${thread.id}/runs`, {
    assistant_id: assistant.id,
  })
  const path = `/v1/threads/${thread.id}/runs/${run.id}`
  await expect
    .poll(async () => (await app.json<Run>('GET', path)).status, { timeout: 20_000 })
    .toBe('requires_action')
  await app.json('POST', `${path}/cancel`)
  await expect
    .poll(async () => (await search({ query: 'in:tool' })).total, { timeout: 10_000 })
    .toBe(1)
  expect(await search({ query: 'has:tool bergen' })).toMatchObject({ total: 1 })
  expect(await search({ query: '-has:tool bergen' })).toMatchObject({ total: 0 })
  expect(await search({ query: 'has:note bergen' })).toMatchObject({ total: 0 })
  expect(await search({ query: 'assistant:travel bergen' })).toMatchObject({ total: 1 })
  expect(await search({ query: `assistant:${assistant.id} bergen` })).toMatchObject({ total: 1 })
  expect(await search({ query: 'assistant:hotel bergen' })).toMatchObject({ total: 0 })
  const values = await valuesOf({ operator: 'assistant' })
  expect(values).toMatchObject([{ value: assistant.id, label: 'Travel desk', threads: 1 }])
  expect(await valuesOf({ operator: 'model' })).toMatchObject([
    { value: 'scripted', threads: null },
  ])
})

const valuesOf = async (query: Record<string, string>) => {
  const asked = new URLSearchParams(query)
  const answer = await app.json<SearchValues>('GET', `/api/search/values?${asked}`)
  expect(checkOwnAnswer('listSearchValues', answer)).toEqual([])
  return answer.data
}

test('what can follow an operator is listed as it exists', async () => {
  expect(await valuesOf({ operator: 'meta' })).toMatchObject([
    { key: 'desk', value: '', threads: null },
    { key: 'title', value: '' },
  ])
  expect(await valuesOf({ operator: 'meta', key: 'desk' })).toMatchObject([
    { key: 'desk', value: '4', threads: 1, more: false },
  ])
  expect(await valuesOf({ operator: 'has', prefix: 'Im' })).toMatchObject([
    { value: 'image', threads: 0 },
  ])
  expect((await valuesOf({ operator: 'role' })).map(({ value }) => value)).toEqual([
    'user',
    'assistant',
  ])
  expect(await valuesOf({ operator: 'before' })).toEqual([])
  expect(await valuesOf({ operator: 'label' })).toEqual([])
})

test('threads are counted where that is asked for, of the whole list and of a part', async () => {
  await whole({ query: 'parcel' })
  await app.json('POST', '/v1/threads', { metadata: { desk: '5' } })
  const counted = async (query: string) => {
    const { total, more } = await app.json<ListThreadsResponse>(
      'GET',
      `/v1/threads?limit=1${query}`,
    )
    return { total, more }
  }
  expect(await counted('&include[]=total')).toEqual({ total: 2, more: false })
  expect(await counted('&include[]=total&query=meta.desk:4')).toEqual({ total: 1, more: false })
  expect(await counted('&include[]=total&metadata[desk]=5')).toEqual({ total: 1, more: false })
  expect(await counted('')).toEqual({})
})

test('a pasted id finds what it names', async () => {
  const { data } = await whole({ query: 'bergen' })
  const message = data[0]!.message_id!
  for (const query of [message, `http://127.0.0.1:8484/threads/${thread.id}#${message}`])
    expect((await search({ query })).data.map(({ message_id }) => message_id)).toEqual([message])
  const ofThread = await search({ query: thread.id, order: 'oldest' })
  expect(ofThread.total).toBe(4)
  expect(await search({ query: `-${message} in:text` })).toMatchObject({ total: 1 })
  expect(await search({ query: `xylophone OR -${message} in:text` })).toMatchObject({ total: 1 })
  expect(await search({ query: 'thread_none' })).toMatchObject({ total: 0 })
})

test('a list that is narrowed or counted is not begun for a client that has gone', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'clew-gone-'))
  // On disk, slow reads run in threads.
  const store = await openStore({ path: join(directory, 'clew.db') })
  try {
    const match = { groups: [], threads: [], from: 0 }
    const page = { match, limit: 1, order: 'desc', order_by: 'created_at', summary: false } as const
    const gone = AbortSignal.abort(new Error('gone'))
    const reads = [
      store.listThreads(page, gone),
      store.countThreads({ match }, gone),
      store.assistantsCalled(['travel'], gone),
      store.nearWords(['parcel'], gone),
      store.valuesOf({ kind: 'status', prefix: '', limit: 1 }, gone),
    ]
    const ends = await Promise.allSettled(reads)
    expect(ends).toEqual(reads.map(() => ({ status: 'rejected', reason: new Error('gone') })))
    const signals: unknown[] = []
    const noting: Store = {
      ...store,
      listThreads: async (asked, signal) => {
        signals.push(signal)
        return store.listThreads(asked)
      },
      countThreads: async (asked, signal) => {
        signals.push(signal)
        return store.countThreads(asked)
      },
    }
    const noted = await newTestApp({}, { store: noting })
    await noted.json('GET', '/v1/threads?query=parcel&include[]=total')
    expect(signals).toEqual([expect.any(AbortSignal), expect.any(AbortSignal)])
    await noted.close()
  } finally {
    await rm(directory, { recursive: true })
  }
})
