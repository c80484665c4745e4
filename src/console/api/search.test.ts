import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'

import type { SearchHit, SearchResult } from '#contract/search.ts'

import { ApiFailure } from './failure.ts'
import { newQueryClient } from './query-client.ts'
import {
  countNew,
  dropHits,
  newMatchesQuery,
  outdateSearches,
  searchQuery,
  searchValuesQuery,
} from './search.ts'

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
  await vi.waitFor(() => expect(answers).toHaveLength(1))
  answers[0]?.(first)
  await vi.waitFor(() => expect(observer.getCurrentResult().hasNextPage).toBe(true))
  const next = observer.fetchNextPage()
  dropHits(client, ({ thread_id }) => thread_id === 'one')
  dropHits(client, ({ thread_id }) => thread_id === 'three')
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[1]?.(page([hit('3', 'three'), hit('4', 'four')]))
  await next
  const shown = () =>
    client.getQueryData(search.queryKey)?.pages.flatMap(({ data }) => data.map(({ id }) => id))
  await vi.waitFor(() => expect(shown()).toEqual(['2', '4']))
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
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce())
  late.abort(new DOMException('late', 'TimeoutError'))
  await failure
  await expect(found).rejects.toBeInstanceOf(ApiFailure)
  expect(asked).toHaveBeenCalledOnce()
})
