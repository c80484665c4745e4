import type { OwnOperationName } from '#contract/endpoints.ts'

import type { Handlers } from '../http/handler.ts'
import { noThread } from '../refusals/threads.ts'

export const messageDayHandlers = {
  async getMessageDays({ services: { store }, params: { thread_id: id }, query }) {
    const days = await store.getMessageDays(id, query.starts ?? [])
    if (!days) throw noThread(id)
    return { object: 'thread.message_days', ...days }
  },
} satisfies Partial<Handlers<OwnOperationName>>
