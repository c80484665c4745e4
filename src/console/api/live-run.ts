import type { RunState } from '#contract/delta.ts'
import { isActive, isRunEnd } from '#contract/run-status.ts'

import { toServerTime } from '../util/server-clock.ts'

/**
 * How its stream stands: being opened, open, broken off and being reopened, resting until tool outputs
 * are given, over, or refused for good.
 */
export type Connection = 'connecting' | 'live' | 'reconnecting' | 'waiting' | 'ended' | 'failed'

/** One event as it came. `at` is in milliseconds since 1970. */
export interface LoggedEvent {
  sequence: number
  at: number
  name: string
  data: unknown
}

/** A stretch of the log shown as one line: one event, or deltas of one object in a row. */
export interface EventGroup {
  name: string
  /** What the deltas belong to. */
  id: string | undefined
  at: number
  /** Places in the log; `to` is not part of it. */
  from: number
  to: number
}

/** A run as its stream has told it so far. */
export interface LiveRun extends RunState {
  threadId: string
  runId: string
  connection: Connection
  /** The last event taken in; reading goes on after it. */
  sequence: number
  /** Only ever appended to, and shared between snapshots: a snapshot's own part ends with `groups`. */
  log: readonly LoggedEvent[]
  groups: readonly EventGroup[]
  /** When the first piece of each message arrived, by message id. */
  firstTokenAt: Readonly<Record<string, number>>
  /** Events from before this are replayed from the log; by the server's clock, in milliseconds. */
  liveSince?: number
  /** While it is reconnecting: when the last word came, by this machine's clock, in milliseconds. */
  silentSince?: number
  /** Why `connection` is `failed`. */
  failure?: Error
}

export const emptyLiveRun = (threadId: string, runId: string): LiveRun => ({
  steps: [],
  messages: [],
  threadId,
  runId,
  connection: 'connecting',
  sequence: 0,
  log: [],
  groups: [],
  firstTokenAt: {},
})

/** Whether the last that was told of an object happened before its stream was first opened. */
export const isReplay = ({ groups, liveSince }: LiveRun, id: string): boolean => {
  const last = groups.findLast((group) => group.id === id)
  return last !== undefined && last.at < (liveSince ?? 0)
}

/** Since when nothing was heard of a run whose stream is being reopened; by the server's clock. */
export const silentSince = (live: LiveRun): number | undefined =>
  live.connection === 'reconnecting' && live.silentSince !== undefined
    ? toServerTime(live.silentSince)
    : undefined

/** Whether its stream can tell nothing more: from here on the server has nothing to add. */
export const isOver = (live: Pick<LiveRun, 'run' | 'groups'>): boolean =>
  isRunEnd(live.groups.at(-1)?.name ?? '') || (live.run !== undefined && !isActive(live.run.status))

/** Whether nothing comes until tool outputs are given. */
export const isWaiting = (live: Pick<LiveRun, 'run'>): boolean =>
  live.run?.status === 'requires_action'
