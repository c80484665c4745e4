import { RUN_STATUSES, isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import { runSeconds } from './run-seconds.ts'
import { durationText, roughSecondsText } from './time.ts'

/** A stretch of time in milliseconds since 1970. */
export interface Span {
  from: number
  /** Undefined while it goes on. */
  to: number | undefined
}

/** The times that a run's events tell, to the millisecond. */
export interface LoggedTimes {
  run: Span
  steps: Readonly<Record<string, Span>>
  /** When the run waited for tool outputs. */
  waits: readonly Span[]
}

interface Group {
  name: string
  id: string | undefined
  at: number
}

const endNames = RUN_STATUSES.filter((status) => !isActive(status)).map(
  (status) => `thread.run.${status}`,
)

/** Whether an event of this name ends a run. */
export const isRunEnd = (name: string): boolean => endNames.includes(name)

/** What a run's events tell of its times; undefined where there are none. */
export const loggedTimes = ({ groups }: { groups: readonly Group[] }): LoggedTimes | undefined => {
  const [first] = groups
  const last = groups.at(-1)
  if (!first || !last) return undefined
  const steps: Record<string, Span> = {}
  for (const { name, id, at } of groups) {
    if (id === undefined || !name.startsWith('thread.run.step.')) continue
    const isEnd = !/\.(created|in_progress|delta)$/.test(name)
    steps[id] = { from: steps[id]?.from ?? at, to: isEnd ? at : undefined }
  }
  const waits = groups.flatMap(({ name, at }, index) =>
    name === 'thread.run.requires_action' ? [{ from: at, to: groups[index + 1]?.at }] : [],
  )
  return { run: { from: first.at, to: isRunEnd(last.name) ? last.at : undefined }, steps, waits }
}

/**
 * How long a run took that is over: by its events where they are known up to its end, else in the whole
 * seconds of the run itself. Undefined where neither tells.
 */
export const runTime = (run: Run, logged: LoggedTimes | undefined): string | undefined => {
  if (isActive(run.status)) return undefined
  if (logged?.run.to !== undefined) return durationText(logged.run.to - logged.run.from)
  const seconds = runSeconds(run)
  return seconds === undefined ? undefined : roughSecondsText(seconds)
}
