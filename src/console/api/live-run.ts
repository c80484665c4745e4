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
  /** It was not heard when it happened, but found when the server asked; `at` is when it was found. */
  polled?: true
}

/** A run as its stream has told it so far. */
export interface LiveRun extends RunState {
  threadId: string
  runId: string
  connection: Connection
  /** The last event taken in; reading goes on after it. */
  sequence: number
  /** Only ever appended to, and shared between snapshots: a snapshot's own part goes up to `end`. */
  log: readonly LoggedEvent[]
  end: number
  /** When the first piece of each message arrived, by message id. */
  firstTokenAt: Readonly<Record<string, number>>
  /** Some of its events were polled: their times are not when things happened. */
  isPolled?: true
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
  end: 0,
  firstTokenAt: {},
})

/** What an event tells of. */
export const idOf = (data: unknown): string | undefined =>
  typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string'
    ? data.id
    : undefined

/** The last event that was told. */
export const lastOf = ({ log, end }: Pick<LiveRun, 'log' | 'end'>): LoggedEvent | undefined =>
  log[end - 1]

/** Whether the last that was told of an object happened before its stream was first opened. */
export const isReplay = ({ log, end, liveSince }: LiveRun, id: string): boolean => {
  let at = end - 1
  while (at >= 0 && idOf(log[at]?.data) !== id) at -= 1
  const last = log[at]
  return last !== undefined && last.at < (liveSince ?? 0)
}

/** Since when nothing was heard of a run whose stream is being reopened; by the server's clock. */
export const silentSince = (live: LiveRun): number | undefined =>
  live.connection === 'reconnecting' && live.silentSince !== undefined
    ? toServerTime(live.silentSince)
    : undefined

/** Whether its stream can tell nothing more: from here on the server has nothing to add. */
export const isOver = (live: Pick<LiveRun, 'run' | 'log' | 'end'>): boolean =>
  isRunEnd(lastOf(live)?.name ?? '') || (live.run !== undefined && !isActive(live.run.status))

/** Whether nothing comes until tool outputs are given. */
export const isWaiting = (live: Pick<LiveRun, 'run'>): boolean =>
  live.run?.status === 'requires_action'
