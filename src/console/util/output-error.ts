import type { ToolCall } from '#contract/run-step.ts'

const SPOKEN = /^(?:error|exception|traceback)(?:\s|[:!.,;([—–]|$)/i
/** `ValueError: …`, `java.io.IOException: …` */
const NAMED = /^(?:[a-z_]\w*\.)*\w*(?:Error|Exception):/
/** Things that are named after errors, and errors that there were none of. */
const NONE =
  /^(?:error|exception)(?:\s+(?:free|rates?|margins?|bars?|budgets?|counts?|logs?|handling|correction|detection)\b|\s*[:=]?\s*(?:none|null|nil|no|false|0)\W*$)/i
const NOTHING = /^(?:|none|null|nil|no|false|0)$/i

const tellsError = (text: string): boolean => {
  const start = text.slice(0, 200).trim()
  return (SPOKEN.test(start) || NAMED.test(start)) && !NONE.test(start)
}

/** Whether the value of a field says that there was an error. */
const isTrue = (value: unknown): boolean => {
  if (typeof value === 'string') return !NOTHING.test(value.trim())
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}

/** Most outputs are never parsed: they begin like no object, or name none of the fields. */
const FIELD = /"(?:error|is_?error)"\s*:/i

const objectTells = (json: string): boolean => {
  if (!/^\s*\{/.test(json) || !FIELD.test(json)) return false
  try {
    // What begins with a brace and is JSON is an object.
    const fields = JSON.parse(json) as Record<string, unknown>
    return isTrue(fields['error']) || isTrue(fields['is_error']) || isTrue(fields['isError'])
  } catch {
    return false
  }
}

const asText = (output: string): string => {
  if (!/^\s*"/.test(output)) return output
  try {
    return String(JSON.parse(output))
  } catch {
    return output
  }
}

/**
 * Whether a tool's output says that the tool failed: it begins as an error does, or is a JSON object whose
 * own field tells of one. That the word occurs in it says nothing.
 */
export const outputSaysError = (output: string): boolean =>
  tellsError(asText(output)) || objectTells(output)

/** Whether what came out of a call says that it failed, whatever the state of its step. */
export const callSaysError = (call: ToolCall): boolean => {
  switch (call.type) {
    case 'function':
      return call.function.output !== null && outputSaysError(call.function.output)
    case 'code_interpreter':
      return call.code_interpreter.outputs.some(
        (output) => output.type === 'logs' && tellsError(output.logs),
      )
    case 'file_search':
    case 'unknown':
      return false
  }
}

/** How such a call is marked. */
export const SAYS_ERROR = 'output says error'
