import { infiniteQueryOptions, queryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { INCLUDE_TIMES } from '#contract/include.ts'
import { isActive } from '#contract/run-status.ts'
import type { CreateRunRequest, Run } from '#contract/run.ts'

import { type Wish, ask, asWish, request } from './client.ts'
import { isOver } from './live-run.ts'
import { NEW_THREAD } from './new-thread-id.ts'
import { queryKey } from './query-key.ts'
import { lastOf, withTimes } from './run-pages.ts'
import { useFollowRun, useOfLiveRun } from './run-stream.ts'

export { runStepsQuery } from './run-steps.ts'

const PAGE = 20

/** The runs of a thread, newest first. Kept fresh by the change feed and by the streams that are read. */
export const runsQuery = (thread_id: string) =>
  infiniteQueryOptions({
    // One that is not stored yet has none.
    enabled: thread_id !== NEW_THREAD,
    queryKey: queryKey('listRuns', { params: { thread_id } }),
    queryFn: async ({ pageParam, signal, client }) => {
      const after = pageParam !== undefined && { after: pageParam }
      const query = { order: 'desc' as const, limit: PAGE, include: [INCLUDE_TIMES], ...after }
      const page = await request('listRuns', { params: { thread_id }, query, signal })
      return { ...page, data: page.data.map((run) => lastOf(client, run)) }
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.has_more ? page.data.at(-1)?.id : undefined),
  })

export const runQuery = (thread_id: string, run_id: string) =>
  queryOptions({
    queryKey: queryKey('getRun', { params: { thread_id, run_id } }),
    queryFn: async ({ signal, client }) =>
      lastOf(client, await request('getRun', { ...withTimes({ thread_id, run_id }), signal })),
  })

/** The run that holds the thread, wherever it was started, and follows it. Only the newest can. */
export const useActiveRun = (thread_id: string): Run | undefined => {
  const { data } = useInfiniteQuery(runsQuery(thread_id))
  const newest = data?.pages[0]?.data
  const active = useMemo(() => newest?.find((run) => isActive(run.status)), [newest])
  useFollowRun(thread_id, active)
  // What its stream tells is an end, though the list was read before.
  const isAtEnd = useOfLiveRun(active?.id ?? '', isOver)
  return isAtEnd ? undefined : active
}

export const createRun = (thread_id: string, body: CreateRunRequest, wish: Wish = {}) =>
  ask('createRun', { params: { thread_id }, body, ...asWish(wish) })
