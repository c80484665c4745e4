import type { Order } from '#contract/primitives.ts'

export interface Page {
  limit: number
  order: Order
  after?: string
  before?: string
}

/**
 * A page without its envelope: fewer rows than were asked for where they come to more than
 * `PAGE_CHARACTERS`. `has_more` is exact, found by reading one row further.
 */
export interface Listed<T> {
  data: T[]
  has_more: boolean
}
