import type { RunStep } from '#contract/run-step.ts'

/** What file search found is long, and sent only to whoever asks for it. */
export const withoutResultContent = (step: RunStep): RunStep => {
  if (step.step_details.type !== 'tool_calls') return step
  const tool_calls = step.step_details.tool_calls.map((call) => {
    if (call.type !== 'file_search' || !call.file_search.results) return call
    const results = call.file_search.results.map(({ file_id, file_name, score }) => ({
      file_id,
      file_name,
      score,
    }))
    return { ...call, file_search: { ...call.file_search, results } }
  })
  return { ...step, step_details: { type: 'tool_calls', tool_calls } }
}
