import { Message } from '#contract/message.ts'
import { isActive } from '#contract/run-status.ts'
import { Run } from '#contract/run.ts'
import { Thread } from '#contract/thread.ts'

import { isKept, whyNotKept } from '../store/mirrorable.ts'
import { ASK_AGAIN_MS, type Walked, bringMessages } from './bring-messages.ts'
import { LeftOut } from './left-out.ts'
import { dropPlace } from './lost-deletions.ts'
import { type UpstreamPage, pagesOf, threadPath } from './pages.ts'
import type { MirrorParts } from './parts.ts'
import { stepsToBeHad } from './read-steps.ts'
import { NotThere, Refused, pause } from './upstream-client.ts'

/** How old the last walk through all messages may be before there is another, in milliseconds. */
const WALK_AGAIN_MS = 15 * 60_000

/** How many runs of a thread are read: one answers a message, as a rule. */
const MOST_RUNS = 100_000
/** How many runs of a thread that are not over are followed: one holds it, where its server tells the truth. */
const MOST_ACTIVE = 10

/** What bringing a thread found, beside what was put into the store. */
export interface Brought extends Walked {
  isGone: boolean
  /** Those that are not at their end. */
  active: Run[]
}

interface Bringing {
  /** All messages are to be looked at, whether or not they were of late. */
  whole: boolean
  /** Something of it could not be kept the last time: all of its runs are to be looked at, steps included. */
  isPartial: boolean
  /** Runs whose stream is being heard: what is asked of them meanwhile is older. */
  isHeard: (run: Run) => boolean
  /** Is told how many objects were read, and may hold up those that follow. */
  onRead: (objects: number) => Promise<void>
}

type Parts = Pick<
  MirrorParts,
  'client' | 'clock' | 'closing' | 'deletions' | 'keepsGone' | 'store' | 'timers'
>

/**
 * Brings a thread to what the other server has: itself, its messages, its runs with their steps.
 * @throws {Unreachable}
 * @throws {Refused} but where the thread is not there
 */
export const bringThread = async (
  parts: Parts,
  id: string,
  { whole, isPartial, isHeard, onRead }: Bringing,
): Promise<Brought> => {
  const { store, clock } = parts
  const asked = await store.latestChange()
  if (!(await isBrought(parts, id, asked))) {
    return { isGone: true, isWalked: false, reached: undefined, active: [] }
  }
  const state = await store.getMirrorState(id)
  const isOld = clock.now() - (state?.walked_at ?? 0) > WALK_AGAIN_MS
  const from = whole || isOld ? undefined : (state?.reached ?? undefined)
  // The newest runs are read before the messages: what a run wrote that is over by then is among those.
  const pages = await beginPages(runPages(parts, id))
  const walk = await bringMessages(parts, id, { from, asked, onRead })
  const { active, leftOut } = await bringRuns(parts, id, { pages, isHeard, onRead, isPartial })
  return { isGone: false, ...walk, leftOut: walk.leftOut ?? leftOut, active }
}

/** Brings the thread itself; where it is gone, and set so, it goes from here. @returns whether it is there */
const isBrought = async (parts: Parts, id: string, asked: number): Promise<boolean> => {
  const { deletions, keepsGone, store, timers, closing } = parts
  const isHere = (await store.getThread(id)) !== undefined
  // What is left of an earlier one would be in its way.
  if (!isHere && (await store.getMirrorState(id))?.refreshed_at)
    while (await store.purgeThreads()) closing.throwIfAborted()
  const isAtStake = isHere && !keepsGone
  for (let tries = isAtStake ? 2 : 1; tries > 0; tries -= 1) {
    try {
      await bringItself(parts, id, asked)
      return true
    } catch (error) {
      if (!(error instanceof NotThere)) throw error
      // It may have passed to a client meanwhile.
      if (!(await store.getThread(id))) return false
      const place = threadPath(id)
      if (deletions.isDone(place, id, deletions.own)) {
        await dropPlace(parts, place)
        return false
      }
      if (!(await canTellGone(parts, id))) throw error
    }
    if (tries > 1) await pause(timers, ASK_AGAIN_MS, closing)
  }
  if (isAtStake) await store.deleteThread(id)
  return false
}

const bringItself = async (
  { client, deletions, store, closing }: Parts,
  id: string,
  asked: number,
): Promise<void> => {
  const { value: thread } = await client.get(threadPath(id), Thread, closing)
  if (thread.id !== id) throw new Refused(502, 'It answers with another thread.')
  const why = whyNotKept(thread)
  if (why !== undefined) throw new Refused(502, why)
  deletions.read(id, deletions.own)
  await store.putMirrored({ threads: [thread] }, asked)
}

/**
 * Whether the mirror's own requests would be given a thread that is there: what passed to a client with
 * another key may be hidden from them.
 */
export const canTellGone = async (
  { deletions, store }: Pick<Parts, 'deletions' | 'store'>,
  id: string,
): Promise<boolean> => {
  if (deletions.canTell(id, deletions.own)) return true
  const state = await store.getMirrorState(id)
  return typeof state?.walked_at === 'number' || typeof state?.reached === 'string'
}

/** The thread and the messages that came since it was last brought: what a run begins after. @throws as {@link bringThread} */
export const bringMessagesOf = async (parts: Parts, id: string): Promise<void> => {
  const { store } = parts
  const asked = await store.latestChange()
  await bringItself(parts, id, asked)
  const state = await store.getMirrorState(id)
  await bringMessages(parts, id, { from: state?.reached ?? undefined, asked })
}

interface BringingRuns extends Pick<Bringing, 'isHeard' | 'isPartial' | 'onRead'> {
  pages: AsyncIterable<UpstreamPage<Run>>
}

/** The runs of a thread, newest first. */
const runPages = (
  { client, closing }: Parts,
  threadId: string,
): AsyncGenerator<UpstreamPage<Run>> =>
  pagesOf(client, `${threadPath(threadId)}/runs`, Run, {
    order: 'desc',
    most: MOST_RUNS,
    signal: closing,
  })

/** Pages of which the first is read now. Why it cannot be had is told once it is asked for. */
const beginPages = async <T>(pages: AsyncGenerator<T>): Promise<AsyncIterable<T>> => {
  const [first] = await Promise.allSettled([pages.next()])
  return (async function* () {
    if (first.status === 'rejected') throw first.reason
    if (first.value.done) return
    yield first.value.value
    yield* pages
  })()
}

/** Newest first, until a page holds nothing that may have changed. @returns the active ones, and why others are not here */
const bringRuns = async (
  parts: Parts,
  threadId: string,
  { pages, isHeard, isPartial, onRead }: BringingRuns,
): Promise<Pick<Brought, 'active' | 'leftOut'>> => {
  const { store } = parts
  const active: Run[] = []
  const leftOut = new LeftOut(store)
  let tries: number | undefined
  for await (const { data: page, isWhole: isPageWhole } of pages) {
    const runs = page.filter((run) => run.thread_id === threadId && !isHeard(run))
    const known = await Promise.all(runs.map(({ id }) => store.getRun(threadId, id)))
    const fresh = runs.filter((run, at) => isPartial || !isSettled(known[at], run))
    for (const run of fresh.toReversed()) {
      if (isActive(run.status)) continue
      const { steps, isWhole } = await stepsToBeHad(parts, run, tries)
      await store.putMirrored({ runs: [run], steps })
      await leftOut.note({ steps })
      await onRead(1 + steps.length)
      // Where one run's are refused, all may be: each is asked for once.
      if (!isWhole) tries = 1
    }
    const room = MOST_ACTIVE - active.length
    active.push(...fresh.filter(({ status }) => isActive(status)).slice(0, room))
    await leftOut.note({ runs: fresh })
    if (!isPageWhole) leftOut.noteUnread('runs')
    if (fresh.length === 0) break
  }
  return { active, leftOut: leftOut.reason }
}

const isSettled = (known: Run | undefined, run: Run): boolean =>
  known !== undefined && !isActive(known.status) && known.status === run.status

/** The messages that a run wrote and that can be kept, oldest first. @throws as {@link bringThread} */
export const messagesOf = async (
  { client, closing }: Pick<Parts, 'client' | 'closing'>,
  { id, thread_id }: Pick<Run, 'id' | 'thread_id'>,
): Promise<Message[]> => {
  const path = `${threadPath(thread_id)}/messages?run_id=${encodeURIComponent(id)}`
  // Some servers do not know that filter, and answer all: the newest page has the run's.
  const pages = pagesOf(client, path, Message, { order: 'desc', signal: closing })
  for await (const { data: newest } of pages) {
    return newest.filter((message) => isOf(message, id, thread_id) && isKept(message)).toReversed()
  }
  return []
}

const isOf = (message: Message, runId: string, threadId: string): boolean =>
  message.run_id === runId && message.thread_id === threadId
