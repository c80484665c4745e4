import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useSyncExternalStore } from 'react'

import type { Message } from '#contract/message.ts'
import { isAtRest } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import type { LoggedTimes } from '../util/run-times.ts'
import { spacedFrames } from '../util/spaced-frames.ts'
import { timesOf } from './event-groups.ts'
import { markMessageGone } from './gone-messages.ts'
import { handOver } from './hand-over.ts'
import { insistently } from './insistently.ts'
import type { LiveRun } from './live-run.ts'
import { removeFromPages } from './messages.ts'
import { RunStore } from './run-store.ts'
import { dropHits } from './search.ts'
import { tellThreadNews } from './thread-news.ts'

/** Hidden tabs draw no frames, so there a timer flushes. */
const HIDDEN_FLUSH_MS = 250

/**
 * The least between two flushes: every other frame of a usual screen. Text that grows thirty times a
 * second is read as fluently, for half of the work.
 */
const BETWEEN_FLUSHES_MS = 24

const nextFrame = spacedFrames(BETWEEN_FLUSHES_MS)

const schedule = (flush: () => void): void => {
  if (document.hidden) return void setTimeout(flush, HIDDEN_FLUSH_MS)
  // The timer also catches a tab that is hidden before its frame comes.
  const timer = setTimeout(() => {
    giveUp()
    flush()
  }, HIDDEN_FLUSH_MS)
  const giveUp = nextFrame(() => {
    clearTimeout(timer)
    flush()
  })
}

/** Whichever client follows a run is given what ended; there is one for each page. */
const clients = new Map<string, QueryClient>()

const store = new RunStore({
  schedule,
  onFlush: (shown, next) => {
    const client = clients.get(next.runId)
    if (client) handOver(client, shown, next, store.isGone)
  },
})

/** Takes a deleted message off the screen, also while it is being written. */
export const dropMessage = (client: QueryClient, threadId: string, id: string): void => {
  store.drop(id)
  removeFromPages(client, threadId, id)
  markMessageGone(client, threadId, id)
  tellThreadNews({ thread_id: threadId, message_id: id, isGone: true })
  dropHits(client, (hit) => hit.message_id === id)
}

interface Follower {
  readers: number
  stop: AbortController | undefined
}
const followers = new Map<string, Follower>()

/** How long a stream outlives its last reader: long enough for going to another screen and back. */
const LINGER_MS = 2000
/** How many runs nobody looks at are remembered. */
const KEPT_RUNS = 12

const startReading = (
  { threadId, runId, rests }: { threadId: string; runId: string; rests: boolean },
  follower: Follower,
): void => {
  if (follower.stop) return
  const stop = new AbortController()
  follower.stop = stop
  const isLate = () => stop.signal.aborted
  // Most threads are opened with no run going on: its reader comes when there is one.
  void insistently(() => import('./run-feed.ts'), stop.signal)
    .then(({ feedRun }) => feedRun(store, { threadId, runId, rests }, stop.signal))
    .catch((failure: unknown) => {
      if (isLate() || !(failure instanceof Error)) return
      store.update(threadId, runId, (live) => ({ ...live, connection: 'failed', failure }))
    })
    .finally(() => {
      if (follower.stop === stop) follower.stop = undefined
    })
}

/**
 * Reads a run's stream for as long as anyone follows it, from where it was left. Any number of readers
 * share one stream. Returns the way to stop.
 */
export const followRun = (
  client: QueryClient,
  threadId: string,
  { id: runId, status }: Pick<Run, 'id' | 'status'>,
): (() => void) => {
  const follower = followers.get(runId) ?? { readers: 0, stop: undefined }
  // Set anew, so that the map stays in the order of use.
  followers.delete(runId)
  followers.set(runId, follower)
  clients.set(runId, client)
  follower.readers += 1
  if (store.latest(threadId, runId).connection !== 'ended') {
    startReading({ threadId, runId, rests: isAtRest(status) }, follower)
  }
  let stopped = false
  return () => {
    if (stopped) return
    stopped = true
    follower.readers -= 1
    setTimeout(() => {
      if (follower.readers > 0) return
      follower.stop?.abort()
      // Whoever comes back does not wait until that has ended.
      follower.stop = undefined
      forgetOldest()
    }, LINGER_MS)
  }
}

const forgetOldest = () => {
  const idle = [...followers].filter(([, { readers }]) => readers === 0)
  for (const [runId] of idle.slice(0, Math.max(0, idle.length - KEPT_RUNS))) {
    followers.delete(runId)
    clients.delete(runId)
    store.forget(runId)
  }
}

/** Reads on after a rest: tool outputs were given, or the run is known to have moved. */
export const resumeRun = (threadId: string, runId: string): void => {
  const follower = followers.get(runId)
  if (follower && follower.readers > 0) {
    startReading({ threadId, runId, rests: false }, follower)
  }
}

/** Follows a run while the component is there; a run that moved after a rest is read on. */
export const useFollowRun = (
  threadId: string,
  run: Pick<Run, 'id' | 'status'> | undefined,
): void => {
  const client = useQueryClient()
  const runId = run?.id
  useEffect(
    () => (run ? followRun(client, threadId, run) : undefined),
    // Its stream tells of all that happens to a run that is followed.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [client, threadId, runId],
  )
  useEffect(() => {
    // Told by the object's identity and not its status: two rests in a row look alike.
    if (run && store.get(run.id)?.connection === 'waiting') resumeRun(threadId, run.id)
  }, [threadId, run])
}

/** A view of the store; rendered without a browser, it is the same. */
const useStore = <Value>(read: () => Value): Value =>
  useSyncExternalStore(store.subscribe, read, read)

/** Of the run as its stream tells it, what `select` takes: the component is told when just that changes. */
export const useOfLiveRun = <Value>(
  runId: string,
  select: (live: LiveRun) => Value,
): Value | undefined =>
  useStore(() => {
    const live = store.get(runId)
    return live && select(live)
  })

/** The times that a run's events tell, as far as they were read. */
export const useLoggedTimes = (runId: string): LoggedTimes | undefined =>
  useOfLiveRun(runId, timesOf)

/** How often figures are worth reading anew. */
const SLOWLY_MS = 250

const subscribeSlowly = (listener: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const stop = store.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined
      listener()
    }, SLOWLY_MS)
  })
  return () => {
    clearTimeout(timer)
    stop()
  }
}

/** The run as its stream tells it, four times a second: for figures and lists, not for text. */
export const useLiveRunSlowly = (runId: string): LiveRun | undefined => {
  const read = () => store.get(runId)
  return useSyncExternalStore(subscribeSlowly, read, read)
}

/** A message that is being written, as far as it is. Undefined once it is in the query cache. */
export const useStreamingMessage = (messageId: string) => useStore(() => store.message(messageId))

/** The messages of a thread that are being written, four times a second: for what is looked for in them. */
export const useStreamingMessagesSlowly = (threadId: string): readonly Message[] => {
  const known = useRef<readonly Message[]>([])
  const read = () => {
    const now = store.messageIds(threadId).flatMap((id) => store.message(id) ?? [])
    const isSame =
      now.length === known.current.length && now.every((each, at) => each === known.current[at])
    if (!isSame) known.current = now
    return known.current
  }
  return useSyncExternalStore(subscribeSlowly, read, read)
}

/** The messages of a thread that are being written, in their order. */
export const useStreamingMessageIds = (threadId: string): readonly string[] =>
  useStore(() => store.messageIds(threadId))
