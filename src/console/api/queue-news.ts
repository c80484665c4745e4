import type { QueryClient } from '@tanstack/react-query'

import { ofQueue, ofQueues, queryKey } from './query-key.ts'

const allQueues = queryKey('listQueues', {})

/** Lists of more pages than that are asked for again when they are next shown. */
const MOST_PAGES = 5

/** Something changed in queues: what is shown of them is asked for again. */
export const refreshQueues = (client: QueryClient, queue_ids: Iterable<string>): void => {
  void client.invalidateQueries({ queryKey: allQueues })
  for (const queue_id of queue_ids) {
    const isLong = ({ state }: { state: { data?: unknown } }) =>
      typeof state.data === 'object' &&
      state.data !== null &&
      'pages' in state.data &&
      Array.isArray(state.data.pages) &&
      state.data.pages.length > MOST_PAGES
    const key = { queryKey: ofQueue(queue_id) }
    void client.invalidateQueries({ ...key, predicate: (query) => !isLong(query) })
    void client.invalidateQueries({ ...key, predicate: isLong, refetchType: 'none' })
  }
}

/** The same of all of them. */
export const refreshAllQueues = (client: QueryClient): void =>
  void client.invalidateQueries({ queryKey: ofQueues })
