import type { QueryClient } from '@tanstack/react-query'

import type { Metadata } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

import { forgetDraftsOf, holdDraftsOf } from '../util/drafts.ts'
import { ApiFailure } from './failure.ts'
import { changeThreadLists } from './thread-arrivals.ts'
import { removeThread, replaceThreads } from './thread-pages.ts'
import { deleteThread, readThread, threadQuery } from './threads.ts'

/** Writes a thread's own fields where it is cached: its entry, and its rows in place. */
export const writeThread = (client: QueryClient, thread: Thread): void => {
  client.setQueryData(threadQuery(thread.id).queryKey, (before) =>
    thread.summary || !before?.summary ? thread : { ...thread, summary: before.summary },
  )
  changeThreadLists(client, (data) => replaceThreads(data, [thread]))
}

/** Reads a thread anew and writes it. */
export const rewriteThread = async (client: QueryClient, thread_id: string): Promise<void> =>
  writeThread(client, await readThread(thread_id))

/** Deleted by this page, which goes elsewhere by itself: it need not be told that they are gone. */
const deletedHere = new Set<string>()

/** Deletes a thread. `onDeleted` is called just before it leaves the lists. @throws {ApiFailure} */
export const deleteThreadHere = async (
  client: QueryClient,
  thread_id: string,
  onDeleted: () => void,
): Promise<void> => {
  deletedHere.add(thread_id)
  try {
    await deleteThread(thread_id)
  } catch (error) {
    deletedHere.delete(thread_id)
    throw error
  }
  onDeleted()
  dropThread(client, thread_id)
}

/** How soon drafts are forgotten: a tab that shows what others deleted has then made sure of its own. */
const FORGET_AFTER_MS = 1000

/**
 * Takes a deleted thread out of the lists and forgets all of it that nobody looks at, drafts too. What was
 * being written when others deleted it stays with whoever writes it.
 */
export const dropThread = (client: QueryClient, thread_id: string): void => {
  changeThreadLists(client, (data) => removeThread(data, thread_id))
  if (!deletedHere.has(thread_id) && isOpen(client, thread_id)) holdDraftsOf(thread_id)
  else setTimeout(() => forgetDraftsOf(thread_id), FORGET_AFTER_MS)
  client.removeQueries({ queryKey: ['threads', thread_id], type: 'inactive' })
  // Whoever comes back to it asks, and is refused.
  void client.invalidateQueries({ queryKey: ['threads', thread_id], refetchType: 'none' })
  if (!deletedHere.has(thread_id)) markGone(client, thread_id)
}

const isOpen = (client: QueryClient, thread_id: string): boolean => {
  const { queryKey } = threadQuery(thread_id)
  return client.getQueryCache().find({ queryKey, exact: true })?.isActive() ?? false
}

/** What shows the thread says that it is gone, without asking for it. */
const markGone = (client: QueryClient, thread_id: string): void => {
  const { queryKey } = threadQuery(thread_id)
  const error = new ApiFailure('The thread was deleted.', { kind: 'refused', status: 404 })
  client.getQueryCache().find({ queryKey, exact: true })?.setState({ status: 'error', error })
}

/** A thread with other metadata, as it will stand once the server agrees. */
export const withMetadata = (thread: Thread, metadata: Metadata): Thread => ({
  ...thread,
  metadata,
})
