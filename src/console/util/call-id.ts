import type { RunStep, ToolCall } from '#contract/run-step.ts'

/** The id that a link names a call by; a call without one is named by its step. */
export const callId = (step: Pick<RunStep, 'id'>, call: ToolCall): string =>
  (call.type !== 'unknown' && call.id) || step.id
