import type { RunStep, ToolCall } from '#contract/run-step.ts'

/** The id that a link names a call by; a call without one is named by its step. */
export const callId = (step: Pick<RunStep, 'id'>, call: ToolCall): string =>
  (call.type !== 'unknown' && call.id) || step.id

/** Whether a link asks for a call: a match leads to a step, which has one call as a rule, so to the first of them. */
export const isAskedCall = (
  asked: string | null | undefined,
  id: string,
  { stepId, isFirst }: { stepId: string; isFirst: boolean },
): boolean => asked === id || (asked === stepId && isFirst)
