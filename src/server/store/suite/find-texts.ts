import { expect, vi } from 'vitest'

import { parseQuery } from '#contract/search-language.ts'
import { matchOf } from '#server/search/match.ts'

import type { Found, Search } from '../search.ts'
import type { Store } from '../store.ts'
import type { ThreadsPage } from '../threads.ts'

/** When the first text of a test was written, in Unix seconds. */
export const FIRST = Date.UTC(2026, 4, 1) / 1000

/** Waits until all that was written can be found. */
export const indexed = (store: Store) =>
  vi.waitFor(async () => expect(await store.searchProgress()).toEqual({ isWhole: true }), {
    timeout: 20_000,
    interval: 20,
  })

export const readMatch = async (store: Store, query: string) => {
  const parsed = parseQuery(query)
  const numbers = new Map<string, number | undefined>()
  for (const clause of parsed.groups.flat())
    if (clause.type === 'operator' && (clause.name === 'thread' || clause.name === 'run'))
      numbers.set(clause.value, await store.numberOf(clause.name, clause.value))
  const resolve = (id: string) => numbers.get(id)
  const { match, problems } = matchOf(parsed, {
    thread: resolve,
    run: resolve,
    message: resolve,
    assistant: () => [],
    label: () => [],
    reviewer: () => [],
  })
  expect(problems).toEqual([])
  return match
}

export const pageOf = async (store: Store, query: string, more: Partial<Search> = {}) =>
  store.search({ match: await readMatch(store, query), order: 'newest', limit: 100, ...more })

/** The ids of the threads that a search finds, page by page. */
export const threadsFound = async (
  store: Store,
  query: string,
  { limit = 100, ...order }: Pick<ThreadsPage, 'order_by' | 'order'> & { limit?: number },
): Promise<string[]> => {
  const match = await readMatch(store, query)
  const ids: string[] = []
  for (;;) {
    const last = ids.at(-1)
    const cursor = last === undefined ? undefined : { after: last }
    const { data, has_more } = await store.listThreads({
      match,
      limit,
      summary: false,
      ...order,
      ...cursor,
    })
    ids.push(...data.map(({ id }) => id))
    if (!has_more) return ids
  }
}

export const found = async (
  store: Store,
  query: string,
  more: Partial<Search> = {},
): Promise<Found[]> => (await pageOf(store, query, more)).data
