import type {
  ItemStatus,
  NoneLeft,
  Queue,
  QueueAssignment,
  QueueItem,
  QueueTotals,
} from '#contract/queue.ts'
import type { Review } from '#contract/review.ts'

import type { Facet } from '../search/facet.ts'
import type { Match } from '../search/match.ts'
import type { Keep } from './answers.ts'
import type { Listed, Page } from './pages.ts'

/** A queue as it is made: it has no threads yet. */
export type NewQueue = Omit<Queue, 'person' | 'counts' | 'of' | 'state' | 'problem'> & {
  person_id: string
}

export interface QueueChange {
  name?: string
  people?: readonly string[]
  state?: 'open' | 'closed'
}

export interface QueuesPage extends Page {
  state?: Queue['state']
}

export interface QueueItemsPage extends Page {
  status?: ItemStatus
  person_id?: string
  reading?: number
}

/** A thread that may come into a queue, with what samples are taken by. */
export interface Candidate {
  id: string
  /** By which the store knows it. */
  number: number
  created_at: number
  /** Of its last run. */
  assistant: string | null
  model: string | null
  status: string | null
}

/** Threads that match. Where texts are looked for, pages go by texts, and a thread may be on several. */
export interface CandidatesPage {
  facets?: readonly Facet[]
  match?: Match
  limit: number
  /** The `last` of the page before. */
  after?: string
}

export interface Candidates {
  data: Candidate[]
  last: string | null
  has_more: boolean
}

/** A thread as it comes into a queue. */
export interface QueueThread {
  /** Of its readings: one, or two. */
  ids: readonly string[]
  thread_id: string
  position: number
  assistant: string | null
  model: string | null
}

/** Who does something with a reading, and when. */
export interface Reader {
  person_id: string
  at: number
}

export interface Claiming extends Reader {
  item_id?: string
  after?: string
}

export interface Claimed {
  item: QueueItem | null
  upcoming: QueueItem | null
  left: number
  reason: NoneLeft | null
}

/** How many readings are each one's, of those to whom more are assigned. */
export type Loads = ReadonlyMap<string, number>

export interface Assigning extends Reader {
  people: readonly string[]
  item_ids?: readonly string[]
  /** From behind which place on, in seq order, and what each has by then. */
  after: number
  loads: Loads
  limit: number
}

export interface Assigned extends Pick<QueueAssignment, 'assigned' | 'left_out'> {
  /** Where it goes on; null where all is done. */
  after: number | null
  loads: Loads
}

/** A judgement, with the names of what it has. */
export interface Judgement {
  position: number
  reading: number
  title: string | null
  isGone: boolean
  /** Names of its labels, in their order. */
  label_names: string[]
  review: Review
}

/** As many as are asked for, or fewer. */
export interface Judgements extends Listed<Judgement> {
  /** Where the next page begins. */
  last: string | null
}

export interface QueueStore {
  insertQueue(queue: NewQueue, keep?: Keep<Queue>): Promise<Queue>
  getQueue(id: string): Promise<Queue | undefined>
  /** By creation. @throws {NoCursor} */
  listQueues(page: QueuesPage): Promise<Listed<Queue>>
  /** @throws {ApiError} where it is filled still, or a person is not there */
  updateQueue(id: string, change: QueueChange): Promise<Queue | undefined>
  /** From then on no request finds it. What is in it goes by `settleQueues`. */
  deleteQueue(id: string): Promise<boolean>

  /**
   * The queues that are to be filled, the oldest first.
   * @param onDamaged is told of each that cannot be read; without it the first one is thrown
   */
  queuesToFill(onDamaged?: (error: Error) => void): Promise<Queue[]>
  candidates(page: CandidatesPage, signal?: AbortSignal): Promise<Candidates>
  /** Takes out some of what an earlier filling put in. @returns whether there is more */
  emptyQueue(id: string, limit: number): Promise<boolean>
  /** Puts threads in that are there still. @returns false where the queue is not filled any more */
  fillQueue(id: string, threads: readonly QueueThread[]): Promise<boolean>
  /** Says how far it is: how many threads matched, and how it ended. @returns as `fillQueue` */
  tellFilling(
    id: string,
    told: { of: number; state?: 'open' | 'failed'; problem?: string },
  ): Promise<boolean>
  /**
   * Removes some of what deleted queues had, and opens some of what closed ones had sealed.
   * @param onDamaged is told of each thread whose summary cannot be read; without it the first one is thrown
   * @returns whether there is more
   */
  settleQueues(limit: number, onDamaged?: (error: Error) => void): Promise<boolean>

  /** @param person_id who asks: their own judgement is told though it is sealed @throws {NoCursor} */
  listQueueItems(
    queueId: string,
    page: QueueItemsPage,
    who: { person_id?: string; at: number },
  ): Promise<Listed<QueueItem>>
  /** @throws {ApiError} where that cannot be claimed */
  claimItem(queueId: string, claiming: Claiming): Promise<Claimed>
  /** @throws {ApiError} */
  skipItem(queueId: string, itemId: string, reader: Reader): Promise<QueueItem>
  /** @throws {ApiError} */
  reopenItem(queueId: string, itemId: string, reader: Reader): Promise<QueueItem>
  /** @throws {ApiError} */
  releaseItem(queueId: string, itemId: string, reader: Reader): Promise<QueueItem>
  /** Assigns some readings. @throws {ApiError} */
  assignItems(queueId: string, assigning: Assigning): Promise<Assigned>

  queueTotals(queueId: string, signal?: AbortSignal): Promise<QueueTotals | undefined>
  /** What was judged and is not sealed, by the positions of the threads. */
  judgements(queueId: string, page: { limit: number; after?: string }): Promise<Judgements>
}
