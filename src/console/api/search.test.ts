import { QueryClient } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'

import type { SearchHit, SearchResult } from '#contract/search.ts'

import { ApiFailure } from './failure.ts'
import { newQueryClient } from './query-client.ts'
import { dropHits, outdateSearches, searchQuery, searchValuesQuery } from './search.ts'

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
