import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Handlers } from '../http/handler.ts'
import { noThread } from '../refusals/threads.ts'
import { toList, toPage } from '../routes/page.ts'
import { toldStep } from '../routes/told-step.ts'

export const toolStepHandlers = {
  async listToolSteps({ services: { store }, params: { thread_id: id }, query }) {
    if (!(await store.getThread(id))) throw noThread(id)
    const listed = await store.listToolSteps(id, toPage({ ...query, order: 'asc' }))
    const withContent = query.include !== undefined
    return toList({ ...listed, data: listed.data.map((step) => toldStep(step, withContent)) })
  },
} satisfies Partial<Handlers<OwnOperationName>>
