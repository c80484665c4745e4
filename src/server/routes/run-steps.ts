import type { RunStep } from '#contract/run-step.ts'

import { noRunStep } from '../http/api-error.ts'
import type { Services } from '../services.ts'
import type { Handlers } from './handler.ts'
import { toList, toPage } from './page.ts'
import { missingRun } from './run-refusal.ts'

export const runStepHandlers = {
  async listRunSteps({ services, params, query }) {
    await requireRun(services, params)
    const listed = await services.store.listRunSteps(params.thread_id, params.run_id, toPage(query))
    const data = query.include ? listed.data : listed.data.map(withoutResultContent)
    return toList({ ...listed, data })
  },

  async getRunStep({ services, params, query }) {
    const { thread_id, run_id, step_id } = params
    const step = await services.store.getRunStep(thread_id, run_id, step_id)
    if (step) return query.include ? step : withoutResultContent(step)
    await requireRun(services, params)
    throw noRunStep(step_id)
  },
} satisfies Partial<Handlers>

const requireRun = async (
  { store }: Services,
  params: { thread_id: string; run_id: string },
): Promise<void> => {
  if (!(await store.getRun(params.thread_id, params.run_id))) throw await missingRun(store, params)
}

/** What file search found is long, and sent only to whoever asks for it. */
const withoutResultContent = (step: RunStep): RunStep => {
  if (step.step_details.type !== 'tool_calls') return step
  const tool_calls = step.step_details.tool_calls.map((call) => {
    if (call.type !== 'file_search' || !call.file_search.results) return call
    const results = call.file_search.results.map(({ file_id, file_name, score }) => ({
      file_id,
      file_name,
      score,
    }))
    return { ...call, file_search: { ...call.file_search, results } }
  })
  return { ...step, step_details: { type: 'tool_calls', tool_calls } }
}
