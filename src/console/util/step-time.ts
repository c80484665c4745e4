import type { RunStep } from '#contract/run-step.ts'

import { stepSeconds } from './run-seconds.ts'
import type { LoggedTimes, Span } from './run-times.ts'
import { durationText, roughSecondsText } from './time.ts'

/** Less than this is not told apart: programs answer in it. In milliseconds. */
const SHORT_WAIT_MS = 2000

/**
 * How long a step took: by its run's log where that tells, else in whole seconds. What it waited for
 * the outputs of its tools is told apart where that is known, and said to be among it where it is not.
 */
export const stepTime = (step: RunStep, logged?: LoggedTimes): string | undefined => {
  const seen = logged?.steps[step.id] ?? step.times
  const span = seen?.to === undefined ? spanOf(step) : { from: seen.from, to: seen.to }
  if (span === undefined) return undefined
  const isExact = seen?.to !== undefined
  const words = (ms: number) => (isExact ? durationText(ms) : roughSecondsText(ms / 1000))
  const ms = Math.max(0, span.to - span.from)
  const details = step.step_details
  const isAsked =
    details.type === 'tool_calls' && details.tool_calls.some(({ type }) => type === 'function')
  if (!isAsked || ms < SHORT_WAIT_MS) return words(ms)
  // A step tells the second that it was created in: what began in that one is its own.
  const end = isExact ? span.to : span.to + 1000
  const own = (logged?.waits ?? []).filter(({ from }) => from >= span.from && from < end)
  const told = logged === undefined ? step.times?.waited : undefined
  if (own.length === 0 && told === undefined) {
    return isExact ? words(ms) : `${words(ms)} with waiting`
  }
  const waited = told ?? own.reduce((sum, { from, to = span.to }: Span) => sum + (to - from), 0)
  if (waited < SHORT_WAIT_MS) return words(ms)
  return `${words(Math.max(0, ms - waited))} + ${words(waited)} waiting`
}

const spanOf = (step: RunStep): { from: number; to: number } | undefined => {
  const seconds = stepSeconds(step)
  if (seconds === undefined) return undefined
  const from = step.created_at * 1000
  return { from, to: from + seconds * 1000 }
}
