import type { QueryClient } from '@tanstack/react-query'

import type { Metadata } from '#contract/primitives.ts'
import type { Thread } from '#contract/thread.ts'

import { forgetDraftsOf, holdDraftsOf } from '../util/drafts.ts'
import type { Patience } from '../util/patience.ts'
import { ApiFailure, isNotFound } from './failure.ts'
import { tellThreadGone } from './gone-threads.ts'
import { ofThread } from './query-key.ts'
import { removeSamples } from './samples.ts'
import { dropHits, rewriteThreadOfHits } from './search.ts'
import { changeThreadLists } from './thread-arrivals.ts'
import { removeThread, replaceThreads } from './thread-pages.ts'
import { type ThreadPages, readThread, threadQuery, threadsKey } from './threads.ts'
import { change } from './writes.ts'

export const modifyThread = (thread_id: string, metadata: Metadata, patience?: Patience) =>
  change('modifyThread', { params: { thread_id }, body: { metadata } }, patience)

export const deleteThread = (thread_id: string, patience?: Patience) =>
  change('deleteThread', { params: { thread_id } }, patience)

/** Writes a thread's own fields where it is cached: its entry, its rows in place, and beside its matches. */
export const writeThread = (client: QueryClient, thread: Thread): void => {
  client.setQueryData(threadQuery(thread.id).queryKey, (before) =>
    thread.summary || !before?.summary ? thread : { ...thread, summary: before.summary },
  )
  changeThreadLists(client, (data) => replaceThreads(data, [thread]))
  rewriteThreadOfHits(client, thread)
}

/** Reads a thread anew and writes it. */
export const rewriteThread = async (client: QueryClient, thread_id: string): Promise<void> =>
  writeThread(client, await readThread(thread_id))

/** Deleted by this page, which goes elsewhere by itself: it need not be told that they are gone. */
const deletedHere = new Set<string>()

/** Whether this page deletes a thread, or has: it is not asked for meanwhile. */
export const isDeletedHere = (thread_id: string): boolean => deletedHere.has(thread_id)

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
    // What changed meanwhile was not asked for.
    void client.invalidateQueries({ queryKey: threadQuery(thread_id).queryKey, exact: true })
    throw error
  }
  onDeleted()
  leaveOut(client, thread_id)
}

/**
 * Removes the samples, and answers whether `thread_id`, which is open, was one of them: then `onGone` is
 * called just before it is forgotten. @throws {ApiFailure}
 */
export const removeSamplesHere = async (
  client: QueryClient,
  thread_id: string | undefined,
  onGone: () => void,
  patience?: Patience,
): Promise<boolean> => {
  if (thread_id !== undefined) deletedHere.add(thread_id)
  try {
    await removeSamples(patience)
  } catch (error) {
    if (thread_id !== undefined) deletedHere.delete(thread_id)
    throw error
  }
  if (thread_id === undefined) return false
  const isGone = await readThread(thread_id).then(() => false, isNotFound)
  if (isGone) {
    onGone()
    leaveOut(client, thread_id)
    return true
  }
  deletedHere.delete(thread_id)
  // It could not be read, perhaps: what shows it asks then.
  void client.invalidateQueries({ queryKey: threadQuery(thread_id).queryKey, exact: true })
  return false
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
  tellThreadGone(thread_id)
  changeThreadLists(client, (data) => removeThread(data, thread_id))
  removeOnceRead(client, thread_id)
  dropHits(client, (hit) => hit.thread_id === thread_id)
  if (!isHeld) setTimeout(() => forgetDraftsOf(thread_id), FORGET_AFTER_MS)
  client.removeQueries({ queryKey: ofThread(thread_id), type: 'inactive' })
  // Whoever comes back to it asks, and is refused.
  void client.invalidateQueries({ queryKey: ofThread(thread_id), refetchType: 'none' })
}

/** A page that is on its way is added to the list as it was when it was asked for, with what is gone since. */
const removeOnceRead = (client: QueryClient, thread_id: string): void => {
  const lists = client.getQueryCache().findAll({ queryKey: threadsKey, fetchStatus: 'fetching' })
  for (const { queryKey, promise } of lists) {
    const remove = () =>
      client.setQueryData<ThreadPages>(queryKey, (data) => data && removeThread(data, thread_id))
    // A moment later, once the list has it.
    const soon = () => void setTimeout(remove)
    void promise?.then(soon, soon)
  }
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
