import type { ThreadOrder } from '#console/api/threads.ts'
import { dayHeading } from '#console/util/time.ts'
import type { Thread } from '#contract/thread.ts'

/** One row of the list: a thread, with the heading of its day where it is the first under it. */
export interface ListRow {
  thread: Thread
  heading: string | undefined
}

/** The time a thread is listed by. */
export const listedAt = (thread: Thread, order: ThreadOrder): number =>
  order === 'activity' ? (thread.summary?.last_active_at ?? thread.created_at) : thread.created_at

export const toRows = (threads: readonly Thread[], order: ThreadOrder, now: number): ListRow[] => {
  let above: string | undefined
  return threads.map((thread) => {
    const heading = dayHeading(listedAt(thread, order), now)
    const shown = heading === above ? undefined : heading
    above = heading
    return { thread, heading: shown }
  })
}

/** The heading that a row stands under. */
export const headingOver = (rows: readonly ListRow[], index: number): string | undefined => {
  for (let at = index; at >= 0; at -= 1) {
    const heading = rows[at]?.heading
    if (heading !== undefined) return heading
  }
  return undefined
}
