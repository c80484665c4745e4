import { INCLUDE_FILE_SEARCH_CONTENT, INCLUDE_TIMES } from '#contract/include.ts'

import type { Handlers } from '../http/handler.ts'
import { noRunStep } from '../refusals/runs.ts'
import type { Services } from '../services.ts'
import { missingRun } from './missing-run.ts'
import { toList, toPage } from './page.ts'
import { toldStep } from './told-step.ts'

export const runStepHandlers = {
  async listRunSteps({ services, params, query }) {
    await requireRun(services, params)
    const listed = await services.store.listRunSteps(params.thread_id, params.run_id, toPage(query))
    const withContent = query.include?.includes(INCLUDE_FILE_SEARCH_CONTENT) ?? false
    const times = query.include?.includes(INCLUDE_TIMES)
      ? await services.store.stepTimes(params.run_id)
      : undefined
    const data = listed.data.map((step) => ({
      ...toldStep(step, withContent),
      ...(times?.has(step.id) && { times: times.get(step.id) }),
    }))
    return toList({ ...listed, data })
  },

  async getRunStep({ services, params, query }) {
    const { thread_id, run_id, step_id } = params
    const step = await services.store.getRunStep(thread_id, run_id, step_id)
    if (step) return toldStep(step, query.include !== undefined)
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
