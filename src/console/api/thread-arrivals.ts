import { type QueryClient, hashKey } from '@tanstack/react-query'

import type { List } from '#contract/primitives.ts'
import type { ListThreadsQuery, Thread } from '#contract/thread.ts'

import { newStore } from '../util/store.ts'
import { countArrivals, markMoreBelow, mergeFirst, replaceThreads } from './thread-pages.ts'
import { type ThreadPages, firstThreads, threadsKey } from './threads.ts'

/**
 * Threads that arrived while a list was being read. While it is held, rows change in place but none
 * moves; `admit` lets them in.
 */
interface Held {
  first: List<Thread>
  count: number
}
const arrivals = newStore<Readonly<Record<string, Held>>>({})
const held = new Set<string>()

export const useArrivalCount = (key: readonly unknown[]): number =>
  arrivals.use()[hashKey(key)]?.count ?? 0

/** Whether the list is being read below its top, so that nothing may move. */
export const holdThreads = (key: readonly unknown[], reading: boolean): void => {
  if (reading) held.add(hashKey(key))
  else held.delete(hashKey(key))
}

/** Lets the threads in that arrived while the list was held. */
export const admitThreads = (client: QueryClient, key: readonly unknown[]): void => {
  const waiting = arrivals.get()[hashKey(key)]
  if (!waiting) return
  forget(key)
  client.setQueryData<ThreadPages>(key, (data) => data && mergeFirst(data, waiting.first))
}

const forget = (key: readonly unknown[]) => {
  const { [hashKey(key)]: _, ...rest } = arrivals.get()
  arrivals.set(rest)
}

/** Fetches the first page of each list on screen and brings it in: one request per list. */
export const refreshThreadLists = async (client: QueryClient): Promise<void> => {
  const lists = client.getQueryCache().findAll({ queryKey: threadsKey })
  // A list nobody looks at is fetched anew when it is next opened.
  for (const list of lists) if (!list.isActive()) client.removeQueries({ queryKey: list.queryKey })
  await Promise.all(
    lists.filter((list) => list.isActive()).map((list) => refreshList(client, list.queryKey)),
  )
}

const refreshList = async (client: QueryClient, key: readonly unknown[]): Promise<void> => {
  // `threadsQuery` put its query third in the key.
  const query = key[2] as ListThreadsQuery
  if (query.order === 'asc') {
    client.setQueryData<ThreadPages>(key, (data) => data && markMoreBelow(data))
    return
  }
  const first = await firstThreads(query)
  client.setQueryData<ThreadPages>(key, (data) => {
    if (!data) return data
    if (!held.has(hashKey(key))) {
      forget(key)
      return mergeFirst(data, first)
    }
    arrivals.set({
      ...arrivals.get(),
      [hashKey(key)]: { first, count: countArrivals(data, first) },
    })
    return replaceThreads(data, first.data)
  })
}
