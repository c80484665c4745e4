import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { type TestApp, newTestApp } from '#testing/app.ts'
import { onOwnOrigin } from '#testing/own-origin.ts'

import { newMatchesQuery, searchQuery } from './search.ts'
import { threadCountQuery } from './thread-count.ts'
import { threadsIn } from './threads-in.ts'
import { createThread, matchesOf, threadsQuery } from './threads.ts'

let server: TestApp
let client: QueryClient
beforeEach(async () => {
  vi.stubEnv('TZ', 'Pacific/Auckland')
  server = await newTestApp()
  onOwnOrigin(server.app)
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await server.close()
})

const TODAY = 'parcel after:2026-12-01'
const filters = { order: 'activity', metadata: {}, query: TODAY } as const

const all = async () => {
  const threads: string[] = []
  for await (const page of matchesOf(filters, new AbortController().signal))
    threads.push(...page.threads.map(({ id }) => id))
  return threads
}

test('what is looked for since a day is looked for since it began for the reader', async () => {
  // On Tuesday, 1 December 2026, 7:53.
  server.clock.advance(Date.UTC(2026, 10, 30, 18, 53) - server.clock.now())
  const { id } = await createThread({ messages: [{ role: 'user', content: 'A parcel' }] })
  await expect.poll(all, { timeout: 10_000 }).toEqual([id])

  const search = { query: TODAY, order: 'newest' } as const
  const { pages } = await client.fetchInfiniteQuery(searchQuery(search))
  expect(pages[0]).toMatchObject({ total: 1, data: [{ thread_id: id }] })
  const { initialData: _, ...now } = newMatchesQuery(search, pages[0])
  expect(await client.fetchQuery(now)).toMatchObject({ total: 1 })
  const list = await client.fetchInfiniteQuery(threadsQuery(filters))
  expect(threadsIn(list).map((thread) => thread.id)).toEqual([id])
  expect(await client.fetchQuery(threadCountQuery(filters))).toEqual({ total: 1, more: false })
})

test('what was found is that of a zone, and a list without a query that of all', () => {
  const inAuckland = [searchQuery({ query: TODAY, order: 'newest' }), threadsQuery(filters)]
  const whole = threadsQuery({ order: 'activity', metadata: {} }).queryKey
  vi.stubEnv('TZ', 'Europe/Berlin')
  const inBerlin = [searchQuery({ query: TODAY, order: 'newest' }), threadsQuery(filters)]
  for (const [at, { queryKey }] of inBerlin.entries())
    expect(queryKey).not.toEqual(inAuckland[at]?.queryKey)
  expect(threadsQuery({ order: 'activity', metadata: {} }).queryKey).toEqual(whole)
})
