import type { QueryClient } from '@tanstack/react-query'

import { INCLUDE_FILE_SEARCH_CONTENT, INCLUDE_TIMES } from '#contract/include.ts'
import type { Message } from '#contract/message.ts'
import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import type { List } from '#contract/primitives.ts'
import { isActive } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import { assistantQuery } from './assistants.ts'
import { request } from './client.ts'
import { isRefused, isNotFound } from './failure.ts'
import { fileQuery } from './files.ts'
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

/**
 * The tool calls of all runs of a thread as steps, oldest first, a page at a time, with the contents of what
 * file search found.
 */
export const wholeToolSteps = (
  thread_id: string,
  signal: AbortSignal,
): AsyncGenerator<readonly RunStep[], void> =>
  allPages((cursor) =>
    request('listToolSteps', {
      params: { thread_id },
      query: { include: [INCLUDE_FILE_SEARCH_CONTENT], ...cursor },
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
  /** Where each is put as it is read. */
  parts = new Map<string, RunParts>(),
): Promise<Map<string, RunParts>> {
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

/**
 * The tool calls of each of the runs, in far fewer requests than there are runs; undefined where the server
 * cannot tell them so, as one of others that a gateway stands before.
 * @throws {ApiFailure}
 */
export async function readToolSteps(
  thread_id: string,
  runs: readonly Run[],
  signal: AbortSignal,
): Promise<Map<string, RunStep[]> | undefined> {
  const steps = new Map<string, RunStep[]>(runs.map(({ id }) => [id, []]))
  try {
    for await (const page of wholeToolSteps(thread_id, signal))
      for (const step of page) steps.get(step.run_id)?.push(step)
    return steps
  } catch (error) {
    if (isRefused(error)) return undefined
    throw error
  }
}

const stepsOf = (client: QueryClient, run: Run, signal: AbortSignal) =>
  isActive(lastOf(client, run).status)
    ? allSteps(run.thread_id, run.id, signal)
    : // Those of a whole thread are not kept.
      client.fetchQuery({ ...runStepsQuery(run.thread_id, run.id), gcTime: 0 })

/** The names of assistants, by their ids; undefined of those that are gone. @throws {ApiFailure} */
export async function readAssistants(
  client: QueryClient,
  ids: Iterable<string>,
): Promise<Map<string, string | undefined>> {
  const names = [...ids].map(async (id) => [id, await assistantName(client, id)] as const)
  return new Map(await Promise.all(names))
}

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

/** The ids of the files that came with messages. */
export const attachedFiles = (messages: readonly Message[]): Set<string> =>
  new Set(
    messages.flatMap(
      ({ attachments }) => attachments?.flatMap(({ file_id }) => file_id ?? []) ?? [],
    ),
  )

/**
 * The names of files by their ids; undefined of those that are gone.
 * @throws {ApiFailure}
 */
export async function readFileNames(
  client: QueryClient,
  ids: Iterable<string>,
  signal: AbortSignal,
): Promise<Map<string, string | undefined>> {
  const names = new Map<string, string | undefined>()
  // Shared: each lane takes the next one.
  const waiting = (function* () {
    yield* ids
  })()
  const lane = async () => {
    for (const id of waiting) {
      signal.throwIfAborted()
      try {
        // oxlint-disable-next-line no-await-in-loop -- a lane has one file on its way
        names.set(id, (await client.fetchQuery(fileQuery(id))).filename)
      } catch (error) {
        if (!isNotFound(error)) throw error
        names.set(id, undefined)
      }
    }
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return names
}
