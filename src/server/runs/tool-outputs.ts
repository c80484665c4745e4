import type { RunStep } from '#contract/run-step.ts'
import type { Run, ToolOutput } from '#contract/run.ts'

import { wrongOutputs } from '../refusals/runs.ts'
import { endedStep } from './pieces.ts'
import { addUsage, subtractUsage } from './transition.ts'

/**
 * Refuses outputs that are not exactly one for each call that waits.
 * @throws {ApiError}
 */
export const checkOutputs = (run: Run, outputs: ToolOutput[]): void => {
  const calls = run.required_action?.submit_tool_outputs?.tool_calls ?? []
  const expected = calls.map(({ id }) => id)
  const got = outputs.map(({ tool_call_id }) => tool_call_id ?? '')
  const isSame = expected.toSorted().join() === got.toSorted().join()
  if (!isSame) throw wrongOutputs(expected, got)
}

/** The steps that wait for these outputs, completed by them. `now` is in whole seconds. */
export const withOutputs = (
  run: Run,
  steps: RunStep[],
  outputs: ToolOutput[],
  now: number,
): RunStep[] => {
  const byCall = new Map(outputs.map(({ tool_call_id, output }) => [tool_call_id, output ?? '']))
  // The run knows what all its calls cost, the earlier steps what was theirs: the rest is this step's.
  const known = addUsage(steps.map(({ usage }) => usage))
  const usage = run.usage && subtractUsage(addUsage([run.usage]), known)
  return steps
    .filter(({ status, type }) => status === 'in_progress' && type === 'tool_calls')
    .map((step) => endedStep(filled(step, byCall), { status: 'completed', usage }, now))
}

const filled = (step: RunStep, byCall: Map<string | undefined, string>): RunStep => {
  if (step.step_details.type !== 'tool_calls') return step
  const tool_calls = step.step_details.tool_calls.map((call) =>
    call.type === 'function' && byCall.has(call.id)
      ? { ...call, function: { ...call.function, output: byCall.get(call.id) ?? '' } }
      : call,
  )
  return { ...step, step_details: { type: 'tool_calls', tool_calls } }
}
