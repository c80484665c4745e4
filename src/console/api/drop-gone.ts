import type { QueryClient } from '@tanstack/react-query'

import type { Message } from '#contract/message.ts'
import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import type { Thread } from '#contract/thread.ts'

import { request } from './client.ts'
import { isNotFound } from './failure.ts'
import { askForGoneMessages } from './gone-messages.ts'
import { type MessagePages, messagesIn } from './message-pages.ts'
import { messagesKey, rewriteMessages } from './messages.ts'
import { isUnder, ofThreads, threadIn } from './query-key.ts'
import { dropMessage } from './run-stream.ts'
import { changeThreadLists } from './thread-arrivals.ts'
import { replaceThreads } from './thread-pages.ts'
import { dropThread } from './thread-writes.ts'
import { threadsIn } from './threads-in.ts'
import { type ThreadPages, queryIn, readThread, threadsAfter, threadsKey } from './threads.ts'

/** The most pages that one list is read again in. */
const MOST_PAGES = 10
/** The most objects that are asked for one by one. */
const MOST_ASKED = 50

/**
 * Drops what was deleted while nobody told of it: what is loaded of a list on screen, is in the list no
 * more and cannot be read either. What only moved is left where it stands, and what is read for that is
 * written there. @throws {ApiFailure}
 */
export const dropGone = async (client: QueryClient): Promise<void> => {
  const open = client.getQueryCache().findAll({ queryKey: ofThreads, type: 'active' })
  const works = open.map(async ({ queryKey }) => {
    const id = threadIn(queryKey)
    if (isUnder(queryKey, threadsKey)) await dropGoneThreads(client, queryKey)
    else if (id !== undefined && isUnder(queryKey, messagesKey(id)))
      await dropGoneMessages(client, id, queryKey)
  })
  await Promise.all([...works, askForGoneMessages(client)])
}

const dropGoneThreads = async (client: QueryClient, key: readonly unknown[]): Promise<void> => {
  const query = queryIn(key)
  const write = (threads: readonly Thread[]) =>
    changeThreadLists(client, (data) => replaceThreads(data, threads))
  const loaded = threadsIn(client.getQueryData<ThreadPages>(key))
  const missing = await missingOf(loaded, async (last) => {
    const { threads, hasBelow } = await threadsAfter(query, last)
    write(threads)
    return { there: threads, more: hasBelow }
  })
  await forEachGone(
    missing,
    async (id) => write([await readThread(id)]),
    (id) => dropThread(client, id),
  )
}

const dropGoneMessages = async (
  client: QueryClient,
  thread_id: string,
  key: readonly unknown[],
): Promise<void> => {
  const write = (messages: readonly Message[]) => rewriteMessages(client, thread_id, messages)
  const loaded = messagesIn(client.getQueryData<MessagePages>(key))
  const missing = await missingOf(loaded, async ({ id }) => {
    const query = { order: 'asc', after: id, limit: LARGEST_LIMIT } as const
    const { data, has_more } = await request('listMessages', { params: { thread_id }, query })
    write(data)
    return { there: data, more: has_more }
  })
  await forEachGone(
    missing,
    async (message_id) =>
      write([await request('getMessage', { params: { thread_id, message_id } })]),
    (id) => dropMessage(client, thread_id, id),
  )
}

/** What is loaded and does not follow its first item any more, as far as the list is read again; and that item. */
const missingOf = async <Item extends { id: string }>(
  loaded: readonly Item[],
  after: (last: Item) => Promise<{ there: readonly Item[]; more: boolean }>,
): Promise<string[]> => {
  const [first] = loaded
  if (!first) return []
  const there = new Set<string>()
  let last = first
  let isEnd = false
  for (let pages = 0; pages < MOST_PAGES && there.size < loaded.length && !isEnd; pages++) {
    const page = await after(last)
    for (const { id } of page.there) there.add(id)
    last = page.there.at(-1) ?? last
    isEnd = !page.more
  }
  const reached = isEnd ? loaded.length : loaded.findLastIndex(({ id }) => there.has(id)) + 1
  return loaded.slice(0, Math.max(1, reached)).flatMap(({ id }) => (there.has(id) ? [] : [id]))
}

const forEachGone = async (
  ids: readonly string[],
  /** Writes one that is there after all. */
  readAnew: (id: string) => Promise<void>,
  drop: (id: string) => void,
): Promise<void> => {
  for (const id of ids.slice(0, MOST_ASKED)) {
    try {
      await readAnew(id)
    } catch (error) {
      if (!isNotFound(error)) throw error
      drop(id)
    }
  }
}
