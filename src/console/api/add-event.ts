import { foldEvent } from '#contract/delta.ts'
import type { StreamEvent } from '#contract/event.ts'

import type { LiveRun, LoggedEvent } from './live-run.ts'

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
