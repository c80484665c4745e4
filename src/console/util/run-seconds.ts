import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

/** When a run or a step ended, in seconds since 1970. An incomplete run may carry no such time. */
export const runEnd = (run: Run): number | undefined =>
  run.completed_at ?? run.failed_at ?? run.cancelled_at ?? undefined
export const stepEnd = (step: RunStep): number | undefined =>
  step.completed_at ?? step.failed_at ?? step.cancelled_at ?? step.expired_at ?? undefined

/**
 * How long a run took from its creation on, as its events count as well, in the whole seconds of the run
 * itself: up to one more or less than it was. Undefined where it tells no end.
 */
export const runSeconds = (run: Run): number | undefined => lengthOf(run, runEnd(run))

/** The same of a step. */
export const stepSeconds = (step: RunStep): number | undefined => lengthOf(step, stepEnd(step))

const lengthOf = ({ created_at: from }: { created_at: number }, end: number | undefined) =>
  end === undefined ? undefined : Math.max(0, end - from)
