import { EMPTY_RUN_STATE, type RunState, foldEvent } from '#contract/delta.ts'
import type { StreamEvent } from '#contract/event.ts'
import { RUN_STATUSES, isActive } from '#contract/run-status.ts'

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
  /** Why `connection` is `failed`. */
  failure?: Error
}

export const emptyLiveRun = (threadId: string, runId: string): LiveRun => ({
  ...EMPTY_RUN_STATE,
  threadId,
  runId,
  connection: 'connecting',
  sequence: 0,
  log: [],
  groups: [],
  firstTokenAt: {},
})

const isDelta = (name: string) => name.endsWith('.delta')

const idOf = (data: unknown): string | undefined =>
  typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'string'
    ? data.id
    : undefined

/**
 * The run after one event more. `event` is undefined where the contract does not know the event: it is
 * logged all the same. An event that was seen before changes nothing.
 */
export const addEvent = (
  live: LiveRun,
  logged: LoggedEvent,
  event: StreamEvent | undefined,
): LiveRun => {
  if (logged.sequence <= live.sequence) return live
  const folded = event ? foldEvent(live, event) : live
  const id = idOf(logged.data)
  const isFirstToken =
    logged.name === 'thread.message.delta' && id !== undefined && !(id in live.firstTokenAt)
  return {
    ...live,
    ...folded,
    sequence: logged.sequence,
    ...appendToLog(live, logged, id),
    firstTokenAt: isFirstToken ? { ...live.firstTokenAt, [id]: logged.at } : live.firstTokenAt,
  }
}

const appendToLog = (live: LiveRun, logged: LoggedEvent, id: string | undefined) => {
  // Copied only when another snapshot has grown the shared log already.
  const end = live.groups.at(-1)?.to ?? 0
  const log = live.log.length === end ? live.log : live.log.slice(0, end)
  // The one place that may append; everyone else is given it as readonly.
  ;(log as LoggedEvent[]).push(logged)
  const last = live.groups.at(-1)
  const joins = last && isDelta(logged.name) && last.name === logged.name && last.id === id
  const groups = joins
    ? live.groups.with(-1, { ...last, to: end + 1 })
    : [...live.groups, { name: logged.name, id, at: logged.at, from: end, to: end + 1 }]
  return { log, groups }
}

const terminalNames = RUN_STATUSES.filter((status) => !isActive(status)).map(
  (status) => `thread.run.${status}`,
)

/** Whether its stream can tell nothing more: from here on the server has nothing to add. */
export const isOver = (live: Pick<LiveRun, 'run' | 'groups'>): boolean =>
  terminalNames.includes(live.groups.at(-1)?.name ?? '') ||
  (live.run !== undefined && !isActive(live.run.status))

/** Whether nothing comes until tool outputs are given. */
export const isWaiting = (live: Pick<LiveRun, 'run'>): boolean =>
  live.run?.status === 'requires_action'
