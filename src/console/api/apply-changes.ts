import type { Query, QueryClient } from '@tanstack/react-query'
import * as z from 'zod/mini'

import { ChangeEvent } from '#contract/change.ts'

import { tellThreadChanged } from './changed-threads.ts'
import { request } from './client.ts'
import { dropGone } from './drop-gone.ts'
import { ApiFailure, mayRetry } from './failure.ts'
import { untilWorthTrying } from './insistently.ts'
import { isLoaded, refreshNewestMessages, rewriteMessage } from './messages.ts'
import {
  isOfList,
  isUnder,
  ofAssistants,
  ofRuns,
  ofSaid,
  ofThreads,
  queryKey,
  threadIn,
} from './query-key.ts'
import { refreshAllQueues, refreshQueues } from './queue-news.ts'
import { outdateReviews } from './reviews.ts'
import { refreshRun } from './run-pages.ts'
import { dropMessage } from './run-stream.ts'
import { isAmongHits, outdateSearches } from './search.ts'
import { refreshThreadLists } from './thread-arrivals.ts'
import { tellThreadNews } from './thread-news.ts'
import { dropThread, isDeletedHere, rewriteThread } from './thread-writes.ts'
import { threadsIn } from './threads-in.ts'
import { type ThreadPages, threadQuery, threadsKey } from './threads.ts'

/** How long changes are gathered before the newest pages are fetched: a burst is one request. */
const GATHER_MS = 120
/** How often lists are fetched while an import goes on, which is told every second. */
const IMPORT_MS = 5000

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
  /** Some changes cannot be told. */
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
  outdateSearches(client)
  if (thread_id) tellThreadChanged(thread_id)
  switch (change.type) {
    case 'reset':
      return gathered.everything()
    case 'assistant.created':
    case 'assistant.modified':
    case 'assistant.deleted':
      return gathered.assistants()
    case 'thread.created':
      if (thread_id) gathered.unread(thread_id)
      return gathered.lists()
    case 'thread.imported':
      return gathered.imported()
    case 'thread.modified':
      if (thread_id) gathered.head(thread_id)
      return
    case 'thread.deleted':
      if (thread_id) dropThread(client, thread_id)
      return gathered.said('reviews')
    case 'message.created':
      if (thread_id && message_id) tellThreadNews({ thread_id, message_id })
      if (thread_id) gathered.thread(thread_id)
      // It came after the verdicts that were given.
      if (thread_id) outdateReviews(client, thread_id)
      return
    case 'message.modified':
      if (thread_id && message_id) tellThreadNews({ thread_id, message_id })
      if (thread_id && message_id) gathered.message(thread_id, message_id)
      return
    case 'message.deleted':
      if (thread_id && message_id) dropMessage(client, thread_id, message_id)
      // Its count stands in the thread's own head too.
      if (thread_id) gathered.thread(thread_id)
      if (thread_id) outdateReviews(client, thread_id)
      return
    case 'run.created':
    case 'run.modified':
      if (thread_id && run_id) tellThreadNews({ thread_id, run_id })
      if (thread_id && run_id) gathered.run(thread_id, run_id)
      if (thread_id) gathered.thread(thread_id)
      return
    case 'run_step.created':
    case 'run_step.modified':
      if (thread_id && run_id) tellThreadNews({ thread_id, run_id })
      return
    case 'review.created':
    case 'review.modified':
    case 'review.deleted':
      if (thread_id) gathered.reviewed(thread_id)
      return
    case 'label.created':
    case 'label.modified':
      // One that was merged is another in all that has it.
      return gathered.said('labels', 'reviews')
    case 'person.created':
    case 'person.modified':
      return gathered.said('people', 'reviews')
    case 'queue.created':
    case 'queue.modified':
    case 'queue.deleted':
    case 'queue.item.modified':
      if (change.queue_id) gathered.queue(change.queue_id)
      return
    default:
      // Steps come with the stream of their run and with its next state; files are read when they are shown.
      return
  }
}

/** Changes that end in fetching something, gathered so that a burst fetches it once. */
class Gathered {
  readonly #client: QueryClient
  readonly #threads = new Set<string>()
  readonly #heads = new Set<string>()
  /** Threads of which something came that could not be read before: they may be another server's. */
  readonly #came = new Set<string>()
  /** Messages and runs that changed: the thread of each, by its id. */
  readonly #messages = new Map<string, string>()
  readonly #runs = new Map<string, string>()
  readonly #said = new Set<keyof typeof ofSaid>()
  readonly #queues = new Set<string>()
  #lists = false
  #assistants = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #busy = false
  /** Runs since lists were fetched for an import. */
  #importing: ReturnType<typeof setTimeout> | undefined
  #isImported = false
  /** Asks again for what could not be read. */
  readonly #unread: (() => void)[] = []
  #stopped = false

  constructor(client: QueryClient) {
    this.#client = client
  }

  lists(): void {
    this.#lists = true
    this.#schedule()
  }
  /** What could not be read of a thread may be there now that something of it is: it came from another server. */
  unread(id: string): void {
    this.#came.add(id)
  }
  #askAgain(): void {
    const came = [...this.#came]
    this.#came.clear()
    const isOfThem = ({ queryKey: key }: Query) =>
      isUnder(key, ofAssistants) || came.includes(threadIn(key) ?? '')
    const predicate = (query: Query) => isUnread(query) && isOfThem(query)
    if (came.length > 0) void this.#client.refetchQueries({ type: 'active', predicate })
  }
  /** The first threads of an import are shown at once, the last when it is over. */
  imported(): void {
    this.#isImported = true
    if (this.#importing) return
    this.#isImported = false
    this.lists()
    this.#importing = setTimeout(() => {
      this.#importing = undefined
      if (this.#isImported) this.imported()
    }, IMPORT_MS)
  }
  thread(id: string): void {
    this.#threads.add(id)
    this.unread(id)
    this.lists()
  }
  /** A thread itself, wherever it is shown. */
  head(id: string): void {
    this.#heads.add(id)
    this.lists()
  }
  message(thread_id: string, id: string): void {
    this.#messages.set(id, thread_id)
    this.#schedule()
  }
  run(thread_id: string, id: string): void {
    this.#runs.set(id, thread_id)
    this.#schedule()
  }
  said(...nouns: (keyof typeof ofSaid)[]): void {
    for (const noun of nouns) this.#said.add(noun)
    this.#schedule()
  }
  queue(id: string): void {
    this.#queues.add(id)
    this.#schedule()
  }
  /** What is said about a thread, and what is shown of it beside the thread. */
  reviewed(thread_id: string): void {
    const history = queryKey('listReviewHistory', { params: { thread_id } })
    void this.#client.invalidateQueries({ queryKey: history })
    this.head(thread_id)
    this.said('reviews')
  }
  assistants(): void {
    this.#assistants = true
    this.#schedule()
  }
  /** After a gap in the feed anything may have changed: the newest pages are fetched, old pages kept. */
  everything(): void {
    tellThreadNews(undefined)
    tellThreadChanged(undefined)
    // What is not on screen is fetched anew when it is next asked for.
    this.#client.removeQueries({ queryKey: ofThreads, type: 'inactive' })
    const open = this.#client.getQueryCache().findAll({ queryKey: ofThreads, type: 'active' })
    for (const query of open) {
      const id = threadIn(query.queryKey)
      if (id === undefined) continue
      this.thread(id)
      // Lists of messages grow by what is new; those of runs and steps are short.
      const isRead = !isOfList(query.queryKey) || isUnder(query.queryKey, ofRuns(id))
      if (isRead) void this.#client.invalidateQueries({ queryKey: query.queryKey, exact: true })
    }
    this.lists()
    this.#dropGone()
    this.said('reviews', 'labels', 'people')
    refreshAllQueues(this.#client)
    this.assistants()
  }
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    clearTimeout(this.#importing)
  }

  #schedule(): void {
    if (this.#timer || this.#busy) return
    this.#timer = setTimeout(() => void this.#fetch(), GATHER_MS)
  }
  async #fetch(): Promise<void> {
    this.#timer = undefined
    this.#busy = true
    try {
      await this.#fetchGathered()
    } finally {
      // Whatever went wrong, the next change is fetched.
      this.#busy = false
      const more = this.#lists || this.#assistants || this.#said.size > 0
      const named = this.#messages.size + this.#runs.size + this.#queues.size
      if (more || named > 0) this.#schedule()
    }
  }
  async #fetchGathered(): Promise<void> {
    const threads = [...this.#threads].filter((id) => !isDeletedHere(id))
    const heads = [...this.#heads].filter((id) => !isDeletedHere(id) && isShown(this.#client, id))
    const messages = [...this.#messages]
    const runs = [...this.#runs]
    const lists = this.#lists
    this.#askAgain()
    this.#messages.clear()
    this.#runs.clear()
    this.#threads.clear()
    this.#heads.clear()
    this.#lists = false
    for (const noun of this.#said) void this.#client.invalidateQueries({ queryKey: ofSaid[noun] })
    this.#said.clear()
    if (this.#queues.size > 0) refreshQueues(this.#client, this.#queues)
    this.#queues.clear()
    if (this.#assistants) void this.#client.invalidateQueries({ queryKey: ofAssistants })
    this.#assistants = false
    const client = this.#client
    const read = (work: Promise<unknown>, again: () => void) => this.#read(work, again)
    await Promise.all([
      ...threads.map((id) => read(refreshNewestMessages(client, id), () => this.thread(id))),
      ...threads.map((id) => read(refreshThread(client, id), () => this.thread(id))),
      ...heads.map((id) => read(rewriteThread(client, id), () => this.head(id))),
      ...messages.map(([id, of]) =>
        read(reloadMessage(client, of, id), () => this.message(of, id)),
      ),
      ...runs.map(([id, of]) => read(reloadRun(client, of, id), () => this.run(of, id))),
      lists && read(refreshThreadLists(client), () => this.lists()),
    ])
  }

  #dropGone(): void {
    void this.#read(dropGone(this.#client), () => this.#dropGone())
  }
  /**
   * What is gone now is told by the next change; what the server could not be asked for is asked for again.
   * An error nobody foresaw is told to the browser, and holds up nothing else.
   */
  async #read(work: Promise<unknown>, again: () => void): Promise<void> {
    try {
      await work
    } catch (error) {
      if (!(error instanceof ApiFailure)) return reportError(error)
      if (!mayRetry(error) || this.#unread.push(again) > 1) return
      void untilWorthTrying().then(() => {
        for (const ask of this.#unread.splice(0)) if (!this.#stopped) ask()
      })
    }
  }
}

/** Whether a thread is open, or a row that is loaded of a list, or stands beside a match. */
const isShown = (client: QueryClient, thread_id: string): boolean =>
  isAmongHits(client, thread_id) ||
  client.getQueryData(threadQuery(thread_id).queryKey) !== undefined ||
  client
    .getQueriesData<ThreadPages>({ queryKey: threadsKey })
    .some(([, data]) => threadsIn(data).some(({ id }) => id === thread_id))

/** Counts and last run of a thread that is open, which may lie far below the first page of the list. */
const refreshThread = async (client: QueryClient, thread_id: string) => {
  if (client.getQueryData(threadQuery(thread_id).queryKey)) await rewriteThread(client, thread_id)
}

const reloadMessage = async (client: QueryClient, thread_id: string, message_id: string) => {
  if (!isLoaded(client, thread_id, message_id)) return
  rewriteMessage(client, await request('getMessage', { params: { thread_id, message_id } }))
}

const reloadRun = async (client: QueryClient, thread_id: string, run_id: string) => {
  const cached = client.getQueriesData({ queryKey: ofRuns(thread_id) })
  if (cached.length === 0) return
  await refreshRun(client, { thread_id, id: run_id })
  const steps = queryKey('listRunSteps', { params: { thread_id, run_id } })
  void client.invalidateQueries({ queryKey: steps })
}
