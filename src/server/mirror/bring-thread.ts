import type * as z from 'zod/mini'

import { Message } from '#contract/message.ts'
import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import { type List, list } from '#contract/primitives.ts'
import { isActive } from '#contract/run-status.ts'
import { RunStep } from '#contract/run-step.ts'
import { Run } from '#contract/run.ts'
import { Thread } from '#contract/thread.ts'

import type { MirrorParts } from './parts.ts'
import { Refused } from './upstream-client.ts'

/** How old the last walk through all messages may be before there is another, in milliseconds. */
const WALK_AGAIN_MS = 15 * 60_000

/** How many pages of a list are read: a thread takes a hundred thousand messages, and a server may go on for ever. */
const MOST_PAGES = 2000
/** How many runs of a thread that are not over are followed: one holds it, where its server tells the truth. */
const MOST_ACTIVE = 10

/** What bringing a thread found, beside what was put into the store. */
export interface Brought {
  isGone: boolean
  /** All of its messages were walked through. */
  isWalked: boolean
  /** The message up to which none is missing. */
  reached: string | undefined
  /** Those that are not at their end. */
  active: Run[]
}

interface Bringing {
  /** All messages are to be looked at, whether or not they were of late. */
  whole: boolean
  /** Runs whose stream is being heard: what is asked of them meanwhile is older. */
  isHeard: (runId: string) => boolean
}

type Parts = Pick<MirrorParts, 'client' | 'clock' | 'keepsGone' | 'store' | 'closing'>

/**
 * Brings a thread to what the other server has: itself, its messages, its runs with their steps.
 * @throws {Unreachable}
 * @throws {Refused} but where the thread is not there
 */
export const bringThread = async (
  parts: Parts,
  id: string,
  { whole, isHeard }: Bringing,
): Promise<Brought> => {
  const { client, store, clock, closing } = parts
  const path = `/threads/${encodeURIComponent(id)}`
  try {
    const { value: thread } = await client.get(path, Thread, closing)
    await store.putMirrored({ threads: [thread] })
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 404) throw error
    if (!parts.keepsGone) await store.deleteThread(id)
    return { isGone: true, isWalked: false, reached: undefined, active: [] }
  }
  const state = await store.getMirrorState(id)
  const isOld = clock.now() - (state?.walked_at ?? 0) > WALK_AGAIN_MS
  const from = whole || isOld ? undefined : (state?.reached ?? undefined)
  const walk = await bringMessages(parts, id, from)
  return { isGone: false, ...walk, active: await bringRuns(parts, id, isHeard) }
}

/** The thread and the messages that came since it was last brought: what a run begins after. @throws as {@link bringThread} */
export const bringMessagesOf = async (parts: Parts, id: string): Promise<void> => {
  const { client, store, closing } = parts
  const { value: thread } = await client.get(`/threads/${encodeURIComponent(id)}`, Thread, closing)
  await store.putMirrored({ threads: [thread] })
  const state = await store.getMirrorState(id)
  await bringMessages(parts, id, state?.reached ?? undefined)
}

/**
 * @param from the message to begin behind; all are walked through without one, or where it is not there
 * any more
 */
const bringMessages = async (
  parts: Parts,
  threadId: string,
  from: string | undefined,
): Promise<Pick<Brought, 'isWalked' | 'reached'>> => {
  const { client, store, closing } = parts
  const before = from === undefined && !parts.keepsGone ? await idsOf(store, threadId) : []
  const there = new Set<string>()
  const path = `/threads/${encodeURIComponent(threadId)}/messages`
  let cursor = from
  for (let more = true, pages = 0; more && pages < MOST_PAGES; pages += 1) {
    let page: List<Message>
    try {
      page = (await client.get(pageOf(path, 'asc', cursor), list(Message), closing)).value
    } catch (error) {
      const isRefused = error instanceof Refused && (error.status === 400 || error.status === 404)
      if (!isRefused || from === undefined || cursor !== from) throw error
      return bringMessages(parts, threadId, undefined)
    }
    const messages = page.data.filter(({ thread_id }) => thread_id === threadId)
    await store.putMirrored({ messages })
    for (const { id } of messages) there.add(id)
    const last = page.data.at(-1)?.id ?? cursor
    // A server that gives the same page again would be asked for ever.
    more = page.has_more && last !== cursor
    cursor = last
  }
  for (const id of before) if (!there.has(id)) await store.deleteMessage(threadId, id)
  return { isWalked: from === undefined, reached: cursor }
}

const idsOf = async (store: Parts['store'], threadId: string): Promise<string[]> => {
  const ids: string[] = []
  for (let more = true; more;) {
    const after = ids.at(-1)
    const page = {
      order: 'asc',
      limit: LARGEST_LIMIT,
      ...(after !== undefined && { after }),
    } as const
    const { data, has_more } = await store.listMessages(threadId, page)
    ids.push(...data.map(({ id }) => id))
    more = has_more && data.length > 0
  }
  return ids
}

/** Newest first, until a page holds nothing that may have changed. @returns the active ones */
const bringRuns = async (
  parts: Parts,
  threadId: string,
  isHeard: (runId: string) => boolean,
): Promise<Run[]> => {
  const { client, store, closing } = parts
  const path = `/threads/${encodeURIComponent(threadId)}/runs`
  const active: Run[] = []
  let cursor: string | undefined
  for (let more = true, pages = 0; more && pages < MOST_PAGES; pages += 1) {
    const { value } = await client.get(pageOf(path, 'desc', cursor), list(Run), closing)
    const runs = value.data.filter(({ thread_id, id }) => thread_id === threadId && !isHeard(id))
    const known = await Promise.all(runs.map(({ id }) => store.getRun(threadId, id)))
    const fresh = runs.filter((run, at) => !isSettled(known[at], run))
    // Whoever finds the end of a run finds its steps and messages there: they come before it.
    for (const run of fresh.toReversed()) {
      if (isActive(run.status)) active.push(run)
      else await bringEndedRun(parts, run)
    }
    const last = value.data.at(-1)?.id
    more = value.has_more && last !== undefined && last !== cursor && fresh.length > 0
    cursor = last
  }
  return active.toSorted((a, b) => b.created_at - a.created_at).slice(0, MOST_ACTIVE)
}

const isSettled = (known: Run | undefined, run: Run): boolean =>
  known !== undefined && !isActive(known.status) && known.status === run.status

const bringEndedRun = async (parts: Parts, run: Run): Promise<void> => {
  await parts.store.putMirrored({ runs: [run], steps: await stepsOf(parts, run) })
}

/** The steps of a run as the other server has them, oldest first. @throws as {@link bringThread} */
export const stepsOf = async (
  { client, closing }: Pick<Parts, 'client' | 'closing'>,
  { id, thread_id }: Pick<Run, 'id' | 'thread_id'>,
): Promise<RunStep[]> => {
  const path = `/threads/${encodeURIComponent(thread_id)}/runs/${encodeURIComponent(id)}/steps`
  return allOf(client, path, RunStep, closing)
}

/** The messages that a run wrote, oldest first. @throws as {@link bringThread} */
export const messagesOf = async (
  { client, closing }: Pick<Parts, 'client' | 'closing'>,
  { id, thread_id }: Pick<Run, 'id' | 'thread_id'>,
): Promise<Message[]> => {
  const path = `/threads/${encodeURIComponent(thread_id)}/messages?run_id=${encodeURIComponent(id)}`
  // Some servers do not know that filter, and answer all: the newest page has the run's.
  const { value } = await client.get(pageOf(path, 'desc', undefined), list(Message), closing)
  return value.data.filter((message) => message.run_id === id).toReversed()
}

const allOf = async <T extends z.ZodMiniType<{ id: string }>>(
  client: Parts['client'],
  path: string,
  schema: T,
  signal: AbortSignal,
): Promise<z.output<T>[]> => {
  const all: z.output<T>[] = []
  let cursor: string | undefined
  for (let more = true, pages = 0; more && pages < MOST_PAGES; pages += 1) {
    const { value } = await client.get(pageOf(path, 'asc', cursor), list(schema), signal)
    all.push(...value.data)
    const last = value.data.at(-1)?.id
    more = value.has_more && last !== undefined && last !== cursor
    cursor = last
  }
  return all
}

const pageOf = (path: string, order: 'asc' | 'desc', after: string | undefined): string => {
  const cursor = after === undefined ? '' : `&after=${encodeURIComponent(after)}`
  return `${path}${path.includes('?') ? '&' : '?'}limit=${LARGEST_LIMIT}&order=${order}${cursor}`
}
