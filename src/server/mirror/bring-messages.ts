import { Message } from '#contract/message.ts'
import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import { Thread } from '#contract/thread.ts'

import { LeftOut } from './left-out.ts'
import { messagePath, pagesOf, threadPath } from './pages.ts'
import type { MirrorParts } from './parts.ts'
import { NotThere, Refused, pause } from './upstream-client.ts'

/** When what is not there is asked for once more before it goes, in milliseconds: a server that starts may lack what it has. */
export const ASK_AGAIN_MS = 1500
/** How many messages that a walk did not see are asked for: for others, another walk comes. */
const MOST_MISSING = 1000

type Parts = Pick<MirrorParts, 'client' | 'closing' | 'keepsGone' | 'store' | 'timers'>

interface Walk {
  /** The message to begin behind; all are walked through without one, or where it is not there any more. */
  from: string | undefined
  /** The newest change before anything was asked for. */
  asked: number
  /** Is told how many messages were read, and may hold up those that follow. */
  onRead?: (messages: number) => Promise<void>
}

/** What a walk through the messages of a thread came to. */
export interface Walked {
  /** All were walked through, to the end that the list itself tells, and none was passed over. */
  isWalked: boolean
  /** The message up to which none is missing. */
  reached: string | undefined
  /** Why some are not here, though all that can be kept are. */
  leftOut?: string | undefined
}

/**
 * Brings the messages of a thread. Those that are here and not there go, where it is set so: after a walk
 * that passed over none, and once each is refused by itself.
 * @throws {Unreachable}
 * @throws {Refused}
 */
export const bringMessages = async (
  parts: Parts,
  threadId: string,
  { from, asked, onRead }: Walk,
): Promise<Walked> => {
  const { client, store, closing } = parts
  const before = from === undefined && !parts.keepsGone ? await idsOf(store, threadId) : []
  const there = new Set<string>()
  let reached = from
  let isAtEnd = false
  const leftOut = new LeftOut(store)
  let isForeign = false
  try {
    const path = `${threadPath(threadId)}/messages`
    const pages = pagesOf(client, path, Message, { order: 'asc', after: from, signal: closing })
    for await (const { data, isLast, isWhole } of pages) {
      const messages = data.filter(({ thread_id }) => thread_id === threadId)
      await store.putMirrored({ messages }, asked)
      for (const { id } of messages) there.add(id)
      await leftOut.note({ messages })
      if (!isWhole) leftOut.noteUnread('messages')
      reached = data.at(-1)?.id ?? reached
      isAtEnd = isLast
      isForeign ||= messages.length < data.length
      if (!isLast) await onRead?.(data.length)
    }
  } catch (error) {
    const isCursorGone = error instanceof Refused && (error.status === 400 || error.status === 404)
    if (!isCursorGone || from === undefined || reached !== from) throw error
    return bringMessages(parts, threadId, { from: undefined, asked, onRead })
  }
  // They are looked for again the next time.
  if (!isAtEnd || isForeign) leftOut.noteUnended('messages')
  if (leftOut.reason !== undefined)
    return { isWalked: false, reached: isAtEnd ? undefined : reached, leftOut: leftOut.reason }
  if (from !== undefined) return { isWalked: false, reached }
  const missing = before.filter((id) => !there.has(id))
  return { isWalked: await dropMissing(parts, threadId, missing), reached }
}

/** @returns whether each was asked for */
const dropMissing = async (
  { client, store, timers, closing }: Parts,
  threadId: string,
  missing: readonly string[],
): Promise<boolean> => {
  if (missing.length === 0) return true
  await pause(timers, ASK_AGAIN_MS, closing)
  const path = threadPath(threadId)
  const gone: string[] = []
  for (const id of missing.slice(0, MOST_MISSING)) {
    try {
      await client.get(messagePath(threadId, id), Message, closing)
    } catch (error) {
      if (error instanceof NotThere) gone.push(id)
      else if (!(error instanceof Refused)) throw error
    }
  }
  // Where the thread is refused, too, they may be there with it later.
  if (gone.length > 0) await client.get(path, Thread, closing)
  for (const id of gone) await store.deleteMessage(threadId, id)
  return missing.length <= MOST_MISSING
}

const idsOf = async (store: Parts['store'], threadId: string): Promise<string[]> => {
  const ids: string[] = []
  let after: string | undefined
  for (let more = true; more;) {
    const page = {
      order: 'asc',
      limit: LARGEST_LIMIT,
      ...(after !== undefined && { after }),
    } as const
    const { data, has_more } = await store.listMessages(threadId, page)
    // One that is being written may not be listed there yet.
    ids.push(...data.filter(({ status }) => status !== 'in_progress').map(({ id }) => id))
    after = data.at(-1)?.id
    more = has_more && data.length > 0
  }
  return ids
}
