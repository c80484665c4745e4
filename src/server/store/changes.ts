import type { Actor, Change } from '#contract/change.ts'

import type { Listed } from './pages.ts'

/** A change as the record has it: its number, one above that of the change before it, when it was made and by whom. */
export type Recorded = Change & { number: number; at_ms: number; actor: Actor }

/** For how long changes are kept on record, in milliseconds: a week. */
export const CHANGES_KEPT_MS = 7 * 86_400_000
/** How many are kept of those at most: about 20 MB. */
export const CHANGES_KEPT = 200_000

/**
 * The record of changes: one row for each, written in the transaction that makes it. Numbers only grow,
 * also after old rows are gone.
 */
export interface ChangeStore {
  /** The number of the newest change. */
  latestChange(): Promise<number>
  /**
   * Durable changes with a number above `after`, in order.
   * @returns undefined where changes after that number are not on record any more, or it never was given
   */
  changesAfter(after: number, limit: number): Promise<Listed<Recorded> | undefined>
  /** Removes up to so many changes that are past their time or too many; never the newest. @returns how many */
  forgetChanges(limit: number): Promise<number>
}
