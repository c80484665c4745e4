import { isStepEnd } from '#contract/run-status.ts'
import type { StepTimes } from '#contract/run-step.ts'

/** An event of a run or of a step of it. */
export interface TimedEvent {
  event: string
  /** In milliseconds since 1970. */
  at: number
  /** The step that it tells of, else null. */
  step: string | null
}

/** When the steps of a run began and ended, of its events in their order; a step that goes on has no times. */
export const stepTimes = (events: readonly TimedEvent[]): Map<string, StepTimes> => {
  const from = new Map<string, number>()
  const ended = new Map<string, { from: number; to: number }>()
  const waits: { from: number; to: number | undefined }[] = []
  for (const { event, at, step } of events) {
    const open = waits.at(-1)
    if (open) open.to ??= at
    if (event === 'thread.run.requires_action') waits.push({ from: at, to: undefined })
    if (step === null) continue
    const begun = from.get(step) ?? at
    from.set(step, begun)
    if (isStepEnd(event)) ended.set(step, { from: begun, to: at })
  }
  return new Map(
    [...ended].map(([step, span]) => [
      step,
      {
        ...span,
        waited: waits
          .filter((wait) => wait.from >= span.from && wait.from < span.to)
          .reduce((sum, wait) => sum + (wait.to ?? span.to) - wait.from, 0),
      },
    ]),
  )
}
