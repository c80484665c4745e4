import type { InfiniteData, QueryClient } from '@tanstack/react-query'

import type { List } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'

import { queryKey } from './query-key.ts'

type RunPages = InfiniteData<List<Run>>

/** Writes a run to its own cache entry and into the loaded lists of its thread, newest first. */
export const writeRun = (client: QueryClient, run: Run): void => {
  const thread = { thread_id: run.thread_id }
  const own = queryKey('getRun', { params: { ...thread, run_id: run.id } })
  client.setQueryData<Run>(own, run)
  const lists = queryKey('listRuns', { params: thread })
  client.setQueriesData<RunPages>({ queryKey: lists }, (data) => data && putRun(data, run))
}

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
