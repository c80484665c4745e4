import type { ToolCall } from '#contract/run-step.ts'

import { readableJson } from './json-text.ts'
import { shownName } from './shown-name.ts'
import { terminalText } from './terminal-text.ts'

/** Whether anything came out of a call that has words. */
export const hasOutput = (call: ToolCall): boolean => {
  switch (call.type) {
    case 'function':
      return call.function.output !== null
    case 'code_interpreter':
      return call.code_interpreter.outputs.some(({ type }) => type === 'logs')
    case 'file_search':
      return (call.file_search.results ?? []).length > 0
    case 'unknown':
      return false
  }
}

const made = new WeakMap<ToolCall, string>()

const outputOf = (call: ToolCall): string => {
  switch (call.type) {
    case 'function':
      return call.function.output === null ? '' : terminalText(readableJson(call.function.output))
    case 'code_interpreter':
      return call.code_interpreter.outputs
        .flatMap((output) => (output.type === 'logs' ? terminalText(output.logs) : []))
        .join('\n')
    case 'file_search':
      return (call.file_search.results ?? [])
        .map((result) => shownName(result.file_name || result.file_id))
        .join('\n')
    case 'unknown':
      return ''
  }
}

/** What came out of a call, as the inspector shows it: of a file search, the names of the files. */
export const callOutput = (call: ToolCall): string => {
  const known = made.get(call)
  if (known !== undefined) return known
  const text = outputOf(call)
  made.set(call, text)
  return text
}
