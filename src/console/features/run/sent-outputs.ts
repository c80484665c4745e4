import { newStore } from '#console/util/store.ts'
import type { RunStep } from '#contract/run-step.ts'

/** An output that the server has taken. */
export interface SentOutput {
  callId: string
  name: string
  output: string
}

const NONE: readonly SentOutput[] = []
/** By the id of the run. */
const sent = newStore<ReadonlyMap<string, readonly SentOutput[]>>(new Map())

/** Keeps outputs that were taken: the answer does not tell them, and the server may be away before they are read. */
export const keepSentOutputs = (runId: string, outputs: readonly SentOutput[]): void =>
  sent.set(new Map([...sent.get(), [runId, [...(sent.get().get(runId) ?? NONE), ...outputs]]]))

export const useSentOutputs = (runId: string): readonly SentOutput[] =>
  sent.use().get(runId) ?? NONE

/** The steps with the outputs that were sent, where they do not tell them yet. */
export const withSentOutputs = (
  steps: readonly RunStep[],
  outputs: readonly SentOutput[],
): readonly RunStep[] => {
  if (outputs.length === 0) return steps
  const byCall = new Map(outputs.map(({ callId, output }) => [callId, output]))
  let isSame = true
  const told = steps.map((step) => {
    const details = step.step_details
    if (details.type !== 'tool_calls') return step
    const isOpen = details.tool_calls.some(
      (call) => call.type === 'function' && call.function.output === null && byCall.has(call.id),
    )
    if (!isOpen) return step
    isSame = false
    const calls = details.tool_calls.map((call) =>
      call.type === 'function' && call.function.output === null
        ? { ...call, function: { ...call.function, output: byCall.get(call.id) ?? null } }
        : call,
    )
    return { ...step, step_details: { ...details, tool_calls: calls } }
  })
  return isSame ? steps : told
}

/** The outputs whose calls are in no step that was read. */
export const outsideSteps = (
  steps: readonly RunStep[],
  outputs: readonly SentOutput[],
): SentOutput[] => {
  const calls = new Set(
    steps.flatMap(({ step_details: details }) =>
      details.type === 'tool_calls'
        ? details.tool_calls.flatMap((call) => (call.type === 'unknown' ? [] : call.id))
        : [],
    ),
  )
  return outputs.filter(({ callId }) => !calls.has(callId))
}
