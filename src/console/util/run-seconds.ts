import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

/**
 * How long a run took from its creation on, as its events count as well, in the whole seconds of the run
 * itself: up to one more or less than it was. Undefined where it tells no end.
 */
export const runSeconds = (run: Run): number | undefined => {
  const end = run.completed_at ?? run.failed_at ?? run.cancelled_at
  return end === null ? undefined : Math.max(0, end - run.created_at)
}

/** The same of a step. */
export const stepSeconds = (step: RunStep): number | undefined => {
  const end = step.completed_at ?? step.failed_at ?? step.cancelled_at ?? step.expired_at
  return end === null ? undefined : Math.max(0, end - step.created_at)
}
