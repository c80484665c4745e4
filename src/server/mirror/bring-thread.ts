import { Message } from '#contract/message.ts'
import { LARGEST_LIMIT } from '#contract/page-limits.ts'
import { isActive } from '#contract/run-status.ts'
import { RunStep } from '#contract/run-step.ts'
import { Run } from '#contract/run.ts'
import { Thread } from '#contract/thread.ts'

import { hasPossibleTimes } from '../store/mirror.ts'
import { pagesOf } from './pages.ts'
import type { MirrorParts } from './parts.ts'
import { Refused } from './upstream-client.ts'

/** How old the last walk through all messages may be before there is another, in milliseconds. */
const WALK_AGAIN_MS = 15 * 60_000

/** How many steps of a run are read. */
const MOST_STEPS = 2000
/** How many bytes of steps are held until their run is written with them. */
const MOST_STEP_BYTES = 16 * 1024 * 1024
/** How many runs of a thread are read: one answers a message, as a rule. */
const MOST_RUNS = 100_000
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
  const { store, clock } = parts
  try {
    await bringItself(parts, id)
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

const bringItself = async ({ client, store, closing }: Parts, id: string): Promise<void> => {
  const { value: thread } = await client.get(pathOf(id), Thread, closing)
  if (thread.id !== id) throw new Refused(502, 'It answers with another thread.')
  if (!hasPossibleTimes(thread)) throw new Refused(502, 'It tells a time that cannot be.')
  await store.putMirrored({ threads: [thread] })
}

/** The thread and the messages that came since it was last brought: what a run begins after. @throws as {@link bringThread} */
export const bringMessagesOf = async (parts: Parts, id: string): Promise<void> => {
  const { store } = parts
  await bringItself(parts, id)
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
  let reached = from
  try {
    const path = `${pathOf(threadId)}/messages`
    const pages = pagesOf(client, path, Message, { order: 'asc', after: from, signal: closing })
    for await (const page of pages) {
      const messages = page.filter(({ thread_id }) => thread_id === threadId)
      await store.putMirrored({ messages })
      for (const { id } of messages) there.add(id)
      reached = page.at(-1)?.id ?? reached
    }
  } catch (error) {
    const isCursorGone = error instanceof Refused && (error.status === 400 || error.status === 404)
    if (!isCursorGone || from === undefined || reached !== from) throw error
    return bringMessages(parts, threadId, undefined)
  }
  for (const id of before) if (!there.has(id)) await store.deleteMessage(threadId, id)
  return { isWalked: from === undefined, reached }
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
  const path = `${pathOf(threadId)}/runs`
  const active: Run[] = []
  for await (const page of pagesOf(client, path, Run, {
    order: 'desc',
    most: MOST_RUNS,
    signal: closing,
  })) {
    const runs = page.filter(({ thread_id, id }) => thread_id === threadId && !isHeard(id))
    const known = await Promise.all(runs.map(({ id }) => store.getRun(threadId, id)))
    const fresh = runs.filter((run, at) => !isSettled(known[at], run))
    for (const run of fresh.toReversed()) if (!isActive(run.status)) await bringEndedRun(parts, run)
    const room = MOST_ACTIVE - active.length
    active.push(...fresh.filter(({ status }) => isActive(status)).slice(0, room))
    if (fresh.length === 0) break
  }
  return active
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
  const path = `${pathOf(thread_id)}/runs/${encodeURIComponent(id)}/steps`
  const steps: RunStep[] = []
  const how = { order: 'asc', most: MOST_STEPS, bytes: MOST_STEP_BYTES, signal: closing } as const
  for await (const page of pagesOf(client, path, RunStep, how)) {
    steps.push(...page.filter((step) => isOf(step, id, thread_id)))
  }
  return steps
}

/** The messages that a run wrote, oldest first. @throws as {@link bringThread} */
export const messagesOf = async (
  { client, closing }: Pick<Parts, 'client' | 'closing'>,
  { id, thread_id }: Pick<Run, 'id' | 'thread_id'>,
): Promise<Message[]> => {
  const path = `${pathOf(thread_id)}/messages?run_id=${encodeURIComponent(id)}`
  // Some servers do not know that filter, and answer all: the newest page has the run's.
  const pages = pagesOf(client, path, Message, { order: 'desc', signal: closing })
  for await (const newest of pages) {
    return newest.filter((message) => isOf(message, id, thread_id)).toReversed()
  }
  return []
}

const isOf = (object: Message | RunStep, runId: string, threadId: string): boolean =>
  object.run_id === runId && object.thread_id === threadId && hasPossibleTimes(object)

const pathOf = (threadId: string): string => `/threads/${encodeURIComponent(threadId)}`
