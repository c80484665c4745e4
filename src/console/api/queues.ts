import { type QueryClient, infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import { PERSON_HEADER } from '#contract/person.ts'
import type {
  CreateQueueRequest,
  ItemStatus,
  ModifyQueueRequest,
  Queue,
  QueueAssignment,
} from '#contract/queue.ts'

import type { Patience } from '../util/patience.ts'
import { request, urlOf } from './client.ts'
import { isNotFound } from './failure.ts'
import { ofQueue, queryKey } from './query-key.ts'
import { whoReads } from './review-writes.ts'
import { reviewerId } from './reviewer.ts'
import { make } from './writes.ts'

const QUEUES_PAGE = 40
const ITEMS_PAGE = 60

/** All queues, the newest first. */
export const queuesQuery = infiniteQueryOptions({
  queryKey: queryKey('listQueues', {}),
  queryFn: ({ pageParam, signal }) =>
    request('listQueues', {
      query: { limit: QUEUES_PAGE, ...(pageParam !== undefined && { after: pageParam }) },
      signal,
    }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => (page.has_more ? (page.last_id ?? undefined) : undefined),
})

/** How often a queue is asked for that is being filled. */
const FILLING_MS = 1000

export const queueQuery = (queue_id: string) =>
  queryOptions({
    queryKey: ofQueue(queue_id),
    queryFn: ({ signal }) => request('getQueue', { params: { queue_id }, signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'filling' ? FILLING_MS : false),
  })

/** What its judgements add up to. */
export const totalsQuery = (queue_id: string) =>
  queryOptions({
    queryKey: queryKey('getQueueTotals', { params: { queue_id } }),
    queryFn: ({ signal }) => request('getQueueTotals', { params: { queue_id }, signal }),
  })

/** Which readings of a queue are listed. */
export interface ItemsAsked {
  status?: ItemStatus | undefined
  person_id?: string | undefined
}

/** Says who asks, where that is known: a reader is told their own judgements before all are. */
export const asReader = (): { headers?: Record<string, string> } => {
  const id = reviewerId.get()
  return id === undefined ? {} : { headers: { [PERSON_HEADER]: id } }
}

/** The readings of a queue by their positions. */
export const itemsQuery = (queue_id: string, { status, person_id }: ItemsAsked = {}) =>
  infiniteQueryOptions({
    queryKey: queryKey('listQueueItems', {
      params: { queue_id },
      query: { ...(status && { status }), ...(person_id && { person_id }) },
    }),
    queryFn: ({ pageParam, signal }) =>
      request('listQueueItems', {
        params: { queue_id },
        query: {
          limit: ITEMS_PAGE,
          ...(status && { status }),
          ...(person_id && { person_id }),
          ...(pageParam !== undefined && { after: pageParam }),
        },
        ...asReader(),
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.has_more ? (page.last_id ?? undefined) : undefined),
  })

const isSame = (queue: Queue, body: CreateQueueRequest): boolean =>
  queue.name === body.name && queue.query === (body.query ?? null)

/** Makes a queue; undefined where nobody said who they are. @throws {ApiFailure} */
export const createQueue = async (
  client: QueryClient,
  body: CreateQueueRequest,
  patience?: Patience,
): Promise<Queue | undefined> => {
  const person = await whoReads(client)
  if (!person) return undefined
  const before = await request('listQueues', { query: { limit: LARGEST_LIMIT } })
  const known = new Set(before.data.map(({ id }) => id))
  const look = async (signal: AbortSignal) => {
    const { data } = await request('listQueues', { query: { limit: LARGEST_LIMIT }, signal })
    return data.find((queue) => !known.has(queue.id) && isSame(queue, body))
  }
  const headers = { [PERSON_HEADER]: person.id }
  return written(client, await make('createQueue', { headers, body }, look, patience))
}

/** @throws {ApiFailure} */
export const modifyQueue = async (
  client: QueryClient,
  queue_id: string,
  body: ModifyQueueRequest,
  patience?: Patience,
): Promise<Queue | undefined> => {
  const person = await whoReads(client)
  if (!person) return undefined
  const look = async (signal: AbortSignal) => {
    const queue = await request('getQueue', { params: { queue_id }, signal })
    const { name = queue.name, state = queue.state, people } = body
    const isPeople = people === undefined || sameIds(queue.people, people ?? [])
    return queue.name === name && queue.state === state && isPeople ? queue : undefined
  }
  const headers = { [PERSON_HEADER]: person.id }
  const options = { params: { queue_id }, headers, body }
  return written(client, await make('modifyQueue', options, look, patience))
}

const sameIds = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((id) => other.includes(id))

/** Deletes a queue; what was said of its threads stays. Undefined where nobody said who they are. @throws {ApiFailure} */
export const deleteQueue = async (
  client: QueryClient,
  queue_id: string,
  patience?: Patience,
): Promise<true | undefined> => {
  const person = await whoReads(client)
  if (!person) return undefined
  const gone = { id: queue_id, object: 'queue.deleted', deleted: true } as const
  const look = (signal: AbortSignal) =>
    request('getQueue', { params: { queue_id }, signal }).then(
      () => undefined,
      (error: unknown) => {
        if (isNotFound(error)) return gone
        throw error
      },
    )
  const headers = { [PERSON_HEADER]: person.id }
  await make('deleteQueue', { params: { queue_id }, headers }, look, patience)
  client.removeQueries({ queryKey: ofQueue(queue_id), type: 'inactive' })
  void client.invalidateQueries({ queryKey: queuesQuery.queryKey })
  return true
}

/** Gives readings that nobody has to people in turn; to nobody, all that are open are anybody's. @throws {ApiFailure} */
export const assignItems = async (
  client: QueryClient,
  queue_id: string,
  people: readonly string[],
  patience?: Patience,
): Promise<QueueAssignment | undefined> => {
  const person = await whoReads(client)
  if (!person) return undefined
  const headers = { [PERSON_HEADER]: person.id }
  const body = { people: [...people] }
  const options = { params: { queue_id }, headers, body }
  // Once more it assigns what is left.
  const assignment = await make('assignQueueItems', options, async () => undefined, patience)
  void client.invalidateQueries({ queryKey: ofQueue(queue_id) })
  return assignment
}

/** Where the judgements of a queue are as a file. */
export const queueExportUrl = (queue_id: string, format: 'csv' | 'ndjson'): string =>
  urlOf('exportQueue', { params: { queue_id }, query: { format } })

const written = (client: QueryClient, queue: Queue): Queue => {
  client.setQueryData(queueQuery(queue.id).queryKey, queue)
  void client.invalidateQueries({ queryKey: queuesQuery.queryKey })
  return queue
}
