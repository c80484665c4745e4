import { INCLUDE_TIMES } from '#contract/include.ts'
import { isActive } from '#contract/run-status.ts'
import type { Run, RunTimes } from '#contract/run.ts'

import type { Handlers } from '../http/handler.ts'
import { noThread } from '../refusals/threads.ts'
import type { Listed } from '../store/pages.ts'
import type { RunStore } from '../store/runs.ts'
import { missingRun } from './missing-run.ts'
import { toList, toPage } from './page.ts'
import { tellWhenToPoll } from './poll-after.ts'
import { answerRun } from './run-stream.ts'

export const runHandlers = {
  async createThreadAndRun(call) {
    const { services, body, once } = call
    const run = await services.runs.createThreadAndRun(body, once)
    return answerRun(call, { run, after: 0 })
  },

  async createRun(call) {
    const { services, params, body, once } = call
    const run = await services.runs.createRun(params.thread_id, body, once)
    return answerRun(call, { run, after: 0 })
  },

  async listRuns({ services, params, query }) {
    const { store } = services
    if (!(await store.getThread(params.thread_id))) throw noThread(params.thread_id)
    const listed = await store.listRuns(params.thread_id, toPage(query))
    return toList(query.include?.includes(INCLUDE_TIMES) ? await timed(store, listed) : listed)
  },

  async getRun({ services, params, query, headers }) {
    const run = await services.runs.getRun(params.thread_id, params.run_id)
    if (!run) throw await missingRun(services.store, params)
    if (isActive(run.status)) tellWhenToPoll(headers)
    if (!query.include?.includes(INCLUDE_TIMES)) return run
    return withTimes(run, await services.store.runTimes([run.id]))
  },

  async modifyRun({ services, params, body: { metadata } }) {
    const { thread_id, run_id } = params
    const run =
      metadata === undefined
        ? await services.runs.getRun(thread_id, run_id)
        : await services.store.updateRunMetadata(thread_id, run_id, metadata ?? {})
    if (!run) throw await missingRun(services.store, params)
    return run
  },

  async cancelRun({ services, params }) {
    if (!(await services.store.getThread(params.thread_id))) throw noThread(params.thread_id)
    return services.runs.cancelRun(params.thread_id, params.run_id)
  },

  async submitToolOutputsToRun(call) {
    const { services, params, body, once } = call
    const { thread_id: threadId, run_id: runId } = params
    if (!(await services.store.getThread(threadId))) throw noThread(threadId)
    return answerRun(
      call,
      await services.runs.submitToolOutputs(threadId, runId, body.tool_outputs, once),
    )
  },
} satisfies Partial<Handlers>

const timed = async (store: RunStore, { data, ...rest }: Listed<Run>): Promise<Listed<Run>> => {
  const times = await store.runTimes(data.map(({ id }) => id))
  return { ...rest, data: data.map((run) => withTimes(run, times)) }
}

const withTimes = (run: Run, known: ReadonlyMap<string, RunTimes>): Run => {
  const times = known.get(run.id)
  return times ? { ...run, times } : run
}
