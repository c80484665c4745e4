import { type QueryClient, queryOptions } from '@tanstack/react-query'

import { INCLUDE_FILE_SEARCH_CONTENT, INCLUDE_TIMES } from '#contract/include.ts'
import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import type { RunStep } from '#contract/run-step.ts'

import { request } from './client.ts'
import { queryKey } from './query-key.ts'

const key = (thread_id: string, run_id: string) =>
  queryKey('listRunSteps', { params: { thread_id, run_id } })

/** A run has few steps; this many pages of 100 bound a hostile or broken list. */
const MAX_PAGES = 50

/** All steps of a run, oldest first, with the contents of what file search found. */
export const runStepsQuery = (thread_id: string, run_id: string) =>
  queryOptions({
    queryKey: key(thread_id, run_id),
    queryFn: ({ signal }) => allSteps(thread_id, run_id, signal),
  })

export const allSteps = async (thread_id: string, run_id: string, signal: AbortSignal) => {
  const steps: RunStep[] = []
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const after = steps.at(-1)?.id
    const page = await request('listRunSteps', {
      params: { thread_id, run_id },
      query: {
        order: 'asc',
        limit: LARGEST_LIMIT,
        include: [INCLUDE_FILE_SEARCH_CONTENT, INCLUDE_TIMES],
        ...(after !== undefined && { after }),
      },
      signal,
    })
    steps.push(...page.data)
    if (!page.has_more) break
  }
  return steps
}

/** Puts the steps a stream has told into the cache, where they are looked at. */
export const writeRunSteps = (
  client: QueryClient,
  thread_id: string,
  run_id: string,
  steps: RunStep[],
): void => void client.setQueryData<RunStep[]>(key(thread_id, run_id), steps)
