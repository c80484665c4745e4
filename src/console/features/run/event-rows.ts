import { type Logged, groupsOf } from '#console/api/event-groups.ts'
import type { LoggedEvent } from '#console/api/live-run.ts'

/** A line of the event list: a group of deltas, or one event. */
export interface EventRow {
  key: string
  name: string
  at: number
  /** How many events the line stands for. */
  count: number
  isInGroup: boolean
  /** What opens under the line; a group opens to its events instead. */
  event: LoggedEvent | undefined
}

/** The lines to show, with the events of each open group under it. */
export const eventRows = (live: Logged, open: ReadonlySet<string>): EventRow[] =>
  groupsOf(live).flatMap((group) => {
    const { log } = live
    const count = group.to - group.from
    const first = log[group.from]
    if (!first) return []
    const key = `${first.sequence}`
    const line = { name: group.name, at: group.at, count, isInGroup: false }
    if (count === 1) return [{ ...line, key, event: first }]
    const groupKey = `${key}×`
    const inside = open.has(groupKey) ? log.slice(group.from, group.to) : []
    return [
      { ...line, key: groupKey, event: undefined },
      ...inside.map((event) => ({
        key: `${event.sequence}`,
        name: event.name,
        at: event.at,
        count: 1,
        isInGroup: true,
        event,
      })),
    ]
  })
