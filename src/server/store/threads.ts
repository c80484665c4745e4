import type { Message } from '#contract/message.ts'
import type { Thread } from '#contract/thread.ts'

import type { Keep } from './answers.ts'
import type { Facet } from './facets.ts'
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
  listThreads(page: ThreadsPage): Promise<Listed<Thread>>

  /** Removes some of what is left of threads that were deleted. @returns whether there is more */
  purgeThreads(): Promise<boolean>
}

export interface ThreadsPage extends Page {
  order_by: 'created_at' | 'last_active_at'
  /** Those that have all of them. */
  facets?: readonly Facet[]
  /** Whether to answer `summary` with each thread. */
  summary: boolean
}
