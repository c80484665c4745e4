import type { Thread } from '#contract/thread.ts'

import type { ThreadPages } from './threads.ts'

/** All loaded threads in order, none twice. */
export const threadsIn = (data: ThreadPages | undefined): Thread[] => {
  const seen = new Set<string>()
  const threads: Thread[] = []
  for (const page of data?.pages ?? []) {
    for (const thread of page.threads) {
      if (seen.has(thread.id)) continue
      seen.add(thread.id)
      threads.push(thread)
    }
  }
  return threads
}
