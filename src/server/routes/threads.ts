import { seconds } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { checkMessageFiles, newMessage } from '../making/new-message.ts'
import { newThread } from '../making/new-thread.ts'
import { THREAD_STORE_DAYS } from '../making/new-vector-store.ts'
import { readMatch, withCompleteness } from '../making/search-match.ts'
import { newToolResources } from '../making/tool-resources.ts'
import { noThread } from '../refusals/threads.ts'
import type { Match } from '../search/match.ts'
import { keeping } from '../store/answers.ts'
import { metadataFacets } from '../store/facets.ts'
import { toList, toPage } from './page.ts'

export const threadHandlers = {
  async listThreads({ services, query, signal }) {
    const { store } = services
    const facets = query.metadata && metadataFacets(query.metadata)
    const page = {
      ...toPage(query),
      order_by: query.order_by ?? 'created_at',
      ...(facets && { facets }),
      summary: query.include?.includes('summary') ?? false,
    } as const
    const counted = async (match?: Match) => {
      if (!query.include?.includes('total')) return undefined
      const list = { ...(facets && { facets }), ...(match && { match }) }
      const { threads, more } = await store.countThreads(list, signal)
      return { total: threads, more }
    }
    if (query.query === undefined)
      return { ...toList(await store.listThreads(page)), ...(await counted()) }
    const match = await readMatch(store, query.query, { zone: query.time_zone, signal })
    const { found, complete } = await withCompleteness(store, () =>
      store.listThreads({ ...page, match }, signal),
    )
    return { ...toList(found), complete, ...(await counted(match)) }
  },

  async createThread({ services, body, once }) {
    const { store, clock, newId } = services
    const requests = body.messages ?? []
    await checkMessageFiles(store, requests)
    const now = seconds(clock)
    const { thread, brought } = await newThread(store, body, { now, newId })
    const messages = requests.map((request) =>
      newMessage(request, { threadId: thread.id, now, newId }),
    )
    await store.insertThread(
      thread,
      messages,
      brought,
      keeping(once, () => thread),
    )
    return thread
  },

  async getThread({ services, params, query }) {
    const summary = query.include?.includes('summary') ?? false
    const thread = await services.store.getThread(params.thread_id, { summary })
    if (!thread) throw noThread(params.thread_id)
    return thread
  },

  async modifyThread({ services, params, body }) {
    const { store, clock, newId } = services
    const { metadata } = body
    const before = await store.getThread(params.thread_id)
    if (!before) throw noThread(params.thread_id)
    const made = { now: seconds(clock), newId, days: THREAD_STORE_DAYS }
    const resources =
      body.tool_resources === undefined
        ? undefined
        : await newToolResources(store, body.tool_resources, made, before.tool_resources)
    const thread = await store.updateThread(
      params.thread_id,
      (held) => ({
        ...held,
        ...(metadata !== undefined && { metadata: metadata ?? {} }),
        ...(resources && { tool_resources: resources.tool_resources }),
      }),
      resources?.made && { made: resources.made },
    )
    if (!thread) throw noThread(params.thread_id)
    return thread
  },

  async deleteThread({ services, params }) {
    const id = params.thread_id
    if (!(await services.store.deleteThread(id))) throw noThread(id)
    return { id, object: 'thread.deleted', deleted: true }
  },
} satisfies Partial<Handlers>
