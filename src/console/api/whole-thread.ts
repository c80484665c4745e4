import type { QueryClient } from '@tanstack/react-query'

import { INCLUDE_TIMES } from '#contract/include.ts'
import type { Message } from '#contract/message.ts'
import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import type { List } from '#contract/primitives.ts'
import { isActive } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import { assistantQuery } from './assistants.ts'
import { request } from './client.ts'
import { isNotFound } from './failure.ts'
import { lastOf } from './run-pages.ts'
import { allSteps, runStepsQuery } from './run-steps.ts'

/** Page after page of a list; each begins where the one before it ended. */
async function* allPages<Item extends { id: string }>(
  read: (cursor: { limit: number; after?: string }) => Promise<List<Item>>,
): AsyncGenerator<readonly Item[], void> {
  let after: string | undefined
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop
    const page = await read({ limit: LARGEST_LIMIT, ...(after !== undefined && { after }) })
    yield page.data
    after = page.data.at(-1)?.id
    if (!page.has_more || after === undefined) return
  }
}

/** All messages of a thread, oldest first, a page at a time. */
export const wholeThread = (
  thread_id: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Message[], void> =>
  allPages((cursor) =>
    request('listMessages', {
      params: { thread_id },
      query: { order: 'asc', ...cursor },
      signal,
    }),
  )

/** All runs of a thread, newest first, a page at a time. */
export const wholeRuns = (
  thread_id: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Run[], void> =>
  allPages((cursor) =>
    request('listRuns', {
      params: { thread_id },
      query: { order: 'desc', include: [INCLUDE_TIMES], ...cursor },
      signal,
    }),
  )

/** How many runs are asked for their steps at a time: a browser has six ways to a server. */
const LANES = 4

/** What is known of a run beside itself. */
export interface RunParts {
  /** Oldest first; undefined where they were not read. */
  steps: readonly RunStep[] | undefined
  /** The name of its assistant, where there is one by that id. */
  assistant: string | undefined
}

/**
 * The steps and the assistants of runs, by their ids. What the pane has read of a run that is over is taken
 * from it.
 * @throws {ApiFailure}
 */
export async function readRunParts(
  client: QueryClient,
  runs: readonly Run[],
  signal: AbortSignal,
  onRead: (count: number) => void,
): Promise<Map<string, RunParts>> {
  const parts = new Map<string, RunParts>()
  // A generator: the lane that fails ends it for all.
  const waiting = (function* () {
    yield* runs
  })()
  const lane = async () => {
    for (const run of waiting) {
      signal.throwIfAborted()
      // oxlint-disable-next-line no-await-in-loop -- a lane has one run on its way
      const [steps, assistant] = await Promise.all([
        stepsOf(client, run, signal),
        assistantName(client, run.assistant_id),
      ])
      parts.set(run.id, { steps, assistant })
      onRead(parts.size)
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return parts
}

const stepsOf = (client: QueryClient, run: Run, signal: AbortSignal) =>
  isActive(lastOf(client, run).status)
    ? allSteps(run.thread_id, run.id, signal)
    : // Those of a whole thread are not kept.
      client.fetchQuery({ ...runStepsQuery(run.thread_id, run.id), gcTime: 0 })

const assistantName = async (
  client: QueryClient,
  assistant_id: string | null,
): Promise<string | undefined> => {
  if (assistant_id === null) return undefined
  try {
    return (await client.fetchQuery(assistantQuery(assistant_id))).name || undefined
  } catch (error) {
    // It was deleted since.
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** The same of what is loaded. */
export const loadedRunParts = (client: QueryClient, run: Run): RunParts => ({
  steps: client.getQueryData(runStepsQuery(run.thread_id, run.id).queryKey),
  assistant:
    (run.assistant_id !== null &&
      client.getQueryData(assistantQuery(run.assistant_id).queryKey)?.name) ||
    undefined,
})
