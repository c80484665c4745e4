import type { QueryClient } from '@tanstack/react-query'

import type { Metadata } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

import { removeThread, replaceThreads } from './thread-pages.ts'
import { type ThreadPages, readThread, threadQuery, threadsKey } from './threads.ts'

/** Writes a thread's own fields where it is cached: its entry, and its rows in place. */
export const writeThread = (client: QueryClient, thread: Thread): void => {
  client.setQueryData(threadQuery(thread.id).queryKey, (before) =>
    thread.summary || !before?.summary ? thread : { ...thread, summary: before.summary },
  )
  client.setQueriesData<ThreadPages>({ queryKey: threadsKey }, (data) =>
    data ? replaceThreads(data, [thread]) : data,
  )
}

/** Reads a thread anew and writes it. */
export const rewriteThread = async (client: QueryClient, thread_id: string): Promise<void> =>
  writeThread(client, await readThread(thread_id))

/** Takes a deleted thread out of the lists and forgets everything of it that nobody looks at. */
export const dropThread = (client: QueryClient, thread_id: string): void => {
  client.setQueriesData<ThreadPages>({ queryKey: threadsKey }, (data) =>
    data ? removeThread(data, thread_id) : data,
  )
  client.removeQueries({ queryKey: ['threads', thread_id], type: 'inactive' })
  // One that is open asks again, is refused, and says that the thread is gone.
  void client.invalidateQueries({ queryKey: threadQuery(thread_id).queryKey, exact: true })
}

/** A thread with other metadata, as it will stand once the server agrees. */
export const withMetadata = (thread: Thread, metadata: Metadata): Thread => ({
  ...thread,
  metadata,
})
