import { noThread } from '../http/api-error.ts'
import { checkMessageFiles, newMessage } from '../threads/new-message.ts'
import { checkToolResources, newThread, toToolResources } from '../threads/new-thread.ts'
import type { Handlers } from './handler.ts'
import { seconds, toList, toPage } from './page.ts'

export const threadHandlers = {
  async listThreads({ services, query }) {
    return toList(
      await services.store.listThreads({
        ...toPage(query),
        order_by: query.order_by ?? 'created_at',
        ...(query.metadata && { metadata: query.metadata }),
        summary: query.include?.includes('summary') ?? false,
      }),
    )
  },

  async createThread({ services, body }) {
    const { store, clock, newId } = services
    const requests = body.messages ?? []
    await checkMessageFiles(store, requests)
    await checkToolResources(store, body.tool_resources)
    const now = seconds(clock)
    const thread = newThread(body, { now, newId })
    const messages = requests.map((request) =>
      newMessage(request, { threadId: thread.id, now, newId }),
    )
    await store.insertThread(thread, messages)
    return thread
  },

  async getThread({ services, params, query }) {
    const summary = query.include?.includes('summary') ?? false
    const thread = await services.store.getThread(params.thread_id, { summary })
    if (!thread) throw noThread(params.thread_id)
    return thread
  },

  async modifyThread({ services, params, body }) {
    await checkToolResources(services.store, body.tool_resources)
    const { metadata, tool_resources } = body
    const thread = await services.store.updateThread(params.thread_id, (held) => ({
      ...held,
      ...(metadata !== undefined && { metadata: metadata ?? {} }),
      ...(tool_resources !== undefined && { tool_resources: toToolResources(tool_resources) }),
    }))
    if (!thread) throw noThread(params.thread_id)
    return thread
  },

  async deleteThread({ services, params }) {
    const id = params.thread_id
    if (!(await services.store.deleteThread(id))) throw noThread(id)
    return { id, object: 'thread.deleted', deleted: true }
  },
} satisfies Partial<Handlers>
