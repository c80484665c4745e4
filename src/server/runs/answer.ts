import type { ContentPart, IncompleteReason, Message } from '#contract/message.ts'
import type { FunctionToolCall, RunStep } from '#contract/run-step.ts'
import type { RequiredAction, Run, Usage } from '#contract/run.ts'

import type { ModelEvent } from '../models/provider.ts'
import type { NewId } from '../services.ts'
import type { LogWriter } from './log-writer.ts'
import {
  argumentsDelta,
  beginning,
  callDelta,
  endedAnswer,
  endedAnswerEvent,
  endedStep,
  endedStepEvent,
  newAnswer,
  newStep,
  textDelta,
} from './pieces.ts'
import type { LogEntry } from './pieces.ts'

/** More calls in one answer than a client could mean to serve. */
const MAX_CALLS = 128

interface OpenMessage {
  type: 'message'
  step: RunStep
  message: Message
  text: string
  refusal: string
}
interface OpenCalls {
  type: 'calls'
  step: RunStep
  calls: FunctionToolCall[]
  /** The model's numbers of the calls, in the order in which they came. */
  indices: number[]
}

/** What is still open at the end of a model's answer, and its last states. */
export type Conclusion =
  | { type: 'message'; entry: LogEntry }
  | { type: 'calls'; entry: LogEntry; required_action: RequiredAction }
  | { type: 'broken calls'; entry: LogEntry }

/**
 * One model call's answer, as steps and messages. One step is open at a time: text before tool calls
 * is a message of its own; text after them has no place (clients require it so) and is dropped.
 */
export class Answer {
  readonly #run: Run
  readonly #log: Pick<LogWriter, 'add'>
  readonly #newId: NewId
  readonly #now: () => number
  #open: OpenMessage | OpenCalls | undefined
  /** Blank text with which some models begin; it makes no message by itself. */
  #blank = ''

  constructor(run: Run, log: Pick<LogWriter, 'add'>, newId: NewId, now: () => number) {
    this.#run = run
    this.#log = log
    this.#newId = newId
    this.#now = now
  }

  take(event: Exclude<ModelEvent, { type: 'finish' }>): void {
    switch (event.type) {
      case 'text':
        return this.#addText(event.text)
      case 'refusal':
        return this.#addRefusal(event.text)
      case 'tool_call':
        return this.#addCall(event.index, event.name)
      case 'tool_call_arguments':
        return this.#addArguments(event.index, event.arguments)
    }
  }

  /** The last states of what is open. Of an answer without anything, an empty message remains. */
  conclude(usage: Usage, reason?: IncompleteReason): Conclusion {
    const open = this.#open ?? this.#openMessage()
    const now = this.#now()
    if (open.type === 'message') {
      const end = { status: 'completed', usage } as const
      return { type: 'message', entry: endMessage(open, end, now, reason) }
    }
    const step = withCalls(open)
    if (reason === undefined) {
      return {
        type: 'calls',
        entry: { events: [], steps: [step] },
        required_action: requiredAction(open.calls),
      }
    }
    const message = 'The answer ended before its tool calls were complete.'
    const failed = endedStep(
      step,
      { status: 'failed', error: { code: 'server_error', message } },
      now,
    )
    return {
      type: 'broken calls',
      entry: { events: [endedStepEvent(failed)], steps: [{ ...failed, usage }] },
    }
  }

  #addText(text: string): void {
    if (this.#open?.type === 'calls' || text === '') return
    if (!this.#open && (this.#blank + text).trim() === '') {
      this.#blank += text
      return
    }
    const open = this.#open ?? this.#openMessage()
    const value = open.text === '' ? this.#blank + text : text
    this.#blank = ''
    this.#log.add({ events: [textDelta(open.message.id, 0, value, open.text === '')] })
    open.text += value
  }

  /** Not sent as deltas: clients read `text.value` of every one. It is in the finished message. */
  #addRefusal(text: string): void {
    if (this.#open?.type === 'calls') return
    const open = this.#open ?? this.#openMessage()
    open.refusal += text
  }

  #openMessage(): OpenMessage {
    const now = this.#now()
    const message = newAnswer(this.#run, { id: this.#newId('message'), now })
    const details = {
      type: 'message_creation',
      message_creation: { message_id: message.id },
    } as const
    const step = newStep(this.#run, { id: this.#newId('run_step'), now }, details)
    this.#log.add(beginning(step, message))
    const open: OpenMessage = { type: 'message', step, message, text: '', refusal: '' }
    this.#open = open
    return open
  }

  #openCalls(): OpenCalls {
    const now = this.#now()
    // The answer's usage, not yet known, is told on the step of its calls.
    const before = this.#open?.type === 'message' ? this.#open : undefined
    if (before) this.#log.add(endMessage(before, { status: 'completed', usage: null }, now))
    const made = { id: this.#newId('run_step'), now }
    const step = newStep(this.#run, made, { type: 'tool_calls', tool_calls: [] })
    this.#log.add(beginning(step))
    const open: OpenCalls = { type: 'calls', step, calls: [], indices: [] }
    this.#open = open
    return open
  }

  #addCall(index: number, name: string): void {
    const open = this.#open?.type === 'calls' ? this.#open : this.#openCalls()
    if (open.calls.length >= MAX_CALLS) return
    const call: FunctionToolCall = {
      id: this.#newId('tool_call'),
      type: 'function',
      function: { name, arguments: '', output: null },
    }
    this.#log.add({ events: [callDelta(open.step.id, open.calls.length, call)] })
    open.calls.push(call)
    open.indices.push(index)
  }

  #addArguments(index: number, text: string): void {
    if (this.#open?.type !== 'calls' || text === '') return
    const place = this.#open.indices.indexOf(index)
    const call = this.#open.calls[place]
    if (!call) return
    call.function.arguments += text
    this.#log.add({ events: [argumentsDelta(this.#open.step.id, place, text)] })
  }
}

const endMessage = (
  open: OpenMessage,
  end: { status: 'completed'; usage: Usage | null },
  now: number,
  reason?: IncompleteReason,
): LogEntry => {
  const message = endedAnswer(open.message, contentOf(open), now, reason)
  const step = endedStep(open.step, end, now)
  return {
    messages: [message],
    steps: [step],
    events: [endedAnswerEvent(message), endedStepEvent(step)],
  }
}

const contentOf = ({ text, refusal }: OpenMessage): ContentPart[] => [
  ...(text !== '' || refusal === ''
    ? [{ type: 'text' as const, text: { value: text, annotations: [] } }]
    : []),
  ...(refusal === '' ? [] : [{ type: 'refusal' as const, refusal }]),
]

const withCalls = ({ step, calls }: OpenCalls): RunStep => ({
  ...step,
  step_details: { type: 'tool_calls', tool_calls: calls },
})

const requiredAction = (calls: FunctionToolCall[]): RequiredAction => ({
  type: 'submit_tool_outputs',
  submit_tool_outputs: {
    tool_calls: calls.map(({ id, function: { name, arguments: given } }) => ({
      id,
      type: 'function',
      function: { name, arguments: given },
    })),
  },
})
