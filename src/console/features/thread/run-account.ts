import type { RunParts } from '#console/api/whole-thread.ts'
import { passageText } from '#console/markdown/passage.ts'
import { runLook } from '#console/ui/run-state.ts'
import { callLabel } from '#console/util/call-label.ts'
import { jsonLine } from '#console/util/json-text.ts'
import { countText, decimalText, numberText } from '#console/util/number.ts'
import { SAYS_ERROR, callSaysError } from '#console/util/output-error.ts'
import { type Ending, endingOf } from '#console/util/run-ending.ts'
import { runTime } from '#console/util/run-times.ts'
import { stepTime } from '#console/util/step-time.ts'
import { exactTimeText } from '#console/util/time.ts'
import { knownUsage } from '#console/util/usage.ts'
import type { Message } from '#contract/message.ts'
import { isActive } from '#contract/run-status.ts'
import type { CodeOutput, RunStep, ToolCall } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

/** A run as it is told on paper and in a copied text. */
export interface RunAccount {
  id: string
  tone: Ending['tone'] | undefined
  /** `Run cancelled`, who and what answered, when, how long, how much. */
  facts: string[]
  /** Why it did not end as it should. */
  why: string | undefined
  /** Undefined where its steps were not read. */
  calls: CallAccount[] | undefined
}

export interface CallAccount {
  key: string
  name: string
  /** What went wrong, in words. */
  trouble: string | undefined
  time: string | undefined
  /** What went in and what came out. */
  parts: { name: string; text: string }[]
}

/** Longer texts are told up to here, in characters. */
const MOST = 2000

/** A text, or its beginning and how much of it is left out. */
export function cutText(text: string, most = MOST): string {
  if (text.length <= most) return text
  // A pair of surrogates is one character.
  const isPair = /[\uD800-\uDBFF]/.test(text.charAt(most - 1))
  const told = text.slice(0, isPair ? most - 1 : most)
  return `${told} … (${numberText(text.length - told.length)} more characters are left out)`
}

const part = (name: string, text: string) =>
  text.trim() === '' ? [] : [{ name, text: cutText(text) }]

const outputParts = (output: CodeOutput) => {
  switch (output.type) {
    case 'logs':
      return part('Logs', output.logs)
    case 'image':
      return part('Image', output.image.file_id)
    case 'unknown':
      return part('Output', jsonLine(output.raw))
  }
}

const PASSAGE = 160

function partsOf(call: ToolCall): CallAccount['parts'] {
  switch (call.type) {
    case 'function':
      return [
        ...part('Arguments', jsonLine(call.function.arguments)),
        ...part(
          'Output',
          call.function.output === null ? 'none was given' : jsonLine(call.function.output),
        ),
      ]
    case 'file_search':
      return part(
        'Found',
        (call.file_search.results ?? [])
          .map((result) => {
            const words = passageText(result).replaceAll(/\s+/g, ' ')
            const told = words.length > PASSAGE ? `${words.slice(0, PASSAGE)}…` : words
            const file = `${result.file_name || result.file_id} (${decimalText(result.score, 2)})`
            return told === '' ? file : `${file} “${told}”`
          })
          .join('\n'),
      )
    case 'code_interpreter':
      return [
        ...part('Code', call.code_interpreter.input),
        ...call.code_interpreter.outputs.flatMap(outputParts),
      ]
    case 'unknown':
      return part('Call', jsonLine(call.raw))
  }
}

/** What a step that did not go well says of itself. */
const stepTrouble = ({ status, last_error }: RunStep): string | undefined =>
  status === 'completed' || status === 'in_progress'
    ? undefined
    : last_error
      ? `${status}: ${last_error.message}`
      : status

const callsOf = (steps: readonly RunStep[]): CallAccount[] =>
  steps.flatMap((step) =>
    step.step_details.type === 'tool_calls'
      ? step.step_details.tool_calls.map((call, at) => ({
          key: `${step.id} ${at}`,
          name: callLabel(call),
          trouble: stepTrouble(step) ?? (callSaysError(call) ? SAYS_ERROR : undefined),
          time: stepTime(step),
          parts: partsOf(call),
        }))
      : [],
  )

/**
 * What there is to tell of a run.
 * @param messages those that it wrote
 */
export function runAccount(
  run: Run,
  { steps, assistant }: RunParts,
  messages: readonly Message[],
): RunAccount {
  const ending = endingOf(run, { messages, ...(steps && { steps }) })
  const tokens = knownUsage(run.usage)?.total_tokens
  return {
    id: run.id,
    tone: ending?.tone,
    facts: [
      `Run ${runLook(run.status).word}`,
      assistant ?? run.assistant_id ?? '',
      run.model ?? '',
      exactTimeText(run.created_at),
      runTime(run, undefined) ?? '',
      tokens === undefined ? '' : countText(tokens, 'token'),
    ].filter(Boolean),
    why: ending && [ending.words, ending.detail].filter(Boolean).join(' '),
    calls: steps ? callsOf(steps) : isActive(run.status) ? [] : undefined,
  }
}
