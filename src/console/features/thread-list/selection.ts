import { messageCount, threadTitle } from '#console/api/threads.ts'
import type { Thread } from '#contract/thread.ts'

/** What is kept of a selected thread, which may be out of the list by the time it is used. */
export interface Selected {
  id: string
  title: string
  /** Undefined where the list did not tell. */
  messages: number | undefined
}

/** The threads that are selected, in the order in which they were. */
export interface Selection {
  threads: ReadonlyMap<string, Selected>
  /** Where a range begins: the thread that was selected or taken out last. */
  anchor: string | undefined
  /** What the last range brought: another one from the same anchor takes its place. */
  range: readonly string[]
}

export const NONE: Selection = { threads: new Map(), anchor: undefined, range: [] }

export const toSelected = (thread: Thread): Selected => ({
  id: thread.id,
  title: threadTitle(thread),
  messages: messageCount(thread),
})

/** Selects a thread, or takes it out. */
export const toggle = (selection: Selection, thread: Thread): Selection => {
  const threads = new Map(selection.threads)
  if (!threads.delete(thread.id)) threads.set(thread.id, toSelected(thread))
  return { threads, anchor: thread.id, range: [] }
}

/**
 * Selects all from the anchor up to a thread, in the order of the list. What an earlier range from the same
 * anchor brought and this one does not reach is out again.
 * @param from the anchor where there is none, or none in the list
 */
export const extendTo = (
  selection: Selection,
  list: readonly Thread[],
  to: string,
  from: string = to,
): Selection => {
  const at = (id: string | undefined) => list.findIndex((thread) => thread.id === id)
  const isThere = at(selection.anchor) >= 0
  const anchor = isThere ? selection.anchor : from
  const ends = [at(anchor), at(to)].toSorted((one, other) => one - other)
  const [first = -1, last = -1] = ends
  if (first < 0) return selection
  const reached = list.slice(first, last + 1)
  const threads = new Map(selection.threads)
  if (isThere) for (const id of selection.range) threads.delete(id)
  const range: string[] = []
  for (const thread of reached) {
    // What was selected before stays so when the range shrinks.
    if (threads.has(thread.id)) continue
    threads.set(thread.id, toSelected(thread))
    range.push(thread.id)
  }
  return { threads, anchor, range }
}

/** Selects more threads. */
export const include = (selection: Selection, more: Iterable<Selected>): Selection => {
  const threads = new Map(selection.threads)
  for (const each of more) threads.set(each.id, each)
  return { ...selection, threads, range: [] }
}

/** Takes threads out, where they are in. */
export const leaveOut = (selection: Selection, ids: Iterable<string>): Selection => {
  const threads = new Map(selection.threads)
  for (const id of ids) threads.delete(id)
  if (threads.size === selection.threads.size) return selection
  return { ...selection, threads, range: selection.range.filter((id) => threads.has(id)) }
}

/** How many messages the threads have together; undefined where it is not known of each. */
export const messagesOf = (threads: Iterable<Selected>): number | undefined => {
  let sum = 0
  for (const { messages } of threads) {
    if (messages === undefined) return undefined
    sum += messages
  }
  return sum
}
