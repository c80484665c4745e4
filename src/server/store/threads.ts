import type { Message } from '#contract/message.ts'
import type { Thread } from '#contract/thread.ts'

import type { Facet } from '../search/facet.ts'
import type { Match } from '../search/match.ts'
import type { Keep } from './answers.ts'
import type { Listed, Page } from './pages.ts'
import type { Brought } from './vector-stores.ts'

export interface ThreadStore {
  /** Inserts a thread with its first messages and what it brings, all or nothing. */
  insertThread(
    thread: Thread,
    messages: Message[],
    brought?: Brought,
    keep?: Keep<void>,
  ): Promise<void>
  getThread(id: string, include?: { summary?: boolean }): Promise<Thread | undefined>
  updateThread(
    id: string,
    change: (thread: Thread) => Thread,
    brought?: Brought,
  ): Promise<Thread | undefined>
  /** Deletes a thread with its messages, runs, steps and events. An active run does not hold it. */
  deleteThread(id: string): Promise<boolean>
  /** @param signal a list narrowed by a search is not begun where nobody waits for it any more */
  listThreads(page: ThreadsPage, signal?: AbortSignal): Promise<Listed<Thread>>
  /** How many threads such a list has: counted up to `MOST_COUNTED`, or to less where counting is slow. */
  countThreads(
    list: ThreadsCounted,
    signal?: AbortSignal,
  ): Promise<{ threads: number; more: boolean }>

  /** Removes some of what is left of threads that were deleted. @returns whether there is more */
  purgeThreads(): Promise<boolean>
}

export type ThreadsCounted = Pick<ThreadsPage, 'facets' | 'match'>

export interface ThreadsPage extends Page {
  order_by: 'created_at' | 'last_active_at'
  /** Those that have all of them. */
  facets?: readonly Facet[]
  /** Those that a search finds. */
  match?: Match
  /** Whether to answer `summary` with each thread. */
  summary: boolean
}
