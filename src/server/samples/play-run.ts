import type { Annotation, ContentPart, Message } from '#contract/message.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'
import type { Run, RunError, Usage } from '#contract/run.ts'
import type { NewId } from '#server/new-id.ts'

import { RUN_LIFETIME } from '../runs/expiry.ts'
import {
  type StepEnd,
  argumentsDelta,
  beginning,
  callDelta,
  endedAnswer,
  endedAnswerEvent,
  endedStep,
  endedStepEvent,
  firstEvents,
  imagesDelta,
  inputDelta,
  newAnswer,
  newStep,
  stepDelta,
  textDelta,
} from '../runs/pieces.ts'
import { type Ending as Settled, REASON, stepEnd } from '../runs/settle.ts'
import { withOutputs } from '../runs/tool-outputs.ts'
import { addUsage } from '../runs/transition.ts'
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
 * Plays a queued run to its end and writes down its steps, messages and events, which are made of the
 * engine's own pieces. Starts at `start`, in milliseconds.
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
  /** Characters since the last that were paid for. */
  #spoken = 0
  #used = addUsage([])
  readonly #record: RunRecorder
  readonly #stage: Stage

  constructor(record: RunRecorder, stage: Stage) {
    this.#record = record
    this.#stage = stage
  }

  play(acts: Act[], ending: Ending): RunRecorder {
    const record = this.#record
    record.add({ events: firstEvents(record.run) })
    record.wait(12)
    record.move({ to: 'in_progress' })
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
        this.#search(act.passages, act.takes ?? 190)
        return true
      case 'code':
        this.#code(act, act.takes ?? 900)
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
    const step = this.#beginStep({ type: 'tool_calls', tool_calls: [] })
    for (const [index, call] of made.entries()) this.#streamArguments(step, index, call)
    const tool_calls = made.map(({ call }) => call)
    record.add({
      events: [],
      steps: [{ ...step, step_details: { type: 'tool_calls', tool_calls } }],
    })
    const required_action = {
      type: 'submit_tool_outputs',
      submit_tool_outputs: { tool_calls: made.map(({ required }) => required) },
    }
    this.#charge()
    record.move({ to: 'requires_action', required_action, usage: this.#used })
    if (ending.as === 'waiting') return false
    if (ending.as === 'expired') return true
    record.wait(takes)
    const outputs = made.map(({ required: { id }, output }) => ({ tool_call_id: id, output }))
    const steps = withOutputs(record.run, record.steps, outputs, record.seconds)
    record.add({ events: steps.map(endedStepEvent), steps })
    record.move({ to: 'queued' })
    record.wait(8)
    record.move({ to: 'in_progress' })
    return true
  }

  #streamArguments(step: RunStep, index: number, { call, required }: MadeCall): void {
    const { arguments: text } = required.function
    const empty = { ...call, function: { ...call.function, arguments: '' } }
    this.#record.add({ events: [callDelta(step.id, index, empty)] })
    for (const piece of pieces(text)) {
      this.#record.wait(1000 / TOKENS_PER_SECOND)
      this.#record.add({ events: [argumentsDelta(step.id, index, piece)] })
    }
    this.#spoken += text.length
  }

  #search(passages: Passage[], takes: number): void {
    const call = searchCall(passages, this.#stage)
    const step = this.#beginStep({ type: 'tool_calls', tool_calls: [] })
    this.#record.add({ events: [callDelta(step.id, 0, { ...call, file_search: {} })] })
    this.#record.wait(takes)
    this.#endCall(step, call)
  }

  #code(act: Extract<Act, { do: 'code' }>, takes: number): void {
    const record = this.#record
    const call = codeCall(act, this.#stage)
    const { input, outputs } = call.code_interpreter
    const step = this.#beginStep({ type: 'tool_calls', tool_calls: [] })
    const empty = { ...call, code_interpreter: { input: '', outputs: [] } }
    record.add({ events: [callDelta(step.id, 0, empty)] })
    for (const piece of pieces(input)) record.add({ events: [inputDelta(step.id, 0, piece)] })
    record.wait(takes)
    for (const [index, output] of outputs.entries()) {
      const told = { outputs: [{ index, ...output }] }
      const delta = { index: 0, type: call.type, code_interpreter: told }
      record.add({ events: [stepDelta(step.id, delta)] })
    }
    this.#endCall(step, call)
  }

  #endCall(step: RunStep, call: ToolCall): void {
    const whole = { ...step, step_details: { type: 'tool_calls' as const, tool_calls: [call] } }
    this.#endStep(whole, { status: 'completed', usage: this.#charge() })
  }

  #say({ text, image }: { text: string; image?: SampleFileName }, ending: Ending): void {
    const begun = this.#beginMessage()
    const content = [this.#streamText(begun.message, text)]
    if (image) {
      const file_id = this.#stage.files[image].id
      const delta = imagesDelta(begun.message.id, [file_id], text === '')
      this.#record.add({ events: [delta] })
      content.push({ type: 'image_file', image_file: { file_id } })
    }
    this.#endMessage(begun, content, ending)
  }

  #streamText({ id }: Message, text: string): ContentPart {
    const annotations = annotationsOf(text, this.#passages, this.#stage.files)
    let at = 0
    const tell = (value: string, annotation?: Annotation & { index: number }) => {
      this.#record.add({ events: [textDelta(id, 0, value, at === 0, annotation)] })
      this.#record.wait((1000 / TOKENS_PER_SECOND) * (value.length / CHARACTERS_PER_TOKEN))
      at += value.length
    }
    // A marker comes whole, and with it what it stands for.
    for (const [index, annotation] of annotations.entries()) {
      const { start = at, end = at } = spanOf(annotation)
      for (const piece of pieces(text.slice(at, start))) tell(piece)
      tell(text.slice(start, end), { index, ...annotation })
    }
    for (const piece of pieces(text.slice(at))) tell(piece)
    this.#spoken += text.length
    return { type: 'text', text: { value: text, annotations } }
  }

  #refuse(refusal: string): void {
    const begun = this.#beginMessage()
    // A refusal comes with the whole message: clients read a text of every delta.
    for (const _ of pieces(refusal)) this.#record.wait(1000 / TOKENS_PER_SECOND)
    this.#spoken += refusal.length
    this.#endMessage(begun, [{ type: 'refusal', refusal }], { as: 'completed' })
  }

  #beginStep(details: RunStep['step_details'], message?: Message): RunStep {
    const { run, seconds: now } = this.#record
    const step = newStep(run, { id: this.#stage.newId('run_step'), now }, details)
    this.#record.add(beginning(step, message))
    return step
  }

  #endStep(step: RunStep, end: StepEnd): void {
    const ended = endedStep(step, end, this.#record.seconds)
    this.#record.add({ events: [endedStepEvent(ended)], steps: [ended] })
  }

  #beginMessage(): Begun {
    const { run, seconds: now } = this.#record
    const message = newAnswer(run, { id: this.#stage.newId('message'), now })
    const message_creation = { message_id: message.id }
    return {
      message,
      step: this.#beginStep({ type: 'message_creation', message_creation }, message),
    }
  }

  #endMessage({ step, message }: Begun, content: ContentPart[], ending: Ending): void {
    const record = this.#record
    if (ending.as === 'cancelled') record.move({ to: 'cancelling' })
    const settled = settledBy(ending)
    const usage = this.#charge()
    const reason = ending.as === 'incomplete' ? 'max_tokens' : settled && REASON[settled.to]
    const ended = endedAnswer(message, content, record.seconds, reason)
    record.add({ events: [endedAnswerEvent(ended)], messages: [ended] })
    this.#endStep(step, settled ? stepEnd(settled) : { status: 'completed', usage })
  }

  #end(ending: Ending): void {
    const record = this.#record
    const usage = this.#used
    switch (ending.as) {
      case 'waiting':
        return
      case 'completed':
        return record.move({ to: 'completed', usage })
      case 'incomplete':
        return record.move({ to: 'incomplete', reason: 'max_completion_tokens', usage })
      case 'cancelled':
        return record.move({ to: 'cancelled', usage })
      case 'failed':
        return record.move({ to: 'failed', error: ending.error, usage })
      case 'expired':
        return this.#expire(usage)
    }
  }

  /** At the end of its time, nobody having answered its calls. */
  #expire(usage: Usage): void {
    const record = this.#record
    record.now = (record.run.created_at + RUN_LIFETIME) * 1000
    const open = record.steps.filter(({ status }) => status === 'in_progress')
    for (const step of open) this.#endStep(step, stepEnd({ to: 'expired' }))
    record.move({ to: 'expired', usage })
  }

  /** What one answer of the model costs: the prompt, and what was spoken since the last. */
  #charge(): Usage {
    const completion = Math.ceil(this.#spoken / CHARACTERS_PER_TOKEN)
    const prompt = this.#stage.promptTokens
    const usage = {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
    }
    this.#spoken = 0
    this.#used = addUsage([this.#used, usage])
    return usage
  }
}

interface Begun {
  step: RunStep
  message: Message
}

/** The ending as the engine settles it, if it is one of those that break a run off. */
const settledBy = (ending: Ending): Settled | undefined => {
  if (ending.as === 'failed') return { to: 'failed', error: ending.error }
  return ending.as === 'cancelled' || ending.as === 'expired' ? { to: ending.as } : undefined
}

interface MadeCall {
  required: { id: string; type: 'function'; function: { name: string; arguments: string } }
  call: Call<'function'>
  output: string
}

function functionCall(call: FunctionCall, id: string): MadeCall {
  const made = { name: call.name, arguments: JSON.stringify(call.arguments) }
  return {
    required: { id, type: 'function', function: made },
    call: { id, type: 'function', function: { ...made, output: null } },
    output: call.output === undefined ? '' : JSON.stringify(call.output),
  }
}

type Call<Type extends ToolCall['type']> = Extract<ToolCall, { type: Type }>

const searchCall = (passages: Passage[], { newId, files }: Stage): Call<'file_search'> => ({
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
): Call<'code_interpreter'> {
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

const spanOf = (annotation: Annotation): { start?: number; end?: number } =>
  'end_index' in annotation ? { start: annotation.start_index, end: annotation.end_index } : {}
