import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'

import type { SearchHit, SearchResult } from '#contract/search.ts'
import { buildThread } from '#testing/builders.ts'

import { ApiFailure } from './failure.ts'
import { newQueryClient } from './query-client.ts'
import {
  type HitOrder,
  countNew,
  dropHits,
  laterPageQuery,
  newMatchesQuery,
  outdateSearches,
  searchAgain,
  searchQuery,
  searchValuesQuery,
} from './search.ts'
import { writeThread } from './thread-writes.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const hit = (id: string, thread_id: string): SearchHit => ({
  object: 'search.hit',
  id,
  thread_id,
  message_id: `msg_${id}`,
  run_id: null,
  step_id: null,
  field: 'text',
  role: 'user',
  created_at: 1,
  snippet: { text: id, marks: [] },
  thread: null,
})
const page = (hits: SearchHit[], more = false): SearchResult => ({
  object: 'list',
  data: hits,
  first_id: null,
  last_id: null,
  has_more: false,
  total: 5,
  more,
  complete: true,
  suggestion: null,
})

/** Milliseconds for what a busy machine answers late. */
const PATIENCE = 20_000

test('what is deleted leaves what was found, also while values are known', () => {
  const client = new QueryClient()
  const { queryKey } = searchQuery({ query: 'a', order: 'newest' })
  const hits = [hit('1', 'one'), hit('2', 'two')]
  client.setQueryData(queryKey, { pages: [page(hits)], pageParams: [undefined] })
  const values = searchValuesQuery({ operator: 'role' }).queryKey
  client.setQueryData(values, { object: 'list', data: [] })
  dropHits(client, ({ thread_id }) => thread_id === 'one')
  const [left] = client.getQueryData(queryKey)?.pages ?? []
  expect(left).toMatchObject({ total: 4, data: [{ id: '2' }] })
  const before = client.getQueryData(queryKey)
  dropHits(client, () => false)
  expect(client.getQueryData(queryKey)).toBe(before)
})

test('a page that was on its way while a match was deleted brings it back to no list', async () => {
  const client = new QueryClient()
  const answers: ((page: SearchResult) => void)[] = []
  vi.stubGlobal('fetch', () => {
    const { promise, resolve } = Promise.withResolvers<Response>()
    answers.push((next) => resolve(Response.json(next)))
    return promise
  })
  const search = searchQuery({ query: 'a', order: 'newest' })
  const observer = new InfiniteQueryObserver(client, search)
  const stop = observer.subscribe(() => {})
  const first = { ...page([hit('1', 'one'), hit('2', 'two')]), has_more: true, last_id: '2' }
  await vi.waitFor(() => expect(answers).toHaveLength(1), PATIENCE)
  answers[0]?.(first)
  await vi.waitFor(() => expect(observer.getCurrentResult().hasNextPage).toBe(true), PATIENCE)
  const next = observer.fetchNextPage()
  dropHits(client, ({ thread_id }) => thread_id === 'one')
  dropHits(client, ({ thread_id }) => thread_id === 'three')
  await vi.waitFor(() => expect(answers).toHaveLength(2), PATIENCE)
  answers[1]?.(page([hit('3', 'three'), hit('4', 'four')]))
  await next
  const shown = () =>
    client.getQueryData(search.queryKey)?.pages.flatMap(({ data }) => data.map(({ id }) => id))
  await vi.waitFor(() => expect(shown()).toEqual(['2', '4']), PATIENCE)
  stop()
})

test('threads are fewer where the last match in one is deleted', () => {
  const client = new QueryClient()
  const { queryKey } = searchQuery({ query: 'a', order: 'newest' })
  const hits = [hit('1', 'one'), hit('2', 'two'), hit('3', 'two')]
  const pages = [{ ...page(hits), threads: 4 }]
  client.setQueryData(queryKey, { pages, pageParams: [undefined] })
  const threads = () => client.getQueryData(queryKey)?.pages[0]?.threads
  dropHits(client, ({ id }) => id === '2')
  expect(threads()).toBe(4)
  dropHits(client, ({ id }) => id === '3')
  expect(threads()).toBe(3)
  dropHits(client, ({ thread_id }) => thread_id === 'one')
  expect(threads()).toBe(2)
})

test('what arrived stays new when another match is deleted, and is counted anew', () => {
  const client = new QueryClient()
  const search = { query: 'a', order: 'newest' } as const
  const { queryKey } = searchQuery(search)
  const known = () => client.getQueryData(queryKey)?.pages[0]
  const nowKey = () => newMatchesQuery(search, known()).queryKey
  const hits = ['1', '2', '3', '4'].map((id) => hit(id, `of ${id}`))
  const first = { ...page(hits), total: 4, threads: 4 }
  client.setQueryData(queryKey, { pages: [first], pageParams: [undefined] })
  const now = { ...page([hit('5', 'of 5'), ...hits]), total: 5, threads: 5 }
  client.setQueryData(nowKey(), now)
  const arrived = () => {
    const [before, after] = [known(), client.getQueryData(nowKey())]
    return before && after && countNew(before, after, { loaded: before.data, order: 'newest' })
  }
  expect(arrived()).toBe(1)
  dropHits(client, ({ id }) => id === '2')
  expect(known()).toMatchObject({ total: 3, threads: 3 })
  expect(arrived()).toBe(1)
  expect(client.getQueryState(nowKey())?.isInvalidated).toBe(true)
  dropHits(client, ({ id }) => id === '5')
  expect(known()).toMatchObject({ total: 3, threads: 3 })
  expect(arrived()).toBe(0)
})

test('what was to be asked for again is so though a match is deleted meanwhile', () => {
  const client = new QueryClient()
  const { queryKey } = searchQuery({ query: 'a', order: 'newest' })
  const pages = [page([hit('1', 'one'), hit('2', 'two')])]
  client.setQueryData(queryKey, { pages, pageParams: [undefined] })
  outdateSearches(client)
  dropHits(client, ({ id }) => id === '1')
  expect(client.getQueryState(queryKey)?.isInvalidated).toBe(true)
})

test('a match that arrives as another is deleted far below is new', () => {
  const hits = ['1', '2', '3'].map((id) => hit(id, id))
  const known = { ...page(hits), total: 100 }
  const arrived = { ...page([hit('0', '0'), ...hits.slice(0, 2)]), total: 100 }
  expect(countNew(known, arrived, { loaded: hits, order: 'newest' })).toBe(1)
  expect(countNew(known, arrived, { loaded: hits, order: 'relevance' })).toBe(0)
  // One that was loaded is gone: the next one takes its place, and was there before.
  const gone = { ...page([...hits.slice(1), hit('4', '4')]), total: 99 }
  expect(countNew(known, gone, { loaded: hits, order: 'newest' })).toBe(0)
})

/** What is held of a search, brought up to what the first page is by now. */
const renewed = async (held: SearchResult[], now: SearchResult, order: HitOrder = 'newest') => {
  const client = new QueryClient()
  const search = { query: 'a', order } as const
  const { queryKey } = searchQuery(search)
  client.setQueryData(queryKey, { pages: held, pageParams: held.map(() => undefined) })
  vi.stubGlobal('fetch', async () => Response.json(now))
  const { initialData: _, ...asked } = newMatchesQuery(search, held[0])
  await client.fetchQuery(asked)
  const pages = client.getQueryData(queryKey)?.pages ?? []
  const hits = pages.flatMap(({ data }) => data)
  const [known] = pages
  const after = client.getQueryData(newMatchesQuery(search, known).queryKey)
  return {
    texts: hits.map(({ snippet }) => snippet.text),
    total: known?.total,
    threads: known?.threads,
    now: after?.total,
    arrived: known && after && countNew(known, after, { loaded: hits, order }),
  }
}
const hitsOf = (...ids: string[]) => ids.map((id) => hit(id, `of ${id}`))
const found = (hits: SearchHit[], total: number, has_more = false): SearchResult => ({
  ...page(hits),
  total,
  threads: total,
  has_more,
})

test('what the newest answer shows to be gone goes, with its number; what is new is only counted', async () => {
  const held = [found(hitsOf('1', '2', '3'), 3)]
  expect(await renewed(held, found(hitsOf('0', '1', '3'), 3))).toEqual({
    texts: ['1', '3'],
    total: 2,
    threads: 2,
    now: 3,
    arrived: 1,
  })
  expect(await renewed(held, found([], 0))).toMatchObject({ texts: [], total: 0, arrived: 0 })
})

test('only what would stand within the newest answer is gone', async () => {
  const held = [found(hitsOf('1', '2', '3'), 5, true), found(hitsOf('4', '5'), 5)]
  const texts = async (now: SearchResult, order?: HitOrder) =>
    (await renewed(held, now, order)).texts
  expect(await texts(found(hitsOf('1', '3'), 4, true))).toEqual(['1', '3', '4', '5'])
  expect(await texts(found(hitsOf('1', '3'), 4, true), 'relevance')).toHaveLength(5)
  expect(await texts(found(hitsOf('1', '3', '5'), 3))).toEqual(['1', '3', '5'])
  // While texts are indexed anew, any may be missing for a while.
  expect(await texts({ ...found([], 0), complete: false })).toHaveLength(5)
})

test('a text that is written anew stands where it stood, also under another id', async () => {
  const title = (id: string, text: string): SearchHit => ({
    ...hit(id, 'one'),
    message_id: null,
    field: 'title',
    snippet: { text, marks: [] },
  })
  const held = [found([title('1', 'before'), hit('2', 'two')], 2)]
  const same = found([title('1', 'after'), hit('2', 'two')], 2)
  expect(await renewed(held, same)).toMatchObject({ texts: ['after', '2'], arrived: 0 })
  const moved = found([hit('2', 'two'), title('3', 'after')], 2)
  expect(await renewed(held, moved)).toMatchObject({ texts: ['after', '2'], arrived: 0, total: 2 })
})

/** A server whose search has so many matches, and what it is asked for. */
const serve = (ids: () => string[]) => {
  const asked: (string | null)[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    const after = new URL(url, 'http://x').searchParams.get('after')
    asked.push(after)
    const from = after === null ? 0 : Number(after) + 1
    // The cursor is a place, which what is deleted leaves as it is.
    const left = ids().filter((id) => Number(id) >= from)
    const data = left
      .slice(0, 40)
      .map((id) => ({ ...hit(id, id), snippet: { text: id, marks: [] } }))
    return Response.json({
      ...page(data, true),
      last_id: data.at(-1)?.id ?? null,
      has_more: left.length > 40,
      total: 10_000,
    })
  })
  return asked
}
const many = Array.from({ length: 400 }, (_, at) => String(at))

test('what is on screen far below is as it is by now, for one request, and so is what comes there later', async () => {
  const client = newQueryClient()
  let there = many
  const asked = serve(() => there)
  const search = { query: 'a', order: 'newest' } as const
  const { queryKey } = searchQuery(search)
  await client.fetchInfiniteQuery({ ...searchQuery(search), pages: 6 })
  expect(asked).toHaveLength(6)
  const afterOf = (at: number) => String(client.getQueryData(queryKey)?.pageParams[at])
  const pageOn = (at: number) =>
    client.getQueryData(queryKey)?.pages[at]?.data.map(({ id }) => id) ?? []
  // As it comes on screen.
  const show = (at: number) => client.fetchQuery(laterPageQuery(search, afterOf(at)))
  await show(4)
  // Read a moment ago.
  expect(asked).toHaveLength(6)
  there = many.filter((id) => !['90', '170', '210'].includes(id))
  outdateSearches(client)
  await show(4)
  expect(asked.slice(6)).toEqual([afterOf(4)])
  expect(pageOn(4)).not.toContain('170')
  expect(pageOn(4)).toHaveLength(39)
  expect(pageOn(5)).toContain('210')
  await show(5)
  expect(pageOn(5)).not.toContain('210')
  expect(pageOn(2)).toContain('90')
})

test('after many deletions no more than a few pages are asked for again', async () => {
  const client = newQueryClient()
  let there = many
  const asked = serve(() => there)
  const search = { query: 'a', order: 'newest' } as const
  const options = searchQuery(search)
  const { queryKey } = options
  await client.fetchInfiniteQuery({ ...options, pages: 6 })
  onTestFinished(new InfiniteQueryObserver(client, options).subscribe(() => {}))
  const after = String(client.getQueryData(queryKey)?.pageParams[4])
  onTestFinished(new QueryObserver(client, laterPageQuery(search, after)).subscribe(() => {}))
  asked.length = 0
  there = many.filter((id) => id !== '170')
  searchAgain(client)
  const shown = () =>
    client.getQueryData(queryKey)?.pages.flatMap(({ data }) => data.map(({ id }) => id))
  await vi.waitFor(() => expect(shown()).not.toContain('170'), PATIENCE)
  expect(shown()).toHaveLength(239)
  expect(new Set(asked)).toEqual(new Set([after]))
  // Where nothing is left, from the top on.
  asked.length = 0
  dropHits(client, () => true)
  searchAgain(client)
  await vi.waitFor(() => expect(shown()).toHaveLength(40), PATIENCE)
  expect(asked).toContain(null)
})

test('a thread that is written anew is so beside its matches', () => {
  const client = new QueryClient()
  const { queryKey } = searchQuery({ query: 'a', order: 'newest' })
  const thread = buildThread({ id: 'one', metadata: { title: 'before' } })
  const hits = [{ ...hit('1', 'one'), thread }, hit('2', 'two')]
  client.setQueryData(queryKey, { pages: [page(hits)], pageParams: [undefined] })
  writeThread(client, { ...thread, metadata: { title: 'after' } })
  const data = client.getQueryData(queryKey)?.pages[0]?.data
  expect(data?.map((each) => each.thread?.metadata['title'])).toEqual(['after', undefined])
})

test('a change makes what was found be asked for when it is next shown', () => {
  const client = new QueryClient()
  const { queryKey } = searchQuery({ query: 'a', order: 'newest' })
  client.setQueryData(queryKey, { pages: [page([])], pageParams: [undefined] })
  outdateSearches(client)
  expect(client.getQueryState(queryKey)?.isInvalidated).toBe(true)
})

test('a search that is not answered ends, and is not made again by itself', async () => {
  const late = new AbortController()
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal)
  const asked = vi.fn<typeof fetch>(
    (_, init) =>
      new Promise((_answer, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
      }),
  )
  vi.stubGlobal('fetch', asked)
  const found = newQueryClient().fetchInfiniteQuery(searchQuery({ query: 'a', order: 'newest' }))
  const failure = expect(found).rejects.toThrow('The server has not answered for 30 seconds.')
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce(), PATIENCE)
  late.abort(new DOMException('late', 'TimeoutError'))
  await failure
  await expect(found).rejects.toBeInstanceOf(ApiFailure)
  expect(asked).toHaveBeenCalledOnce()
})
