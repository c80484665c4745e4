import type { RunStep, ToolCall } from '#contract/run-step.ts'

/** A step as clients are told: without our own notes, and with passages only where they are asked for. */
export const toldStep = (step: RunStep, withContent: boolean): RunStep => {
  if (step.step_details.type !== 'tool_calls') return step
  const tool_calls = step.step_details.tool_calls.map((call) =>
    withContent ? withoutNotes(call) : withoutPassages(withoutNotes(call)),
  )
  return { ...step, step_details: { type: 'tool_calls', tool_calls } }
}

const withoutNotes = (call: ToolCall): ToolCall => {
  if (call.type !== 'code_interpreter') return call
  const { input, outputs } = call.code_interpreter
  return { ...call, code_interpreter: { input, outputs } }
}

/** What file search found is long. */
const withoutPassages = (call: ToolCall): ToolCall => {
  if (call.type !== 'file_search' || !call.file_search.results) return call
  const results = call.file_search.results.map(({ file_id, file_name, score }) => ({
    file_id,
    file_name,
    score,
  }))
  return { ...call, file_search: { ...call.file_search, results } }
}
