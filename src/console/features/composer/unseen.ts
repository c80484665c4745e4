import type { QueryClient } from '@tanstack/react-query'

import { LOOK_MS } from '#console/api/ask-once.ts'
import { isRefused } from '#console/api/failure.ts'
import { untilWorthTrying } from '#console/api/insistently.ts'
import { isSameContent } from '#console/api/look-again.ts'
import { messagesIn } from '#console/api/message-pages.ts'
import { messageWindows, refreshNewestMessages } from '#console/api/messages.ts'
import { newStore } from '#console/util/store.ts'
import type { CreateMessageRequest } from '#contract/message.ts'

import type { DraftContent } from './draft.ts'

/** A message that the server has taken, and that the thread does not show yet. */
export interface Unseen {
  /** Of the wish to send it. */
  key: string
  content: DraftContent
  request: CreateMessageRequest
  /** Its id, where the server told it. */
  id?: string | undefined
  /** The newest message before it, where that is known. */
  after?: string | null | undefined
  /** When it was sent, in milliseconds since 1970. */
  since: number
}

const NONE: readonly Unseen[] = []
const unseen = newStore<ReadonlyMap<string, readonly Unseen[]>>(new Map())

const put = (threadId: string, messages: readonly Unseen[]) => {
  const others = [...unseen.get()].filter(([id]) => id !== threadId)
  unseen.set(new Map(messages.length > 0 ? [...others, [threadId, messages]] : others))
}

export const unseenOf = (threadId: string): readonly Unseen[] => unseen.get().get(threadId) ?? NONE
export const useUnseen = (threadId: string): readonly Unseen[] => unseen.use().get(threadId) ?? NONE

/** Whether a loaded stretch of the thread has the message. */
const isSeen = (client: QueryClient, threadId: string, { id, after, request }: Unseen): boolean =>
  messageWindows(client, threadId).some((window) => {
    const messages = messagesIn(window)
    if (id !== undefined) return messages.some((message) => message.id === id)
    const known = messages.findIndex((message) => message.id === after)
    return messages
      .slice(known + 1)
      .some((message) => message.role === request.role && isSameContent(message, request))
  })

/**
 * Keeps a message that was taken until the thread shows it: the answer to a run does not tell its messages,
 * and the server may be away before they are read. Resolves once the thread was read, or could not be.
 */
export const keepUntilSeen = async (
  client: QueryClient,
  threadId: string,
  message: Unseen,
  pause = untilWorthTrying,
): Promise<void> => {
  if (isSeen(client, threadId, message)) return
  put(threadId, [...unseenOf(threadId), message])
  const isKept = () => unseenOf(threadId).includes(message)
  const drop = () => {
    stopLooking()
    put(
      threadId,
      unseenOf(threadId).filter((each) => each !== message),
    )
  }
  const stopLooking = client.getQueryCache().subscribe(({ type }) => {
    if (type === 'updated' && isSeen(client, threadId, message)) drop()
  })
  const read = async () => {
    try {
      await refreshNewestMessages(client, threadId, AbortSignal.timeout(LOOK_MS))
      // It stands in the thread, though perhaps not in the stretch that is read.
      if (messageWindows(client, threadId).length > 0) drop()
    } catch (error) {
      // The thread is gone, or may not be read.
      if (isRefused(error)) drop()
    }
  }
  const readOn = async () => {
    while (isKept()) {
      await pause()
      if (isKept()) await read()
    }
  }
  await read()
  void readOn()
}
