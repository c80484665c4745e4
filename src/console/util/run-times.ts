import { isActive, isRunEnd, isStepEnd } from '#contract/run-status.ts'
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

/** What a run's events tell of its times; undefined where there are none. */
export const loggedTimes = ({ groups }: { groups: readonly Group[] }): LoggedTimes | undefined => {
  const [first] = groups
  const last = groups.at(-1)
  if (!first || !last) return undefined
  const steps: Record<string, Span> = {}
  for (const { name, id, at } of groups) {
    if (id === undefined || !name.startsWith('thread.run.step.')) continue
    steps[id] = { from: steps[id]?.from ?? at, to: isStepEnd(name) ? at : undefined }
  }
  const waits = groups.flatMap(({ name, at }, index) =>
    name === 'thread.run.requires_action' ? [{ from: at, to: groups[index + 1]?.at }] : [],
  )
  return { run: { from: first.at, to: isRunEnd(last.name) ? last.at : undefined }, steps, waits }
}

/**
 * How long a run took that is over: by its log where that goes to its end, as the server tells it or as its
 * events were read; else in the whole seconds of the run itself. Undefined where neither tells.
 */
export const runTime = (run: Run, logged: LoggedTimes | undefined): string | undefined => {
  if (isActive(run.status)) return undefined
  const exact = logged?.run.to === undefined ? run.times : logged.run
  if (exact?.to !== undefined) return durationText(exact.to - exact.from)
  const seconds = runSeconds(run)
  return seconds === undefined ? undefined : roughSecondsText(seconds)
}
