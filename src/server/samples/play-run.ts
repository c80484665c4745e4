import type { Annotation, ContentPart, Message } from '#contract/message.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'
import type { Run, RunError } from '#contract/run.ts'
import type { NewId } from '#server/services.ts'

import { imagesDelta } from '../runs/pieces.ts'
import { type Passage, annotationsOf } from './markers.ts'
import { RunRecorder } from './run-recorder.ts'
import type { SampleFileName, SampleFiles } from './sample-files.ts'

export interface FunctionCall {
  name: string
  arguments: Record<string, unknown>
  /** What the client answered; left out where it has not yet. */
  output?: unknown
}

/** What an assistant does in a run, one after another. `takes` is in milliseconds. */
export type Act =
  | { do: 'call'; calls: FunctionCall[]; takes?: number }
  | { do: 'search'; passages: Passage[]; takes?: number }
  | { do: 'code'; input: string; logs?: string; image?: SampleFileName; takes?: number }
  | { do: 'say'; text: string; image?: SampleFileName }
  | { do: 'refuse'; text: string }

/** How a run ends; `waiting` leaves it at the last calls. */
export type Ending =
  | { as: 'completed' | 'incomplete' | 'cancelled' | 'expired' | 'waiting' }
  | { as: 'failed'; error: RunError }

export interface Stage {
  newId: NewId
  files: SampleFiles
  /** What the model reads before it begins, in tokens. */
  promptTokens: number
}

const FIRST_TOKEN = 620
const TOKENS_PER_SECOND = 48
const CHARACTERS_PER_TOKEN = 4
const MAX_DELTAS = 400

/**
 * Plays a queued run to its end and writes down its steps, messages and events as the server would
 * have. Starts at `start`, in milliseconds.
 */
export function playRun(
  run: Run,
  start: number,
  acts: Act[],
  ending: Ending,
  stage: Stage,
): RunRecorder {
  return new RunPlayer(new RunRecorder(run, start), stage).play(acts, ending)
}

class RunPlayer {
  #passages: Passage[] = []
  #spoken = 0
  readonly #record: RunRecorder
  readonly #stage: Stage

  constructor(record: RunRecorder, stage: Stage) {
    this.#record = record
    this.#stage = stage
  }

  play(acts: Act[], ending: Ending): RunRecorder {
    const record = this.#record
    record.emit({ event: 'thread.run.created', data: record.run })
    record.emit({ event: 'thread.run.queued', data: record.run })
    record.wait(12)
    record.setStatus('in_progress', { started_at: record.seconds })
    for (const [index, act] of acts.entries()) {
      const last = index === acts.length - 1
      record.wait(FIRST_TOKEN)
      if (!this.#perform(act, last ? ending : { as: 'completed' })) return record
    }
    this.#end(ending)
    return record
  }

  /** False once the run waits for its client. */
  #perform(act: Act, ending: Ending): boolean {
    switch (act.do) {
      case 'call':
        return this.#call(act.calls, act.takes ?? 300, ending)
      case 'search':
        this.#passages = act.passages
        this.#ownTool(searchCall(act.passages, this.#stage), act.takes ?? 190)
        return true
      case 'code':
        this.#ownTool(codeCall(act, this.#stage), act.takes ?? 900)
        return true
      case 'say':
        this.#say(act, ending)
        return true
      case 'refuse':
        this.#refuse(act.text)
        return true
    }
  }

  #call(calls: FunctionCall[], takes: number, ending: Ending): boolean {
    const record = this.#record
    const made = calls.map((call) => functionCall(call, this.#stage.newId('tool_call')))
    const step = record.beginStep(this.#stage.newId('run_step'), {
      type: 'tool_calls',
      tool_calls: [],
    })
    for (const [index, call] of made.entries()) this.#streamArguments(step, index, call)
    const waiting = made.map((call) => call.required)
    step.step_details = { type: 'tool_calls', tool_calls: made.map((call) => call.toolCall(null)) }
    record.setStatus('requires_action', {
      required_action: {
        type: 'submit_tool_outputs',
        submit_tool_outputs: { tool_calls: waiting },
      },
      usage: this.#usage(),
    })
    if (ending.as === 'waiting') return false
    if (ending.as === 'expired') return true
    record.wait(takes)
    step.step_details = {
      type: 'tool_calls',
      tool_calls: made.map((call) => call.toolCall(call.output)),
    }
    step.usage = this.#usage()
    record.endStep(step, 'completed')
    record.setStatus('queued', { required_action: null })
    record.wait(8)
    record.setStatus('in_progress')
    return true
  }

  #streamArguments(step: RunStep, index: number, call: MadeCall): void {
    const delta = (functionDelta: Record<string, unknown>, first = {}) =>
      this.#record.emit({
        event: 'thread.run.step.delta',
        data: {
          id: step.id,
          object: 'thread.run.step.delta',
          delta: {
            step_details: {
              type: 'tool_calls',
              tool_calls: [{ index, ...first, type: 'function', function: functionDelta }],
            },
          },
        },
      })
    const { id, function: made } = call.required
    delta({ name: made.name, arguments: '', output: null }, { id })
    for (const piece of pieces(made.arguments)) {
      this.#record.wait(1000 / TOKENS_PER_SECOND)
      delta({ arguments: piece })
    }
    this.#spoken += made.arguments.length
  }

  /** A tool the server runs itself: the step is whole when it ends. */
  #ownTool(call: ToolCall, takes: number): void {
    const step = this.#record.beginStep(this.#stage.newId('run_step'), {
      type: 'tool_calls',
      tool_calls: [],
    })
    this.#record.wait(takes)
    step.step_details = { type: 'tool_calls', tool_calls: [call] }
    step.usage = this.#usage()
    this.#record.endStep(step, 'completed')
  }

  #say({ text, image }: { text: string; image?: SampleFileName }, ending: Ending): void {
    const { step, message } = this.#beginMessage()
    this.#streamText(message, text)
    if (image) {
      const file_id = this.#file(image)
      this.#record.emit(imagesDelta(message.id, [file_id], text === ''))
      message.content.push({ type: 'image_file', image_file: { file_id } })
    }
    this.#endMessage(step, message, ending)
  }

  #streamText(message: Message, text: string): void {
    const annotations = annotationsOf(text, this.#passages, this.#stage.files)
    const index = message.content.length
    const part: ContentPart = { type: 'text', text: { value: text, annotations } }
    let sent = 0
    let cited = 0
    for (const piece of pieces(text)) {
      const first = sent === 0
      sent += piece.length
      const reached = annotations.filter((annotation) => endOf(annotation) <= sent)
      const fresh = reached
        .slice(cited)
        .map((annotation, at) => ({ index: cited + at, ...annotation }))
      cited = reached.length
      const list = first || fresh.length > 0 ? { annotations: fresh } : {}
      this.#delta(message, { index, type: 'text', text: { value: piece, ...list } })
      this.#record.wait((1000 / TOKENS_PER_SECOND) * (piece.length / CHARACTERS_PER_TOKEN))
    }
    message.content.push(part)
    this.#spoken += text.length
  }

  #refuse(refusal: string): void {
    const { step, message } = this.#beginMessage()
    // As the run engine does: clients read a text of every delta, so a refusal comes with the whole message.
    for (const _ of pieces(refusal)) this.#record.wait(1000 / TOKENS_PER_SECOND)
    message.content.push({ type: 'refusal', refusal })
    this.#spoken += refusal.length
    this.#endMessage(step, message, { as: 'completed' })
  }

  #beginMessage(): { step: RunStep; message: Message } {
    const id = this.#stage.newId('message')
    const step = this.#record.beginStep(this.#stage.newId('run_step'), {
      type: 'message_creation',
      message_creation: { message_id: id },
    })
    return { step, message: this.#record.beginMessage(id) }
  }

  #endMessage(step: RunStep, message: Message, ending: Ending): void {
    const record = this.#record
    step.usage = this.#usage()
    if (ending.as === 'cancelled') record.setStatus('cancelling')
    if (ending.as === 'failed') record.run.last_error = ending.error
    record.endMessage(message, messageCut(ending))
    record.endStep(step, stepEnd(ending))
  }

  #end(ending: Ending): void {
    const record = this.#record
    const over = { required_action: null, expires_at: null, usage: this.#usage() }
    switch (ending.as) {
      case 'waiting':
        return
      case 'completed':
        return record.setStatus('completed', { ...over, completed_at: record.seconds })
      case 'incomplete':
        return record.setStatus('incomplete', {
          ...over,
          incomplete_details: { reason: 'max_completion_tokens' },
        })
      case 'cancelled':
        return record.setStatus('cancelled', { ...over, cancelled_at: record.seconds })
      case 'failed':
        return record.setStatus('failed', {
          ...over,
          failed_at: record.seconds,
          last_error: ending.error,
        })
      case 'expired':
        return this.#expire(over)
    }
  }

  /** Ten minutes after it was created, nobody having answered its calls. */
  #expire(over: Partial<Run>): void {
    const record = this.#record
    record.now = (record.run.created_at + 600) * 1000
    for (const step of record.steps) {
      if (step.status === 'in_progress') record.endStep(step, 'expired')
    }
    record.setStatus('expired', over)
  }

  #usage() {
    const completion = Math.ceil(this.#spoken / CHARACTERS_PER_TOKEN)
    const prompt = this.#stage.promptTokens
    return {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
    }
  }

  #file(name: SampleFileName): string {
    return this.#stage.files[name].id
  }

  #delta(message: Message, part: { index: number; type: string; [key: string]: unknown }): void {
    this.#record.emit({
      event: 'thread.message.delta',
      data: { id: message.id, object: 'thread.message.delta', delta: { content: [part] } },
    })
  }
}

interface MadeCall {
  required: { id: string; type: 'function'; function: { name: string; arguments: string } }
  output: string | null
  toolCall(output: string | null): ToolCall
}

function functionCall(call: FunctionCall, id: string): MadeCall {
  const made = { name: call.name, arguments: JSON.stringify(call.arguments) }
  return {
    required: { id, type: 'function', function: made },
    output: call.output === undefined ? null : JSON.stringify(call.output),
    toolCall: (output) => ({ id, type: 'function', function: { ...made, output } }),
  }
}

const searchCall = (passages: Passage[], { newId, files }: Stage): ToolCall => ({
  id: newId('tool_call'),
  type: 'file_search',
  file_search: {
    ranking_options: { ranker: 'default_2024_08_21', score_threshold: 0 },
    results: passages.map(({ file, score, text }) => ({
      file_id: files[file].id,
      file_name: file,
      score,
      content: [{ type: 'text', text }],
    })),
  },
})

function codeCall(
  { input, logs, image }: { input: string; logs?: string; image?: SampleFileName },
  { newId, files }: Stage,
): ToolCall {
  const outputs = [
    ...(logs === undefined ? [] : [{ type: 'logs' as const, logs }]),
    ...(image ? [{ type: 'image' as const, image: { file_id: files[image].id } }] : []),
  ]
  return { id: newId('tool_call'), type: 'code_interpreter', code_interpreter: { input, outputs } }
}

/** A text in the pieces a model sends it in; whole characters, and never more than some hundred pieces. */
function pieces(text: string): string[] {
  const characters = Array.from(text)
  const size = Math.max(CHARACTERS_PER_TOKEN, Math.ceil(characters.length / MAX_DELTAS))
  const out: string[] = []
  for (let at = 0; at < characters.length; at += size) {
    out.push(characters.slice(at, at + size).join(''))
  }
  return out
}

const endOf = (annotation: Annotation) => ('end_index' in annotation ? annotation.end_index : 0)

function messageCut(ending: Ending) {
  switch (ending.as) {
    case 'incomplete':
      return 'max_tokens'
    case 'cancelled':
      return 'run_cancelled'
    case 'failed':
      return 'run_failed'
    default:
      return undefined
  }
}

const stepEnd = (ending: Ending) =>
  ending.as === 'cancelled' || ending.as === 'failed' ? ending.as : 'completed'
