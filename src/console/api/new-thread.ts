import type { QueryClient } from '@tanstack/react-query'

import type { CreateMessageRequest } from '#contract/message.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { CreateThreadAndRunRequest } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'

import { FRESH, type Wish, ask, asWish, request } from './client.ts'
import { isSameMetadata } from './holds-fields.ts'
import { isSameContent } from './look-again.ts'
import { hostOf, unsafeBehind } from './mirror.ts'
import { Untellable } from './repeats.ts'
import { threadsIn } from './threads-in.ts'
import { type ThreadPages, threadsKey } from './threads.ts'

/** How many of the newest threads are looked at for one that may have been made. */
const LOOKED_AT = 10

export const createThreadAndRun = (body: CreateThreadAndRunRequest, wish: Wish = {}) =>
  ask('createThreadAndRun', { body, ...asWish(wish) })

/** The threads that the console knows of just now. */
export const knownThreads = (client: QueryClient): string[] => [
  ...new Set(
    client
      .getQueriesData<ThreadPages>({ queryKey: threadsKey })
      .flatMap(([, data]) => threadsIn(data))
      .map(({ id }) => id),
  ),
]

/** What makes a thread. */
interface SentThread {
  message: CreateMessageRequest
  metadata: Metadata
}

/**
 * A thread that was not known, has the metadata that was sent and begins with the message.
 * @throws {Untellable} where there is none, and the server behind does not list what it has
 */
export const lookForThread = async (
  known: readonly string[],
  { message, metadata }: SentThread,
  signal?: AbortSignal,
): Promise<Thread | undefined> => {
  const how = signal && { signal }
  const query = { order_by: 'created_at', order: 'desc', limit: LOOKED_AT } as const
  const { data } = await request('listThreads', { query, ...FRESH, ...how })
  const isMeant = (thread: Thread) =>
    !known.includes(thread.id) && isSameMetadata(thread.metadata, metadata)
  for (const thread of data.filter(isMeant)) {
    const { data: messages } = await request('listMessages', {
      params: { thread_id: thread.id },
      query: { order: 'asc', limit: 1 },
      ...FRESH,
      ...how,
    })
    const [first] = messages
    if (first?.role === message.role && isSameContent(first, message)) return thread
  }
  await ensureListed(signal)
  return undefined
}

/** The list is that of the server which was to make the thread, and not of what passed through here. @throws {Untellable} */
const ensureListed = async (signal?: AbortSignal): Promise<void> => {
  const mirror = await unsafeBehind(signal)
  if (mirror)
    throw new Untellable(
      `${hostOf(mirror)} does not list its threads, so a new one cannot be looked for.`,
    )
}
