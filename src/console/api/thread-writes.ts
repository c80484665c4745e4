import type { QueryClient } from '@tanstack/react-query'

import type { Metadata } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

import { forgetDraftsOf, holdDraftsOf } from '../util/drafts.ts'
import type { Patience } from '../util/patience.ts'
import { ApiFailure } from './failure.ts'
import { ofThread } from './query-key.ts'
import { changeThreadLists } from './thread-arrivals.ts'
import { removeThread, replaceThreads } from './thread-pages.ts'
import { readThread, threadQuery } from './threads.ts'
import { change } from './writes.ts'

export const modifyThread = (thread_id: string, metadata: Metadata, patience?: Patience) =>
  change('modifyThread', { params: { thread_id }, body: { metadata } }, patience)

export const deleteThread = (thread_id: string, patience?: Patience) =>
  change('deleteThread', { params: { thread_id } }, patience)

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
  patience?: Patience,
): Promise<void> => {
  deletedHere.add(thread_id)
  try {
    await deleteThread(thread_id, patience)
  } catch (error) {
    deletedHere.delete(thread_id)
    throw error
  }
  onDeleted()
  leaveOut(client, thread_id)
}

/** How soon drafts are forgotten: a tab that shows what others deleted has then made sure of its own. */
const FORGET_AFTER_MS = 1000

/**
 * Takes a deleted thread out of the lists and forgets all of it that nobody looks at, drafts too. What was
 * being written when others deleted it stays with whoever writes it.
 */
export const dropThread = (client: QueryClient, thread_id: string): void => {
  // Whoever deletes it here goes elsewhere first, and then drops it.
  if (deletedHere.has(thread_id)) return
  const isShown = isOpen(client, thread_id)
  if (isShown) holdDraftsOf(thread_id)
  leaveOut(client, thread_id, isShown)
  markGone(client, thread_id)
}

const leaveOut = (client: QueryClient, thread_id: string, isHeld = false): void => {
  changeThreadLists(client, (data) => removeThread(data, thread_id))
  if (!isHeld) setTimeout(() => forgetDraftsOf(thread_id), FORGET_AFTER_MS)
  client.removeQueries({ queryKey: ofThread(thread_id), type: 'inactive' })
  // Whoever comes back to it asks, and is refused.
  void client.invalidateQueries({ queryKey: ofThread(thread_id), refetchType: 'none' })
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
