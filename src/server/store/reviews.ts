import type { Criteria, Passage, Review, ReviewAct, Verdict } from '#contract/review.ts'

import type { Keep } from './answers.ts'
import type { Listed, Page } from './pages.ts'

/** What is said. What is left out stays as it is. */
export interface Said {
  verdict?: Verdict | null
  /** Ids; those of merged labels stand for what they were merged into. */
  labels?: readonly string[]
  note?: string | null
  criteria?: Criteria
  flagged?: boolean
  seconds?: number | null
}

/** Who says it, when, and what it is on record as. */
export interface Acting {
  person_id: string
  act_id: string
  at: number
}

/** A review as it is asked for: one that the person has of the same, without a passage, is changed by it. */
export interface Reviewing extends Acting {
  /** Of the review, where it is a new one. */
  id: string
  thread_id: string
  message_id: string | null
  passage: Passage | null
  queue_id: string | null
  said: Said
}

/** `isWritten` is false where all was so already. */
export interface Reviewed {
  review: Review
  isWritten: boolean
}

export interface ReviewsPage extends Page {
  thread_id?: string
  message_id?: string
  person_id?: string
  queue_id?: string
  verdict?: Verdict
  label?: string
}

/** A page with the cursors of its ends, which keep their place when a review is changed or deleted. */
export interface ListedReviews extends Listed<Review> {
  first: string | null
  last: string | null
}

export interface ReviewStore {
  /** @throws {ApiError} where the thread, the message, the person or a label is not there */
  putReview(reviewing: Reviewing, keep?: Keep<Reviewed>): Promise<Reviewed>
  getReview(id: string): Promise<Review | undefined>
  /** @throws {ApiError} where it is not there, is another person's, or a label is not there */
  updateReview(id: string, acting: Acting, said: Said): Promise<Review>
  /** @throws {ApiError} where it is not there, or is another person's */
  deleteReview(id: string, acting: Acting): Promise<void>
  /** In the order in which they were last changed. @throws {NoCursor} */
  listReviews(page: ReviewsPage): Promise<ListedReviews>
  /**
   * What was done to reviews of a thread, the last first; undefined where there is no such thread.
   * @throws {NoCursor}
   */
  listReviewHistory(
    threadId: string,
    page: { limit: number; after?: string },
  ): Promise<Listed<ReviewAct> | undefined>
}
