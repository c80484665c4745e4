import type { RunStep } from '#contract/run-step.ts'

/** What the calls of a run's steps were answered with, by their ids. */
export const givenOutputs = (steps: readonly RunStep[]): Map<string, string> => {
  const given = new Map<string, string>()
  for (const { step_details: details } of steps) {
    if (details.type !== 'tool_calls') continue
    for (const call of details.tool_calls) {
      if (call.type === 'function' && typeof call.function.output === 'string') {
        given.set(call.id, call.function.output)
      }
    }
  }
  return given
}
