import type { RunStep } from '#contract/run-step.ts'

import { stepSeconds } from './run-seconds.ts'
import { secondsText } from './time.ts'

/** A stretch of time in which a run waited for tool outputs, in milliseconds since 1970. */
export interface Wait {
  from: number
  /** Undefined while it goes on. */
  to: number | undefined
}

interface Group {
  name: string
  at: number
}

/** When a run waited, by its events. */
export const waitsOf = (groups: readonly Group[]): Wait[] =>
  groups.flatMap(({ name, at }, index) =>
    name === 'thread.run.requires_action' ? [{ from: at, to: groups[index + 1]?.at }] : [],
  )

/** Less than this is not told apart: programs answer in it, and steps are counted in whole seconds. */
const SHORT_WAIT = 2

/**
 * How long a step took. What it waited for the outputs of its tools is told apart where `waits` are
 * known, and said to be among it where they are not.
 */
export const stepTime = (step: RunStep, waits: readonly Wait[] = []): string | undefined => {
  const seconds = stepSeconds(step)
  if (seconds === undefined) return undefined
  const details = step.step_details
  const isAsked =
    details.type === 'tool_calls' && details.tool_calls.some(({ type }) => type === 'function')
  if (!isAsked || seconds < SHORT_WAIT) return secondsText(seconds)
  const begun = step.created_at * 1000
  const end = begun + seconds * 1000
  // A step tells the second that it was created in: what began in that one is its own.
  const own = waits.filter(({ from }) => from >= begun && from < end + 1000)
  if (own.length === 0) return `${secondsText(seconds)} with waiting`
  const waited = own.reduce((sum, { from, to = end }) => sum + (to - from) / 1000, 0)
  if (waited < SHORT_WAIT) return secondsText(seconds)
  return `${secondsText(Math.max(0, seconds - waited))} + ${secondsText(waited)} waiting`
}
