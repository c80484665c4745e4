import type { FileSearchResult, RunStep, ToolCall } from '#contract/run-step.ts'

/** Whether a step tells of a file search without the passages that it found: the wire gives them where they are asked for. */
export const lacksPassages = ({ step_details: details }: RunStep): boolean =>
  details.type === 'tool_calls' &&
  details.tool_calls.some(
    (call) =>
      call.type === 'file_search' &&
      (call.file_search.results?.some((result) => !hasPassages(result)) ?? true),
  )

/**
 * A step with the passages that another telling of it gives for the same results, where it gives none itself. What was
 * found anew has none of what was found before.
 */
export const withKnownPassages = (step: RunStep, other: RunStep | undefined): RunStep => {
  const { step_details: details } = step
  if (other?.step_details.type !== 'tool_calls' || details.type !== 'tool_calls') return step
  if (!lacksPassages(step)) return step
  const known = other.step_details.tool_calls.map(toSearch)
  const tool_calls = details.tool_calls.map((given, at): ToolCall => {
    const call = toSearch(given)
    if (!call) return given
    // A server may give several calls of a step one id.
    const same = known[at]?.id === call.id ? known[at] : known.find((each) => each?.id === call.id)
    return withPassages(call, same?.file_search.results)
  })
  return { ...step, step_details: { ...details, tool_calls } }
}

type SearchCall = Extract<ToolCall, { type: 'file_search' }>

const toSearch = (call: ToolCall): SearchCall | undefined =>
  call.type === 'file_search' ? call : undefined

const withPassages = (
  call: SearchCall,
  known: FileSearchResult[] | null | undefined,
): SearchCall => {
  if (!known?.some(hasPassages)) return call
  const { results } = call.file_search
  // Some servers tell no results at all to who does not ask for passages.
  const filled = results ? results.map((result, at) => filledFrom(result, known[at])) : known
  return { ...call, file_search: { ...call.file_search, results: filled } }
}

const filledFrom = (
  result: FileSearchResult,
  known: FileSearchResult | undefined,
): FileSearchResult => {
  const isSame = known?.file_id === result.file_id && known.score === result.score
  return isSame && hasPassages(known) && !hasPassages(result)
    ? { ...result, content: known.content }
    : result
}

const hasPassages = ({ content }: FileSearchResult): boolean =>
  content !== undefined && content !== null
