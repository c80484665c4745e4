import { foldEvent } from '#contract/delta.ts'
import type { StreamEvent } from '#contract/event.ts'

import { type LiveRun, type LoggedEvent, idOf } from './live-run.ts'

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
    ...appendToLog(live, logged),
    ...(logged.polled && { isPolled: true }),
    firstTokenAt: isFirstToken ? { ...live.firstTokenAt, [id]: logged.at } : live.firstTokenAt,
  }
}

const appendToLog = (live: LiveRun, logged: LoggedEvent) => {
  // Copied only when another snapshot has grown the shared log already.
  const log = live.log.length === live.end ? live.log : live.log.slice(0, live.end)
  // The one place that may append; everyone else is given it as readonly.
  ;(log as LoggedEvent[]).push(logged)
  return { log, end: live.end + 1 }
}
