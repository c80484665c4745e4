import { seconds } from '../clock.ts'
import type { Handlers } from '../http/handler.ts'
import { attachOf, checkMessageFiles, newMessage } from '../making/new-message.ts'
import { type ApiError } from '../refusals/api-error.ts'
import { NoCursor } from '../refusals/cursors.ts'
import { noMessage, noThread } from '../refusals/threads.ts'
import { keeping } from '../store/answers.ts'
import type { MessageStore } from '../store/messages.ts'
import type { ThreadStore } from '../store/threads.ts'
import { toList, toPage } from './page.ts'

export const messageHandlers = {
  async listMessages({ services, params, query }) {
    const { store } = services
    const page = toPage(query)
    const run = query.run_id === undefined ? {} : { run_id: query.run_id }
    const refuseMissing = async () => {
      if (!(await store.getThread(params.thread_id))) throw noThread(params.thread_id)
    }
    try {
      const listed = await store.listMessages(params.thread_id, { ...page, ...run })
      // Messages on the page show that the thread is there.
      if (listed.data.length === 0) await refuseMissing()
      return toList(listed)
    } catch (error) {
      // A cursor is unknown also where the thread is: that is said first.
      if (error instanceof NoCursor) await refuseMissing()
      throw error
    }
  },

  async createMessage({ services, params, body, once }) {
    const { store, clock, newId } = services
    await checkMessageFiles(store, [body])
    const now = seconds(clock)
    const message = newMessage(body, { threadId: params.thread_id, now, newId })
    const keep = keeping(once, () => message)
    await store.insertMessages(params.thread_id, [message], attachOf([body], { now, newId }), keep)
    return message
  },

  async getMessage({ services, params }) {
    const message = await services.store.getMessage(params.thread_id, params.message_id)
    if (!message) throw await missing(services.store, params)
    return message
  },

  async modifyMessage({ services, params, body: { metadata } }) {
    const message = await services.store.updateMessage(
      params.thread_id,
      params.message_id,
      (held) => (metadata === undefined ? held : { ...held, metadata: metadata ?? {} }),
    )
    if (!message) throw await missing(services.store, params)
    return message
  },

  async deleteMessage({ services, params }) {
    const { thread_id, message_id } = params
    if (!(await services.store.deleteMessage(thread_id, message_id))) {
      throw await missing(services.store, params)
    }
    return { id: message_id, object: 'thread.message.deleted', deleted: true }
  },
} satisfies Partial<Handlers>

/** A message that is not there may be missing because its thread is: that is said first. */
const missing = async (
  store: MessageStore & ThreadStore,
  { thread_id, message_id }: { thread_id: string; message_id: string },
): Promise<ApiError> =>
  (await store.getThread(thread_id)) ? noMessage(message_id) : noThread(thread_id)
