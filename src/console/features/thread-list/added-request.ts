import { addDays, fromFieldDate } from '#console/util/month.ts'
import { type AddMirroredThreadsRequest, MAX_ADDED_THREADS } from '#contract/mirror.ts'

import { threadIdsIn } from './thread-ids.ts'

/** What is written of threads to add. */
export interface AddThreadsDraft {
  by: 'ids' | 'dates'
  ids: string
  /** Days as date fields have them; empty where there is no bound. */
  from: string
  to: string
}

/** What is asked for by it; undefined where it asks for nothing, or for too much. */
export const toRequest = (
  { by, ids: text, from, to }: AddThreadsDraft,
  hasDates: boolean,
): AddMirroredThreadsRequest | undefined => {
  if (by === 'ids' || !hasDates) {
    const ids = threadIdsIn(text)
    return ids.length > 0 && ids.length <= MAX_ADDED_THREADS ? { thread_ids: ids } : undefined
  }
  const [first, last] = [fromFieldDate(from), fromFieldDate(to)]
  if (first !== undefined && last !== undefined && first > last) return undefined
  return {
    created: {
      ...(first !== undefined && { from: first }),
      // To the last second of the day.
      ...(last !== undefined && { to: addDays(last, 1) - 1 }),
    },
  }
}
