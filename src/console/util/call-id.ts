import type { RunStep } from '#contract/run-step.ts'

/** What a link names a call by: its step, and which of the step's calls it is. Imported calls may share one id. */
export const callId = (step: Pick<RunStep, 'id'>, at: number): string => `${step.id}.${at + 1}`

/**
 * The call of a run that a link asks for. A match leads to a step, and links of before name the call's own id: the
 * first such call is meant.
 */
export const askedCallId = (
  steps: readonly RunStep[],
  asked: string | null | undefined,
): string | undefined => {
  if (asked == null) return undefined
  const calls = steps.flatMap((step) =>
    step.step_details.type === 'tool_calls'
      ? step.step_details.tool_calls.map((call, at) => ({
          id: callId(step, at),
          others: [step.id, call.type === 'unknown' ? undefined : call.id],
        }))
      : [],
  )
  return (
    calls.find(({ id }) => id === asked) ?? calls.find(({ others }) => others.includes(asked))
  )?.id
}
