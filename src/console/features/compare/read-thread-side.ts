import { type QueryClient, queryOptions } from '@tanstack/react-query'

import { request } from '#console/api/client.ts'
import { comparedKey } from '#console/api/query-key.ts'
import { readThread } from '#console/api/threads.ts'
import {
  readAssistants,
  readRunParts,
  readToolSteps,
  wholeRuns,
  wholeThread,
} from '#console/api/whole-thread.ts'
import { newStore } from '#console/util/store.ts'
import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'

import { type Entry, messageEntry } from './entries.ts'

/** All that is compared of a thread. */
export interface ThreadRead {
  thread: Thread
  /** Oldest first. They are made page by page, so that no task takes long. */
  messages: readonly Entry[]
  /** It has more messages than are compared. */
  isCut: boolean
  /** Newest first. */
  runs: readonly Run[]
  steps: readonly RunStep[]
  /** The names of assistants, by their ids. */
  names: ReadonlyMap<string, string | undefined>
}

/** The most messages of a side that are compared. */
export const MOST_MESSAGES = 20_000

/** How many messages of each thread are read by now. */
export const readSoFar = newStore<ReadonlyMap<string, number>>(new Map())

/** All of a thread, read once: it is not followed. */
export const threadSideQuery = (thread_id: string) =>
  queryOptions({
    queryKey: comparedKey(thread_id),
    queryFn: ({ signal, client }) => readThreadSide(client, thread_id, signal),
    // Both may be long: they are kept for the way back, and read again.
    staleTime: 0,
    gcTime: 60_000,
  })

/** @throws {ApiFailure} */
const readThreadSide = async (
  client: QueryClient,
  thread_id: string,
  signal: AbortSignal,
): Promise<ThreadRead> => {
  const thread = await readThread(thread_id, signal)
  const messages: Entry[] = []
  let isCut = false
  for await (const page of wholeThread(thread_id, signal)) {
    messages.push(...page.map(messageEntry))
    readSoFar.set(new Map(readSoFar.get()).set(thread_id, messages.length))
    isCut = messages.length > MOST_MESSAGES
    if (isCut) break
  }
  const runs: Run[] = []
  for await (const page of wholeRuns(thread_id, signal)) runs.push(...page)
  const ids = new Set(runs.flatMap(({ assistant_id: id }) => id ?? []))
  const [steps, names] = await Promise.all([
    stepsOf(client, thread_id, runs, signal),
    readAssistants(client, ids),
  ])
  return { thread, messages: messages.slice(0, MOST_MESSAGES), isCut, runs, steps, names }
}

const stepsOf = async (
  client: QueryClient,
  thread_id: string,
  runs: readonly Run[],
  signal: AbortSignal,
): Promise<RunStep[]> => {
  if (runs.length === 0) return []
  const ofRuns = await readToolSteps(thread_id, runs, signal)
  if (ofRuns) return [...ofRuns.values()].flat()
  const parts = await readRunParts(client, runs, signal, () => undefined)
  return [...parts.values()].flatMap(({ steps }) => steps ?? [])
}

/** What a run was asked and what it wrote, oldest first. */
export const runMessagesQuery = (thread_id: string, run_id: string) =>
  queryOptions({
    queryKey: comparedKey(thread_id, run_id),
    queryFn: async ({ signal }): Promise<readonly Message[]> => {
      const list = (query: {
        order: 'asc' | 'desc'
        run_id?: string
        after?: string
        limit: number
      }) => request('listMessages', { params: { thread_id }, query, signal })
      const { data: written } = await list({ order: 'asc', run_id, limit: 100 })
      const [first] = written
      if (!first) return []
      const before = await list({ order: 'desc', after: first.id, limit: 1 })
      return [...before.data.filter(({ role }) => role === 'user'), ...written]
    },
    staleTime: 0,
    gcTime: 60_000,
  })
