import { askedCallId, callId } from '#console/util/call-id.ts'
import { callLabel } from '#console/util/call-label.ts'
import { indentJson, plainValues } from '#console/util/json-text.ts'
import { countText } from '#console/util/number.ts'
import { callSaysError } from '#console/util/output-error.ts'
import type { LoggedTimes } from '#console/util/run-times.ts'
import { stepTime } from '#console/util/step-time.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'

/** One tool call in a line. */
export interface CallLine {
  /** What a link names it by: no other call has it. */
  callId: string
  /** It is the one that is asked for. */
  isAsked: boolean
  kind: 'function' | 'file_search' | 'code_interpreter' | 'other'
  /** Shown as code. */
  name: string | undefined
  text: string
  /** Undefined while it goes on, or where it was not told. */
  duration: string | undefined
  failed: boolean
  /** Its step went well, and what came out tells of an error all the same. */
  saysError: boolean
}

const MAX_TEXT = 120

const short = (text: string) => {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line
}

/** The values of an object's own plain fields as they were written, or the JSON as it is. */
export function argumentText(json: string): string {
  if (indentJson(json) === undefined) return short(json)
  const values: string[] = []
  let length = 0
  for (const value of plainValues(json)) {
    values.push(value)
    length += value.trim() === '' ? 0 : short(value).length
    // No more of them would be shown.
    if (length > MAX_TEXT) break
  }
  return short(values.length > 0 ? values.join(' · ') : json.trim() === '{}' ? '' : json)
}

function searchText(results: readonly { file_id: string }[] | null | undefined): string {
  if (!results || results.length === 0) return 'Searched files'
  const files = new Set(results.map(({ file_id }) => file_id)).size
  return `Searched ${countText(files, 'file')}, ${countText(results.length, 'passage')}`
}

/** What comes before the work itself, in Python and in scripts of other kinds. */
const PREAMBLE =
  /^(import |from \S+ import |#|\/\/|%|(const|let|var) .*\brequire\(|['"]use strict|"{3}|'{3})/

/** The first line of code that tells what it does, else its first. */
export function tellingLine(code: string): string {
  const lines = code.split('\n').map((line) => line.trim())
  let isOpen = false
  const telling = lines.find((line) => {
    // An import of several names goes on to its closing bracket.
    if (isOpen) {
      isOpen = !line.includes(')')
      return false
    }
    const isPreamble = line === '' || PREAMBLE.test(line)
    isOpen = /^from \S+ import \([^)]*$/.test(line)
    return !isPreamble
  })
  return telling ?? lines.find((line) => line !== '') ?? ''
}

function wordsOf(call: ToolCall, isOpen: boolean): Pick<CallLine, 'kind' | 'name' | 'text'> {
  switch (call.type) {
    case 'function':
      return {
        kind: 'function',
        name: callLabel(call),
        text: argumentText(call.function.arguments),
      }
    case 'file_search':
      return {
        kind: 'file_search',
        name: undefined,
        text: isOpen ? 'Searching files' : searchText(call.file_search.results),
      }
    case 'code_interpreter': {
      const line = short(tellingLine(call.code_interpreter.input))
      return {
        kind: 'code_interpreter',
        name: undefined,
        text: `${isOpen ? 'Running' : 'Ran'} ${line || 'code'}`,
      }
    }
    case 'unknown':
      return {
        kind: 'other',
        name: callLabel(call),
        text: typeof call.raw['name'] === 'string' ? call.raw['name'] : '',
      }
  }
}

/**
 * The tool calls of a run, in order; with the times of its events, where they are known.
 * @param asked the call that the address names
 */
export const callLines = (
  steps: readonly RunStep[],
  logged?: LoggedTimes,
  asked?: string,
): CallLine[] => {
  const askedId = askedCallId(steps, asked)
  return steps.flatMap((step) => {
    if (step.step_details.type !== 'tool_calls') return []
    const failed = step.status === 'failed' || step.status === 'expired'
    return step.step_details.tool_calls.map((call, at) => ({
      callId: callId(step, at),
      isAsked: callId(step, at) === askedId,
      ...wordsOf(call, step.status === 'in_progress'),
      duration: stepTime(step, logged),
      failed,
      saysError: !failed && callSaysError(call),
    }))
  })
}
