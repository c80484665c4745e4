import { type OperationName, operations } from '#contract/operations.ts'

import { type Address, fillPath } from './client.ts'

/** Stands in the key of a collection, where that of one object has its id. */
const LIST = 'list'

/**
 * The cache key of an operation: filled path, `'list'` for a collection, then the query.
 * Cursors and limits are no part of it: pass the query without them.
 */
export const queryKey = <Name extends OperationName>(
  name: Name,
  options: Address<Name>,
): readonly unknown[] => {
  // The generic is erased here: parameters and query are plain records whatever the operation.
  const { params, query } = options as {
    params?: Record<string, string>
    query?: Record<string, unknown>
  }
  const path = fillPath(operations[name].path, params).split('/').filter(Boolean)
  const key: unknown[] = path.map(decodeURIComponent)
  if (name.startsWith('list')) key.push(LIST)
  if (query && Object.values(query).some((value) => value !== undefined)) key.push(query)
  return key
}

/** What the keys begin with of all that is cached of assistants, of threads, of one thread, and of its runs. */
export const ofAssistants = queryKey('listAssistants', {}).slice(0, 1)
export const ofThreads = queryKey('listThreads', {}).slice(0, 1)
export const ofThread = (thread_id: string) => queryKey('getThread', { params: { thread_id } })
export const ofRuns = (thread_id: string) =>
  queryKey('listRuns', { params: { thread_id } }).slice(0, -1)

/** The key of what is read whole to be compared. It lies apart: no change of a thread reaches it. */
export const comparedKey = (thread_id: string, run_id?: string): readonly unknown[] => [
  'compared',
  thread_id,
  ...(run_id === undefined ? [] : [run_id]),
]

/** The same of what people say about threads, by its noun. */
export const ofSaid = {
  reviews: queryKey('listReviews', {}).slice(0, 1),
  labels: queryKey('listLabels', {}).slice(0, 1),
  people: queryKey('listPeople', {}).slice(0, 1),
} as const

/** The same of queues, and of one of them. */
export const ofQueues = queryKey('listQueues', {}).slice(0, 1)
export const ofQueue = (queue_id: string) => queryKey('getQueue', { params: { queue_id } })

/** Whether a key is of a collection. */
export const isOfList = (key: readonly unknown[]): boolean => key.includes(LIST)

/** Whether a key is of what `start` begins the keys of. */
export const isUnder = (key: readonly unknown[], start: readonly unknown[]): boolean =>
  start.every((part, at) => part === key[at])

/** The thread whose own a key is, or what belongs to it. */
export const threadIn = (key: readonly unknown[]): string | undefined => {
  const id = key[ofThreads.length]
  return isUnder(key, ofThreads) && typeof id === 'string' && id !== LIST ? id : undefined
}
