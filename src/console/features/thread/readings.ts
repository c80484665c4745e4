import { runLook } from '#console/ui/run-state.ts'
import { callOutput, hasOutput } from '#console/util/call-output.ts'
import { SAYS_ERROR } from '#console/util/output-error.ts'
import { NO_ASSISTANT, shownModel } from '#console/util/run-author.ts'
import { runReason } from '#console/util/run-reason.ts'
import { shownName } from '#console/util/shown-name.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import { type Folded, type ReadText, fold } from './fold.ts'
import { readFileNames, readMessage } from './message-reading.ts'
import type { Row } from './rows.ts'
import { callLines } from './run-calls.ts'

/** What a row of the thread reads like, to find words in. */
export interface Reading {
  /** The message or the run. */
  rowId: string
  /** The message at which the row is loaded. */
  near: string | undefined
  /** The call of the run, for what came out of it. */
  callId?: string | undefined
  text: () => ReadText
  /** The names of the files that came with the message. */
  files?: () => readonly Folded[]
  /** Where the places begin that are counted; what stands before goes with them, and is counted elsewhere. */
  from?: number
}

/** What is drawn of a thread and stands in neither its messages nor its runs. */
export interface Beside {
  stepsOf: (runId: string) => readonly RunStep[] | undefined
  /** The name of an assistant. */
  assistantOf: (assistantId: string) => string | undefined
  fileOf: (fileId: string) => string | undefined
  /** Whether formulas can be drawn by now. */
  drawsFormulas: boolean
}

const linesOf = new WeakMap<readonly RunStep[], string>()

const callsText = (steps: readonly RunStep[]): string => {
  const known = linesOf.get(steps)
  if (known !== undefined) return known
  const text = callLines(steps)
    .map(({ name, text: said, failed, saysError }) =>
      [name, said, failed && 'failed', saysError && SAYS_ERROR].filter(Boolean).join('\n'),
    )
    .join('\n')
  linesOf.set(steps, text)
  return text
}

/** What stands at the beginning of a run: who answers, how it went, and its tool calls. */
const ofRun = (run: Run, repeats: boolean, { stepsOf, assistantOf }: Beside): Folded => {
  const id = run.assistant_id
  const name = id === null ? NO_ASSISTANT : (assistantOf(id) ?? 'Assistant')
  const isLine = repeats && run.status === 'completed'
  const card = isLine ? [] : [shownName(name), shownModel(run.model), runLook(run.status).word]
  const steps = stepsOf(run.id)
  return fold([...card, runReason(run) ?? '', steps ? callsText(steps) : ''].join('\n'))
}

const foldedOutputs = new WeakMap<ToolCall, { said: string; made: Folded }>()

/** @param said what the line of the call says */
const outputFold = (call: ToolCall, said: string): Folded => {
  const known = foldedOutputs.get(call)
  if (known?.said === said) return known.made
  const made = fold(said + callOutput(call))
  foldedOutputs.set(call, { said, made })
  return made
}

/** What came out of the calls of a run. A call is found by all that is said of it, as it is by a search. */
const ofOutputs = (run: Run, steps: readonly RunStep[]): Reading[] =>
  steps.flatMap((step) => {
    const { step_details: details } = step
    if (details.type !== 'tool_calls') return []
    const lines = callLines([step])
    return details.tool_calls.flatMap((call, at) => {
      const line = lines[at]
      if (!line || !hasOutput(call)) return []
      const said = `${line.name ?? ''} ${line.text}\n`
      const text = () => outputFold(call, said)
      return { rowId: run.id, near: undefined, callId: line.callId, text, from: said.length }
    })
  })

/** What all rows read like, in their order. */
export const readingsOf = (rows: readonly Row[], beside: Beside): Reading[] => {
  const readings: Reading[] = []
  /** Runs that stand before the next message. */
  let waiting: Reading[] = []
  let before: string | undefined
  for (const row of rows) {
    if (row.kind === 'message' && row.message) {
      const { message } = row
      for (const reading of waiting) reading.near = message.id
      waiting = []
      before = message.id
      const text = () => readMessage(message, beside.drawsFormulas)
      const files = () => readFileNames(message, beside.fileOf)
      readings.push({ rowId: row.key, near: row.key, text, files })
    } else if (row.kind === 'run' && row.run) {
      const { run, repeats } = row
      let made: Folded | undefined
      const text = () => (made ??= ofRun(run, repeats, beside))
      const own = [
        { rowId: run.id, near: before, text },
        ...ofOutputs(run, beside.stepsOf(run.id) ?? []).map((each) => ({ ...each, near: before })),
      ]
      waiting.push(...own)
      readings.push(...own)
    }
  }
  return readings
}
