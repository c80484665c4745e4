import { callLabel } from '#console/util/call-label.ts'
import { clockText, daysAgo, shortTimeText } from '#console/util/time.ts'
import { TOOL_WORDS } from '#console/util/tool-words.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

const counts = (texts: readonly string[]): Map<string, number> => {
  const counted = new Map<string, number>()
  for (const text of texts) counted.set(text, (counted.get(text) ?? 0) + 1)
  return counted
}

/** When each run began, as short as it tells them apart: with the second where others read the same. */
export const runTimes = (runs: readonly Pick<Run, 'created_at'>[], now: number): string[] => {
  const short = runs.map(({ created_at: at }) => shortTimeText(at, now))
  const alike = counts(short)
  return runs.map(({ created_at: at }, nth) => {
    const text = short[nth] ?? ''
    if (alike.get(text) === 1) return text
    const clock = clockText(at, { seconds: true })
    return daysAgo(at, now) === 0 ? clock : `${text}, ${clock}`
  })
}

const wordsOf = (call: ToolCall): string =>
  call.type === 'file_search' || call.type === 'code_interpreter'
    ? TOOL_WORDS[call.type]
    : callLabel(call)

/** The names of the tools that were called, each once, with how often. */
export const calledTools = (steps: readonly RunStep[]): string => {
  const names = steps.flatMap(({ step_details: details }) =>
    details.type === 'tool_calls' ? details.tool_calls.map(wordsOf) : [],
  )
  return [...counts(names)]
    .map(([name, count]) => (count > 1 ? `${name} ×${count}` : name))
    .join(', ')
}
