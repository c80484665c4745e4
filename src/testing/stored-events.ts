import type { StreamEvent } from '#contract/event.ts'
import { toldStep } from '#server/routes/told-step.ts'
import type { Store } from '#server/store/store.ts'

import { findingsInEvent } from './strict.ts'

const PAGE = 1000
/** More than that a test makes for speed's sake, not for what is in them. */
const MAX_EVENTS = 5000

/**
 * What in the runs' logs differs from the descriptions: of runs that were driven without a request, nobody
 * read the events along.
 */
export const findingsInStore = async (store: Store): Promise<string[]> => {
  const findings = new Set<string>()
  const page = { limit: PAGE, order: 'asc' as const }
  const threads = await store.listThreads({ ...page, order_by: 'created_at', summary: false })
  let left = MAX_EVENTS
  for (const { id } of threads.data) {
    for (const run of (await store.listRuns(id, page)).data) {
      const { data } = await store.listRunEvents(run.id, 0, Math.min(left, PAGE))
      for (const { event, data: told } of data) {
        for (const finding of findingsInEvent(event, asTold(told)))
          findings.add(`stored ${finding}`)
      }
      left -= data.length
      if (left <= 0) return [...findings]
    }
  }
  return [...findings]
}

/** As it is sent: what the log keeps for ourselves is left out on the way. */
const asTold = (data: StreamEvent['data']) =>
  typeof data === 'object' && 'object' in data && data.object === 'thread.run.step'
    ? toldStep(data, true)
    : data
