import type { QueryClient } from '@tanstack/react-query'

import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import { PERSON_HEADER } from '#contract/person.ts'
import type { QueueClaim, QueueItem } from '#contract/queue.ts'
import type { Criteria, Review } from '#contract/review.ts'

import type { Patience } from '../util/patience.ts'
import { ask, request } from './client.ts'
import { isNotFound } from './failure.ts'
import { messagesQuery } from './messages.ts'
import { ofQueue, ofSaid } from './query-key.ts'
import { refreshQueues } from './queue-news.ts'
import { whoReads } from './review-writes.ts'
import { reviewerId } from './reviewer.ts'
import { runsQuery } from './runs.ts'
import type { Said } from './said.ts'
import { threadQuery } from './threads.ts'
import { make } from './writes.ts'

/** What a reader says of a thread of a queue. */
export interface Judgement extends Said {
  criteria: Criteria
  /** How long it was read. */
  seconds: number | null
}

/** Which reading of a queue is meant. */
export type ItemPlace = Pick<QueueItem, 'id' | 'queue_id' | 'thread_id'>

/** Takes a reading, so that nobody else has it: the next one, or that one. @throws {ApiFailure} */
export const claimItem = async (
  client: QueryClient,
  queue_id: string,
  body: { item_id?: string; after?: string },
): Promise<QueueClaim | undefined> => {
  const person = await whoReads(client)
  if (!person) return undefined
  const headers = { [PERSON_HEADER]: person.id }
  const claim = await ask('claimQueueItem', { params: { queue_id }, headers, body })
  for (const item of [claim.item, claim.upcoming]) if (item) fetchAhead(client, item.thread_id)
  return claim
}

/** What is shown of a thread at once when it is opened. */
const fetchAhead = (client: QueryClient, thread_id: string): void => {
  void client.prefetchQuery(threadQuery(thread_id))
  void client.prefetchInfiniteQuery(messagesQuery(thread_id))
  void client.prefetchInfiniteQuery(runsQuery(thread_id))
}

/** How many of the reader's own readings are looked through for one, a page each time. */
const MOST_PAGES = 20

/** A reading that the reader judged, as the queue lists it; undefined where it is not among theirs. @throws {ApiFailure} */
export const findItem = async (
  queue_id: string,
  item_id: string,
): Promise<QueueItem | undefined> => {
  const person_id = reviewerId.get()
  if (person_id === undefined) return undefined
  const headers = { [PERSON_HEADER]: person_id }
  let after: string | undefined
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await request('listQueueItems', {
      params: { queue_id },
      query: { person_id, limit: LARGEST_LIMIT, ...(after !== undefined && { after }) },
      headers,
    })
    const found = page.data.find(({ id }) => id === item_id)
    if (found || !page.has_more || !page.last_id) return found
    after = page.last_id
  }
  return undefined
}

/** Lets a reading go that is held: anybody may have it. Never rejects: a claim ends by itself as well. */
export const releaseItem = async ({ queue_id, id }: ItemPlace): Promise<void> => {
  const person_id = reviewerId.get()
  if (person_id === undefined) return
  const params = { queue_id, item_id: id }
  await ask('releaseQueueItem', { params, headers: { [PERSON_HEADER]: person_id } }).catch(
    () => undefined,
  )
}

/** What the reader said of a thread in a queue; undefined where they said nothing yet. */
export const readJudgement = async (
  { queue_id, thread_id }: Pick<ItemPlace, 'queue_id' | 'thread_id'>,
  signal?: AbortSignal,
): Promise<Review | undefined> => {
  const person_id = reviewerId.get()
  if (person_id === undefined) return undefined
  const { data } = await request('listReviews', {
    query: { queue_id, thread_id, person_id },
    headers: { [PERSON_HEADER]: person_id },
    ...(signal && { signal }),
  })
  return data.find((review) => review.message_id === null && review.person.id === person_id)
}

/** The same, kept until something of the queue changes. */
export const judgementQuery = (place: ItemPlace, person_id: string | undefined) => ({
  queryKey: [...ofQueue(place.queue_id), 'judgement', place.thread_id, person_id ?? null],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await readJudgement(place, signal)) ?? null,
})

export const judgementOf = (review: Review): Judgement => {
  const { verdict, labels, note, flagged, criteria, seconds } = review
  return { verdict, labels, note, flagged, criteria, seconds }
}

const isSaid = (review: Review, judgement: Judgement): boolean => {
  const { seconds: _, ...said } = judgementOf(review)
  return Object.entries(said).every(
    ([key, value]) => JSON.stringify(value) === JSON.stringify(judgement[key as keyof typeof said]),
  )
}

/** Judges a thread of a queue, or says otherwise. @throws {ApiFailure} */
export const judge = async (
  client: QueryClient,
  place: ItemPlace,
  judgement: Judgement,
  patience?: Patience,
): Promise<Review> => {
  const { queue_id, thread_id } = place
  const headers = { [PERSON_HEADER]: reviewerId.get() ?? '' }
  const look = async (signal: AbortSignal) => {
    const there = await readJudgement(place, signal)
    return there && isSaid(there, judgement) ? there : undefined
  }
  const body = { thread_id, queue_id, ...judgement }
  const review = await make('createReview', { headers, body }, look, patience)
  client.setQueryData(judgementQuery(place, reviewerId.get()).queryKey, review)
  refresh(client, place)
  return review
}

/** Takes a judgement back: the reading is open again. @throws {ApiFailure} */
export const takeBack = async (client: QueryClient, place: ItemPlace): Promise<void> => {
  const review = await readJudgement(place)
  if (review) {
    const headers = { [PERSON_HEADER]: reviewerId.get() ?? '' }
    const gone = { id: review.id, object: 'review.deleted', deleted: true } as const
    const options = { params: { review_id: review.id }, headers }
    const look = async (signal: AbortSignal) =>
      (await readJudgement(place, signal)) ? undefined : gone
    await make('deleteReview', options, look).catch((error: unknown) => {
      if (!isNotFound(error)) throw error
    })
  }
  client.setQueryData(judgementQuery(place, reviewerId.get()).queryKey, null)
  refresh(client, place)
}

/** @throws {ApiFailure} */
export const skipItem = (
  client: QueryClient,
  place: ItemPlace,
  patience?: Patience,
): Promise<void> => move(client, 'skipQueueItem', 'skipped', place, patience)

/** Takes it back that a reading was skipped. @throws {ApiFailure} */
export const reopenItem = (client: QueryClient, place: ItemPlace): Promise<void> =>
  move(client, 'reopenQueueItem', 'open', place)

const move = async (
  client: QueryClient,
  name: 'skipQueueItem' | 'reopenQueueItem',
  status: QueueItem['status'],
  place: ItemPlace,
  patience?: Patience,
): Promise<void> => {
  const params = { queue_id: place.queue_id, item_id: place.id }
  const headers = { [PERSON_HEADER]: reviewerId.get() ?? '' }
  const look = async (signal: AbortSignal) => {
    const { data } = await request('listQueueItems', {
      params: { queue_id: place.queue_id },
      query: { status, limit: LARGEST_LIMIT },
      headers,
      signal,
    })
    return data.find(({ id }) => id === place.id)
  }
  await make(name, { params, headers }, look, patience)
  refresh(client, place)
}

const refresh = (client: QueryClient, { queue_id }: ItemPlace): void => {
  refreshQueues(client, [queue_id])
  void client.invalidateQueries({ queryKey: ofSaid.reviews })
}
