import type { Query, QueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'

import { ChangeEvent } from '#contract/event.ts'

import { request } from './client.ts'
import { dropGone } from './drop-gone.ts'
import { ApiFailure, mayRetry } from './failure.ts'
import { messagesKey, refreshNewestMessages, rewriteMessage } from './messages.ts'
import { queryKey } from './query-key.ts'
import { refreshRun } from './run-pages.ts'
import { dropMessage } from './run-stream.ts'
import { refreshThreadLists } from './thread-arrivals.ts'
import { dropThread, rewriteThread } from './thread-writes.ts'
import { threadQuery } from './threads.ts'

/** How long changes are gathered before the newest pages are fetched: a burst is one request. */
const GATHER_MS = 120

/** Patches the caches with what the change feed tells. */
export class ChangeApplier {
  readonly #client: QueryClient
  readonly #gathered: Gathered

  constructor(client: QueryClient) {
    this.#client = client
    this.#gathered = new Gathered(client)
  }

  apply(text: string): void {
    const change = changeIn(text)
    if (change) applyChange(this.#client, this.#gathered, change)
  }
  /** Some changes were not told. */
  missed(): void {
    this.#gathered.everything()
  }
  /** The server answers: what could not be read is asked for again. */
  answered(): void {
    void this.#client.refetchQueries({ type: 'active', predicate: isUnread })
  }
  stop(): void {
    this.#gathered.stop()
  }
}

/** Refused for good it stays so. */
const isUnread = ({ state }: Query): boolean => state.status === 'error' && mayRetry(state.error)

const changeIn = (text: string): ChangeEvent | undefined => {
  try {
    return z.parse(ChangeEvent, JSON.parse(text))
  } catch {
    // A newer server may tell of things this console does not know.
    return undefined
  }
}

const applyChange = (client: QueryClient, gathered: Gathered, change: ChangeEvent): void => {
  const { thread_id, message_id, run_id } = change
  switch (change.type) {
    case 'imported':
      // An import brings the assistants that its threads name.
      void client.invalidateQueries({ queryKey: ['assistants'] })
      return gathered.lists()
    case 'assistants.updated':
      return void client.invalidateQueries({ queryKey: ['assistants'] })
    case 'thread.created':
      return gathered.lists()
    case 'thread.updated':
      if (thread_id) void quietly(rewriteThread(client, thread_id))
      return gathered.lists()
    case 'thread.deleted':
      if (thread_id) dropThread(client, thread_id)
      return
    case 'message.created':
      if (thread_id) gathered.thread(thread_id)
      return
    case 'message.updated':
      if (thread_id && message_id) void quietly(reloadMessage(client, thread_id, message_id))
      return
    case 'message.deleted':
      if (thread_id && message_id) dropMessage(client, thread_id, message_id)
      // Its count stands in the thread's own head too.
      if (thread_id) gathered.thread(thread_id)
      return
    case 'run.updated':
      if (thread_id && run_id) void quietly(reloadRun(client, thread_id, run_id))
      if (thread_id) gathered.thread(thread_id)
      return
  }
}

/** Changes that end in fetching a newest page, gathered so that a burst fetches it once. */
class Gathered {
  readonly #client: QueryClient
  readonly #threads = new Set<string>()
  #lists = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #busy = false

  constructor(client: QueryClient) {
    this.#client = client
  }

  lists(): void {
    this.#lists = true
    this.#schedule()
  }
  thread(id: string): void {
    this.#threads.add(id)
    this.lists()
  }
  /** After a gap in the feed anything may have changed: the newest pages are fetched, old pages kept. */
  everything(): void {
    // What is not on screen is fetched anew when it is next asked for.
    this.#client.removeQueries({ queryKey: ['threads'], type: 'inactive' })
    const open = this.#client.getQueryCache().findAll({ queryKey: ['threads'], type: 'active' })
    for (const query of open) {
      const id = query.queryKey[1]
      if (typeof id !== 'string' || id === 'list') continue
      this.thread(id)
      // Lists of messages grow by what is new; those of runs and steps are short.
      const isRead = !query.queryKey.includes('list') || query.queryKey[2] === 'runs'
      if (isRead) void this.#client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    }
    this.lists()
    void quietly(dropGone(this.#client))
    void this.#client.invalidateQueries({ queryKey: ['assistants'] })
  }
  stop(): void {
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (this.#timer || this.#busy) return
    this.#timer = setTimeout(() => void this.#fetch(), GATHER_MS)
  }
  async #fetch(): Promise<void> {
    this.#timer = undefined
    this.#busy = true
    const threads = [...this.#threads]
    const lists = this.#lists
    this.#threads.clear()
    this.#lists = false
    await Promise.all([
      ...threads.map((id) => quietly(refreshNewestMessages(this.#client, id))),
      ...threads.map((id) => quietly(refreshThread(this.#client, id))),
      lists && quietly(refreshThreadLists(this.#client)),
    ])
    this.#busy = false
    if (this.#lists) this.#schedule()
  }
}

/** Counts and last run of a thread that is open, which may lie far below the first page of the list. */
const refreshThread = async (client: QueryClient, thread_id: string) => {
  if (client.getQueryData(threadQuery(thread_id).queryKey)) await rewriteThread(client, thread_id)
}

const reloadMessage = async (client: QueryClient, thread_id: string, message_id: string) => {
  if (client.getQueriesData({ queryKey: messagesKey(thread_id) }).length === 0) return
  rewriteMessage(client, await request('getMessage', { params: { thread_id, message_id } }))
}

const reloadRun = async (client: QueryClient, thread_id: string, run_id: string) => {
  const cached = client.getQueriesData({ queryKey: ['threads', thread_id, 'runs'] })
  if (cached.length === 0) return
  await refreshRun(client, { thread_id, id: run_id })
  const steps = queryKey('listRunSteps', { params: { thread_id, run_id } })
  void client.invalidateQueries({ queryKey: steps })
}

/** What is gone or unreachable now is told by the next change or by reconnecting. */
const quietly = async (work: Promise<unknown>): Promise<void> => {
  try {
    await work
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
  }
}
