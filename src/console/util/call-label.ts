import type { ToolCall } from '#contract/run-step.ts'

/** What a call is called: its function's name, else its kind. */
export const callLabel = (call: ToolCall): string => {
  if (call.type === 'function') return call.function.name || 'function'
  return call.type === 'unknown' ? call.raw.type : call.type
}
