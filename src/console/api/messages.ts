import { type QueryClient, infiniteQueryOptions, useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

import type { CreateMessageRequest, Message } from '#contract/message.ts'

import { type Wish, ask, asWish, request } from './client.ts'
import {
  type MessagePage,
  type MessagePages,
  type PageAt,
  holds,
  mergeNewest,
  messagesIn,
  putMessage,
  removeMessage,
  replaceMessage,
  replaceChanged,
} from './message-pages.ts'
import { queryKey } from './query-key.ts'
import { messageAt } from './run-place.ts'

const PAGE = 50
const AROUND = 20

/**
 * The messages of a thread, oldest first, growing both ways: `fetchPreviousPage` loads older ones,
 * `fetchNextPage` newer ones. Opens at the end, or with `around` at that message, in one round trip; or at a
 * run, once its message is known.
 */
export const messagesQuery = (thread_id: string, { around }: { around?: string } = {}) =>
  infiniteQueryOptions({
    queryKey: [...messagesKey(thread_id), around ? { around } : { order: 'desc' }],
    queryFn: ({ pageParam, signal }) => fetchPage(thread_id, pageParam, signal),
    initialPageParam: opening(around),
    getPreviousPageParam: (page): PageAt | undefined => {
      const first = page.messages[0]
      return page.hasOlder && first ? { olderThan: first.id } : undefined
    },
    getNextPageParam: (page): PageAt | undefined => {
      const last = page.messages.at(-1)
      return page.hasNewer && last ? { newerThan: last.id } : undefined
    },
  })

const opening = (around: string | undefined): PageAt => (around ? { around } : 'end')

/** Begins the key of every window on a thread's messages. */
export const messagesKey = (thread_id: string) =>
  queryKey('listMessages', { params: { thread_id }, query: {} })

const fetchPage = async (
  thread_id: string,
  at: PageAt,
  signal?: AbortSignal,
): Promise<MessagePage> => {
  const list = (query: Parameters<typeof request<'listMessages'>>[1]['query']) =>
    request('listMessages', { params: { thread_id }, query, signal })
  if (at === 'end') return newestPage(thread_id, signal)
  if ('olderThan' in at) {
    const page = await list({ order: 'desc', after: at.olderThan, limit: PAGE })
    return { messages: page.data.toReversed(), hasOlder: page.has_more, hasNewer: true }
  }
  if ('newerThan' in at) {
    const page = await list({ order: 'asc', after: at.newerThan, limit: PAGE })
    return { messages: page.data, hasOlder: true, hasNewer: page.has_more }
  }
  const message_id = await messageAt(thread_id, at.around, signal)
  if (message_id === undefined) return newestPage(thread_id, signal)
  const [older, message, newer] = await Promise.all([
    list({ order: 'desc', after: message_id, limit: AROUND }),
    request('getMessage', { params: { thread_id, message_id }, signal }),
    list({ order: 'asc', after: message_id, limit: AROUND }),
  ])
  return {
    messages: [...older.data.toReversed(), message, ...newer.data],
    hasOlder: older.has_more,
    hasNewer: newer.has_more,
  }
}

const newestPage = async (thread_id: string, signal?: AbortSignal): Promise<MessagePage> => {
  const query = { order: 'desc', limit: PAGE } as const
  const page = await request('listMessages', { params: { thread_id }, query, signal })
  return { messages: page.data.toReversed(), hasOlder: page.has_more, hasNewer: false }
}

const patch = (
  client: QueryClient,
  thread_id: string,
  change: (data: MessagePages) => MessagePages,
) =>
  client.setQueriesData<MessagePages>({ queryKey: messagesKey(thread_id) }, (data) =>
    data ? change(data) : data,
  )

/** Writes a message that is new, or newer than what is cached, into the loaded pages. */
export const writeMessage = (client: QueryClient, message: Message): void =>
  void patch(client, message.thread_id, (data) => putMessage(data, message))

/** The stretches of a thread that are loaded. */
export const messageWindows = (client: QueryClient, thread_id: string): MessagePages[] =>
  client
    .getQueriesData<MessagePages>({ queryKey: messagesKey(thread_id) })
    .flatMap(([, data]) => data ?? [])

/** A message as it is loaded now, or as it was given where it is not loaded. */
export const useLoadedMessage = (given: Message | undefined): Message | undefined => {
  const client = useQueryClient()
  const now = () => {
    if (!given) return undefined
    const windows = messageWindows(client, given.thread_id)
    return windows.flatMap(messagesIn).find(({ id }) => id === given.id) ?? given
  }
  return useSyncExternalStore((tell) => client.getQueryCache().subscribe(tell), now, now)
}

/** Replaces a message where it is loaded. */
export const rewriteMessage = (client: QueryClient, message: Message): void =>
  void patch(client, message.thread_id, (data) => replaceMessage(data, message))

/** Replaces messages of a thread where they are loaded. */
export const rewriteMessages = (
  client: QueryClient,
  thread_id: string,
  messages: readonly Message[],
): void => void patch(client, thread_id, (data) => replaceChanged(data, messages))

/** Whether a message is in any of the loaded pages of its thread. */
export const isLoaded = (client: QueryClient, thread_id: string, id: string): boolean =>
  messageWindows(client, thread_id).some(({ pages }) => pages.some((page) => holds(page, id)))

export const removeFromPages = (client: QueryClient, thread_id: string, id: string): void =>
  void patch(client, thread_id, (data) => removeMessage(data, id))

/** Fetches the newest page of a thread that is open and merges it: one request however much happened. */
export const refreshNewestMessages = async (
  client: QueryClient,
  thread_id: string,
  signal?: AbortSignal,
): Promise<void> => {
  if (client.getQueriesData({ queryKey: messagesKey(thread_id) }).length === 0) return
  const newest = await newestPage(thread_id, signal)
  patch(client, thread_id, (data) => mergeNewest(data, newest))
}

export const createMessage = (thread_id: string, body: CreateMessageRequest, wish: Wish = {}) =>
  ask('createMessage', { params: { thread_id }, body, ...asWish(wish) })
