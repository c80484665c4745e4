import { type QueryClient, hashKey } from '@tanstack/react-query'

import type { ListThreadsQuery, Thread } from '#contract/thread.ts'

import { newStore } from '../util/store.ts'
import {
  arrivalsIn,
  asOnePage,
  asPages,
  joins,
  markMoreBelow,
  mergeFirst,
  reachesTop,
  replaceThreads,
} from './thread-pages.ts'
import {
  type ThreadPage,
  type ThreadPages,
  queryIn,
  threadsAfter,
  threadsKey,
  topThreads,
} from './threads.ts'

/** The list as it will be once what arrived while it was held is let in. */
interface Waiting {
  list: ThreadPage
  /** The threads that are new or moved up. */
  arrived: readonly string[]
  more: boolean
}
export interface Arrivals {
  count: number
  /** More came than are counted one by one. */
  more: boolean
}
const NONE: Arrivals = { count: 0, more: false }

/** Counted one by one up to here: an import may bring a hundred thousand. */
const COUNTED_PAGES = 50

const waiting = newStore<Readonly<Record<string, Waiting>>>({})
const held = new Set<string>()

/**
 * How many threads are new or moved up while a list was held.
 * @param openId is not counted: what comes into it is read there, and often written there
 */
export const arrivalsOf = (key: readonly unknown[], openId?: string): Arrivals => {
  const there = waiting.get()[hashKey(key)]
  if (!there) return NONE
  return { count: there.arrived.filter((id) => id !== openId).length, more: there.more }
}
export const useArrivals = (key: readonly unknown[], openId: string | undefined): Arrivals => {
  waiting.use()
  return arrivalsOf(key, openId)
}

/** Whether the list is being read, so that rows change in place and none moves. */
export const holdThreads = (key: readonly unknown[], reading: boolean): void => {
  if (reading) held.add(hashKey(key))
  else held.delete(hashKey(key))
}

/** Lets the threads in that arrived while the list was held. */
export const admitThreads = (client: QueryClient, key: readonly unknown[]): void => {
  const there = waiting.get()[hashKey(key)]
  if (!there) return
  forget(key)
  client.setQueryData<ThreadPages>(
    key,
    (data) => data && mergeFirst(data, there.list, orderOf(queryIn(key))),
  )
}

/** Shows a list that was opened further down from its top on. @throws {ApiFailure} */
export const showTop = async (client: QueryClient, key: readonly unknown[]): Promise<void> => {
  const data = client.getQueryData<ThreadPages>(key)
  if (!data || reachesTop(data)) return admitThreads(client, key)
  await readTop(client, key)
}

/** Reads the top of a list, which stands in place of all that is loaded. @throws {ApiFailure} */
export const readTop = async (client: QueryClient, key: readonly unknown[]): Promise<void> => {
  const top = await topThreads(queryIn(key))
  forget(key)
  client.setQueryData<ThreadPages>(key, asPages(top))
}

/** Changes what is loaded of every list, and what waits to be let in. */
export const changeThreadLists = (
  client: QueryClient,
  change: (data: ThreadPages) => ThreadPages,
): void => {
  client.setQueriesData<ThreadPages>({ queryKey: threadsKey }, (data) =>
    data ? change(data) : data,
  )
  const changed = Object.entries(waiting.get()).map(([hash, { list, more }]) => {
    const now = asOnePage(change(asPages(list)))
    const shown = client.getQueryCache().get<ThreadPages>(hash)?.state.data
    const arrived = shown ? arrivalsIn(shown, now.threads) : []
    return [hash, { list: now, arrived, more }]
  })
  waiting.set(Object.fromEntries(changed))
}

const forget = (key: readonly unknown[]) => {
  const { [hashKey(key)]: _, ...rest } = waiting.get()
  waiting.set(rest)
}

const orderOf = ({ order_by }: ListThreadsQuery) =>
  order_by === 'last_active_at' ? 'moves' : 'stays'

/** Fetches the first page of each list on screen and brings it in: one request per list. */
export const refreshThreadLists = async (client: QueryClient): Promise<void> => {
  // A list nobody looks at is fetched anew when it is next opened.
  client.removeQueries({ queryKey: threadsKey, type: 'inactive' })
  const lists = client.getQueryCache().findAll({ queryKey: threadsKey, type: 'active' })
  await Promise.all(lists.map(({ queryKey }) => refreshList(client, queryKey)))
}

const refreshList = async (client: QueryClient, key: readonly unknown[]): Promise<void> => {
  const query = queryIn(key)
  const order = orderOf(query)
  const change = (to: (data: ThreadPages) => ThreadPages) =>
    client.setQueryData<ThreadPages>(key, (data) => data && to(data))
  if (query.order === 'asc') return void change(markMoreBelow)

  const first = await topThreads(query)
  const data = client.getQueryData<ThreadPages>(key)
  if (!data) return
  if (!reachesTop(data)) return void change((now) => replaceThreads(now, first.threads))
  if (!held.has(hashKey(key))) {
    forget(key)
    return void change((now) => mergeFirst(now, first, order))
  }
  const known = () => waiting.get()[hashKey(key)]?.list ?? asOnePage(data)
  const { top, isJoined } = await untilJoint(query, asPages(known()), first)
  if (!held.has(hashKey(key))) return void change((now) => mergeFirst(now, top, order))
  change((now) => replaceThreads(now, top.threads))
  const shown = client.getQueryData<ThreadPages>(key)
  if (!shown) return
  const list = asOnePage(mergeFirst(asPages(known()), top, order))
  const arrived = arrivalsIn(shown, list.threads)
  waiting.set({ ...waiting.get(), [hashKey(key)]: { list, arrived, more: !isJoined } })
}

/** The top of a list down to a row that is where it was, so that all above it are known. */
const untilJoint = async (
  query: ListThreadsQuery,
  known: ThreadPages,
  first: ThreadPage,
): Promise<{ top: ThreadPage; isJoined: boolean }> => {
  const order = orderOf(query)
  let top = first
  for (let pages = 0; !joins(known, top, order); pages++) {
    const last = top.threads.at(-1)
    if (!last || pages === COUNTED_PAGES) return { top, isJoined: false }
    const next = await threadsAfter(query, last)
    top = { ...top, threads: joined(top.threads, next.threads), hasBelow: next.hasBelow }
  }
  return { top, isJoined: true }
}

/** A thread that moved up while pages were read is only where it was seen first. */
const joined = (above: readonly Thread[], below: readonly Thread[]): Thread[] => {
  const seen = new Set(above.map(({ id }) => id))
  return [...above, ...below.filter(({ id }) => !seen.has(id))]
}
