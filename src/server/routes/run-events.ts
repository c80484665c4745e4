import { DEFAULT_EVENTS } from '#contract/page-limits.ts'

import type { Handlers } from '../http/handler.ts'
import { lastSeen } from '../http/last-seen.ts'
import { ApiError } from '../refusals/api-error.ts'
import type { Services } from '../services.ts'
import { toldEvent } from './event-frames.ts'
import { missingRun } from './missing-run.ts'
import { streamRun } from './run-stream.ts'

export const runEventHandlers = {
  async listRunEvents({ services, params, query, request }) {
    const { thread_id: threadId, run_id: runId } = params
    const run = await services.runs.getRun(threadId, runId)
    if (!run) throw await missingRun(services.store, params)
    const after = lastSeen(request, query.after) ?? 0
    if (Number.isNaN(after)) throw invalidAfter('expected a whole number')
    await requireEvent(services, runId, after)
    if (query.stream !== 'false') {
      return streamRun(services, { threadId, runId, after, once: false })
    }
    const { limit = DEFAULT_EVENTS } = query
    const { data, has_more } = await services.store.listRunEvents(runId, after, limit)
    const idOf = (at: number) => data.at(at)?.sequence_number.toString() ?? null
    return {
      object: 'list',
      data: data.map((event) => toldEvent(event, false)),
      first_id: idOf(0),
      last_id: idOf(-1),
      has_more,
    }
  },
} satisfies Partial<Handlers>

const invalidAfter = (why: string) =>
  new ApiError(400, 'invalid_value', `Invalid 'after': ${why}.`, 'after')

/** Whoever has seen more than there is has seen another log: to follow on would skip events. */
const requireEvent = async ({ store }: Services, runId: string, after: number): Promise<void> => {
  if (after === 0) return
  const { data } = await store.listRunEvents(runId, after - 1, 1)
  if (data[0]?.sequence_number !== after) {
    throw invalidAfter(`run ${runId} has no event ${after}`)
  }
}
