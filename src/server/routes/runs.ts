import { isActive } from '#contract/run-status.ts'

import { noThread } from '../http/api-error.ts'
import type { Handlers } from './handler.ts'
import { toList, toPage } from './page.ts'
import { missingRun, refusing } from './run-refusal.ts'
import { streamRun } from './run-stream.ts'

/** Told to the SDKs' poll helpers, which else wait a second or five. In milliseconds. */
const POLL_AFTER = '200'

export const runHandlers = {
  async createThreadAndRun({ services, body }) {
    const run = await refusing(services.runs.createThreadAndRun(body))
    if (!body.stream) return run
    return streamRun(services, { threadId: run.thread_id, runId: run.id, after: 0, once: true })
  },

  async createRun({ services, params, query, body }) {
    const threadId = params.thread_id
    const run = await refusing(services.runs.createRun(threadId, body))
    if (!body.stream) return run
    const content = query.include !== undefined
    return streamRun(services, { threadId, runId: run.id, after: 0, once: true, content })
  },

  async listRuns({ services, params, query }) {
    const { store } = services
    if (!(await store.getThread(params.thread_id))) throw noThread(params.thread_id)
    return toList(await store.listRuns(params.thread_id, toPage(query)))
  },

  async getRun({ services, params, headers }) {
    const run = await services.runs.getRun(params.thread_id, params.run_id)
    if (!run) throw await missingRun(services.store, params)
    if (isActive(run.status)) headers.set('openai-poll-after-ms', POLL_AFTER)
    return run
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
    return refusing(services.runs.cancelRun(params.thread_id, params.run_id))
  },

  async submitToolOutputsToRun({ services, params, body }) {
    const { thread_id: threadId, run_id: runId } = params
    if (!(await services.store.getThread(threadId))) throw noThread(threadId)
    const { run, after } = await refusing(
      services.runs.submitToolOutputs(threadId, runId, body.tool_outputs),
    )
    return body.stream ? streamRun(services, { threadId, runId, after, once: true }) : run
  },
} satisfies Partial<Handlers>
