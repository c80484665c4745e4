import type { InfiniteData, QueryClient } from '@tanstack/react-query'

import { INCLUDE_TIMES } from '#contract/include.ts'
import type { List } from '#contract/primitives.ts'
import { isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'

type RunPages = InfiniteData<List<Run>>

const ownKey = ({ thread_id, id }: Pick<Run, 'thread_id' | 'id'>) =>
  queryKey('getRun', { params: { thread_id, run_id: id } })
const listsKey = ({ thread_id }: Pick<Run, 'thread_id'>) =>
  queryKey('listRuns', { params: { thread_id } })

/** The run as the caches have it: by itself, and in the loaded lists of its thread. */
export const cachedRuns = (client: QueryClient, run: Pick<Run, 'thread_id' | 'id'>): Run[] => {
  const own = client.getQueryData<Run>(ownKey(run))
  const lists = client.getQueriesData<RunPages>({ queryKey: listsKey(run) })
  const listed = lists.flatMap(([, data]) => data?.pages.flatMap((page) => page.data) ?? [])
  return [...(own ? [own] : []), ...listed.filter(({ id }) => id === run.id)]
}

/** Asks for a run with its times to the millisecond. */
export const withTimes = (params: { thread_id: string; run_id: string }) => ({
  params,
  query: { include: [INCLUDE_TIMES] },
})

/** A run that is over stays so: an answer that tells otherwise was given before, or repeats one that was. */
export const lastOf = (client: QueryClient, run: Run): Run =>
  isActive(run.status)
    ? (cachedRuns(client, run).find(({ status }) => !isActive(status)) ?? run)
    : run

/** Writes a run to its own cache entry and into the loaded lists of its thread, newest first. */
export const writeRun = (client: QueryClient, told: Run): void => {
  const run = lastOf(client, told)
  client.setQueryData<Run>(ownKey(run), run)
  const lists = { queryKey: listsKey(run) }
  client.setQueriesData<RunPages>(lists, (data) => data && putRun(data, run))
}

/** Reads a run anew and writes it. @throws {ApiFailure} */
export const refreshRun = async (
  client: QueryClient,
  { thread_id, id }: Pick<Run, 'thread_id' | 'id'>,
): Promise<void> => writeRun(client, await request('getRun', withTimes({ thread_id, run_id: id })))

export const putRun = (data: RunPages, run: Run): RunPages => {
  const pages = data.pages.map((page) =>
    page.data.some((each) => each.id === run.id)
      ? { ...page, data: page.data.map((each) => (each.id === run.id ? run : each)) }
      : page,
  )
  if (pages.some((page, index) => page !== data.pages[index])) return { ...data, pages }
  const [first, ...rest] = data.pages
  if (!first) return data
  return { ...data, pages: [{ ...first, data: [run, ...first.data] }, ...rest] }
}
