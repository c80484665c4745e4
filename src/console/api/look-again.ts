import type { QueryClient } from '@tanstack/react-query'

import type { CreateMessageRequest, Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

import { FRESH, request } from './client.ts'
import { messagesIn } from './message-pages.ts'
import { messageWindows, messagesQuery } from './messages.ts'
import { Untellable } from './repeats.ts'
import { runsQuery } from './runs.ts'
import { listedThread, threadQuery } from './threads.ts'

/** How much of a thread is looked through for what may have been made. */
const LOOKED_AT = 50

/** The newest message and run that were known before something was sent; `null` where there was none. */
export interface Known {
  message?: string | null | undefined
  run?: string | null | undefined
  threads?: string[] | undefined
}

/**
 * What the console knows of a thread just now; undefined where it was not loaded. Of one that is not fetched
 * whole nothing is known: an old message like the one that is sent would be taken for it.
 */
export const knownOf = (client: QueryClient, thread_id: string): Known => {
  const thread =
    client.getQueryData(threadQuery(thread_id).queryKey) ?? listedThread(client, thread_id)
  if (thread?.summary?.partial) return {}
  const messages = client.getQueryData(messagesQuery(thread_id).queryKey)
  const runs = client.getQueryData(runsQuery(thread_id).queryKey)
  return {
    message: messages && (messagesIn(messages).at(-1)?.id ?? null),
    run: runs && (runs.pages[0]?.data[0]?.id ?? null),
  }
}

const UNTOLD = 'It is not known what was in the thread before.'

/**
 * A message like the one that was sent, newer than what was known then.
 * @throws {Untellable} where nothing was known
 */
export const lookForMessage = async (
  thread_id: string,
  known: Known,
  sent: CreateMessageRequest,
  signal?: AbortSignal,
): Promise<Message | undefined> => {
  if (known.message === undefined) throw new Untellable(UNTOLD)
  const { data } = await request('listMessages', {
    params: { thread_id },
    query: { order: 'asc', limit: LOOKED_AT, ...(known.message && { after: known.message }) },
    ...FRESH,
    ...(signal && { signal }),
  })
  return data.find((message) => message.role === sent.role && isSameContent(message, sent))
}

/**
 * A run of the assistant, newer than what was known when it was to start.
 * @throws {Untellable} where nothing was known
 */
export const lookForRun = async (
  thread_id: string,
  known: Known,
  assistant_id: string,
  signal?: AbortSignal,
): Promise<Run | undefined> => {
  if (known.run === undefined) throw new Untellable(UNTOLD)
  const { data } = await request('listRuns', {
    params: { thread_id },
    query: { order: 'asc', limit: LOOKED_AT, ...(known.run && { after: known.run }) },
    ...FRESH,
    ...(signal && { signal }),
  })
  return data.find((run) => run.assistant_id === assistant_id)
}

/** The same, as far as the page has it: a stretch of the thread that does not tell what is newer has none. */
export const seenMessage = (
  client: QueryClient,
  thread_id: string,
  known: Known,
  sent: CreateMessageRequest,
): Message | undefined => {
  if (known.message === undefined) return undefined
  return messageWindows(client, thread_id)
    .flatMap((window) => {
      const messages = messagesIn(window)
      const last = messages.findIndex(({ id }) => id === known.message)
      return last < 0 && known.message !== null ? [] : messages.slice(last + 1)
    })
    .find((message) => message.role === sent.role && isSameContent(message, sent))
}

/** The same of a run. */
export const seenRun = (
  client: QueryClient,
  thread_id: string,
  known: Known,
  assistant_id: string,
): Run | undefined => {
  const pages = client.getQueryData(runsQuery(thread_id).queryKey)?.pages ?? []
  const runs = pages.flatMap(({ data }) => data)
  const last = runs.findIndex(({ id }) => id === known.run)
  // The newest comes first.
  const newer = last >= 0 ? runs.slice(0, last) : known.run === null ? runs : []
  return newer.findLast((run) => run.assistant_id === assistant_id)
}

/** Compares texts, and the number of other parts. */
export const isSameContent = ({ content }: Message, sent: CreateMessageRequest): boolean => {
  const parts =
    typeof sent.content === 'string' ? [{ type: 'text', text: sent.content }] : sent.content
  return (
    content.length === parts.length &&
    parts.every((part, at) => {
      const stored = content[at]
      if (part.type !== 'text' || !('text' in part)) return stored?.type === part.type
      return stored?.type === 'text' && stored.text.value === part.text
    })
  )
}
