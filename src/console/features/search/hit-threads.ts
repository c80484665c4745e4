import type { SearchHit } from '#contract/search.ts'
import type { Thread } from '#contract/thread.ts'

/** The threads that matches stand in, in the order of the first in each. */
export const threadsOf = (hits: readonly SearchHit[]): Thread[] => {
  const threads = new Map<string, Thread>()
  for (const { thread } of hits)
    if (thread && !threads.has(thread.id)) threads.set(thread.id, thread)
  return [...threads.values()]
}
