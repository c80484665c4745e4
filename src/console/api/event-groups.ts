import { type LoggedTimes, loggedTimes } from '../util/run-times.ts'
import { type LiveRun, type LoggedEvent, idOf } from './live-run.ts'

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

export type Logged = Pick<LiveRun, 'log' | 'end' | 'isPolled'>

const isDelta = (name: string) => name.endsWith('.delta')

/** The groups of each log as they were last asked for: most snapshots are a little longer than the one before. */
const known = new WeakMap<Logged['log'], { end: number; groups: readonly EventGroup[] }>()

/** What a run's stream told, in groups. A snapshot's groups stay the same array. */
export const groupsOf = ({ log, end }: Logged): readonly EventGroup[] => {
  const before = known.get(log)
  if (before?.end === end) return before.groups
  const begun = before && before.end < end ? before : undefined
  const groups = begun ? [...begun.groups] : []
  for (let at = begun?.end ?? 0; at < end; at++) {
    const event = log[at]
    if (event) addTo(groups, event, at)
  }
  known.set(log, { end, groups })
  return groups
}

const addTo = (groups: EventGroup[], { name, data, at }: LoggedEvent, place: number): void => {
  const id = idOf(data)
  const last = groups.at(-1)
  if (last && isDelta(name) && last.name === name && last.id === id) {
    groups[groups.length - 1] = { ...last, to: place + 1 }
  } else groups.push({ name, id, at, from: place, to: place + 1 })
}

const told = new WeakMap<Logged['log'], { end: number; text: string; times: LoggedTimes }>()

/**
 * The times that a run's stream told. The same object for as long as they are the same. Undefined where events
 * were polled: those tell when it was asked.
 */
export const timesOf = ({ log, end, isPolled }: Logged): LoggedTimes | undefined => {
  if (isPolled) return undefined
  const before = told.get(log)
  // Deltas tell no time of their own.
  const isSame = before && before.end <= end && onlyDeltas(log, before.end, end)
  if (isSame) {
    before.end = end
    return before.times
  }
  const times = loggedTimes({ groups: groupsOf({ log, end }) })
  if (!times) return undefined
  const text = JSON.stringify(times)
  const shown = before?.text === text ? before.times : times
  told.set(log, { end, text, times: shown })
  return shown
}

const onlyDeltas = (log: Logged['log'], from: number, to: number): boolean => {
  for (let at = from; at < to; at++) if (!isDelta(log[at]?.name ?? '')) return false
  return true
}
