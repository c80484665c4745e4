import type { StreamEvent } from '#contract/event.ts'
import {
  type Annotation,
  type ContentPart,
  type IncompleteReason,
  MAX_ANNOTATIONS,
  type Message,
} from '#contract/message.ts'
import type { RunStep, ToolCall } from '#contract/run-step.ts'
import type { RequiredAction, Run, Usage } from '#contract/run.ts'

import type { ModelEvent } from '../models/model.ts'
import type { WebSource } from '../models/told-sources.ts'
import type { NewId } from '../new-id.ts'
import { CitedText, type Mark, type Piece, type Source } from '../tools/citations.ts'
import type { MadeInRun } from '../tools/code-interpreter/made-in-run.ts'
import type { Links } from '../tools/links.ts'
import type { BuiltInTool, InputReader, OfferedTools } from '../tools/tool.ts'
import type { LogWriter } from './log-writer.ts'
import {
  argumentsDelta,
  beginning,
  callDelta,
  endedAnswer,
  endedAnswerEvent,
  endedStep,
  endedStepEvent,
  imagesDelta,
  inputDelta,
  newAnswer,
  newStep,
  textDelta,
} from './pieces.ts'
import type { LogEntry } from './pieces.ts'
import { webCitations } from './web-citations.ts'

interface OpenMessage {
  type: 'message'
  step: RunStep
  message: Message
  text: string
  annotations: Annotation[]
  refusal: string
  /** File ids of the images that follow the text, and how many of them were told. */
  images: string[]
  told: number
}
/** A call as far as the model has made it; with a tool, the server answers it. */
export interface MadeCall {
  call: ToolCall
  arguments: string
  tool: BuiltInTool | undefined
  reader: InputReader | undefined
}
interface OpenCalls {
  type: 'calls'
  step: RunStep
  calls: MadeCall[]
  /** The model's numbers of the calls, in the order in which they came. */
  indices: number[]
}

/** What is still open at the end of a model's answer, and its last states. */
export type Conclusion =
  | { type: 'message'; entry: LogEntry }
  | {
      type: 'calls'
      entry: LogEntry
      step: RunStep
      calls: MadeCall[]
      /** What the client has to do; null when the server answers every call. */
      required_action: RequiredAction | null
    }
  | { type: 'broken calls'; entry: LogEntry }

/** What the answer may make use of. */
interface Known {
  tools: OfferedTools
  /** What its markers stand for. */
  sources: ReadonlyMap<string, Source>
  /** What its links lead to. */
  links?: Links | undefined
  /** What its first message brings along. */
  made?: Pick<MadeInRun, 'images' | 'attachments'>
}
const NOTHING_KNOWN: Known = { tools: new Map(), sources: new Map() }
const NOTHING_MADE = { images: [], attachments: [] }

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
  readonly #tools: OfferedTools
  readonly #cited: CitedText
  #made: Pick<MadeInRun, 'images' | 'attachments'>
  /** Blank text with which some models begin; it makes no message by itself. */
  #blank = ''

  constructor(
    run: Run,
    log: Pick<LogWriter, 'add'>,
    newId: NewId,
    now: () => number,
    { tools, sources, links, made = NOTHING_MADE }: Known = NOTHING_KNOWN,
  ) {
    this.#tools = tools
    this.#cited = new CitedText(sources, links)
    this.#made = made
    this.#run = run
    this.#log = log
    this.#newId = newId
    this.#now = now
  }

  take(event: Exclude<ModelEvent, { type: 'finish' | 'image' | 'usage' }>): void {
    switch (event.type) {
      case 'text':
        return this.#addText(event.text)
      case 'sources':
        return this.#addSources(event.sources)
      case 'refusal':
        return this.#addRefusal(event.text)
      case 'tool_call':
        return this.#addCall(event.index, event.name)
      case 'tool_call_arguments':
        return this.#addArguments(event.index, event.arguments)
    }
  }

  /** Whether it still takes text and pictures: after calls the API has no place for them. */
  get isOpen(): boolean {
    return this.#open?.type !== 'calls'
  }

  /** A picture of the model's own; without a file where it is of no kind that is kept. */
  addPicture(fileId: string | undefined): void {
    if (this.#open?.type === 'calls') return
    if (fileId === undefined) {
      const isFirst = !this.#open || this.#open.text === ''
      return this.#addText(`${isFirst ? '' : '\n\n'}${NO_PICTURE}`)
    }
    const open = this.#open ?? this.#openMessage()
    open.images.push(fileId)
    this.#log.add({ events: untoldImages(open) })
  }

  /** The last states of what is open. Of an answer without anything, an empty message remains. */
  conclude(usage: Usage, reason?: IncompleteReason): Conclusion {
    this.#endText()
    const open = this.#open ?? this.#openMessage()
    const now = this.#now()
    if (open.type === 'message') {
      const end = { status: 'completed', usage } as const
      return { type: 'message', entry: endMessage(open, end, now, reason) }
    }
    if (reason === undefined) this.#endCalls(open)
    const step = withCalls(open)
    if (reason === undefined) {
      return {
        type: 'calls',
        entry: { events: [], steps: [step] },
        step,
        calls: open.calls,
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
    for (const piece of this.#cited.add(text)) this.#addPiece(piece)
  }

  /** What was held back because it might have become a marker. */
  #endText(): void {
    for (const piece of this.#cited.end()) this.#addPiece(piece)
  }

  #addPiece({ value: text, mark }: Piece): void {
    if (this.#open?.type === 'calls') return
    if (!this.#open && text.trim() === '') {
      this.#blank += text
      return
    }
    const open = this.#open ?? this.#openMessage()
    const value = open.text === '' ? this.#blank + text : text
    this.#blank = ''
    const index = open.annotations.length
    const annotation =
      mark && index < MAX_ANNOTATIONS
        ? annotationOf(mark, text, open.text.length + value.length)
        : undefined
    const told = annotation && { ...annotation, index }
    this.#log.add({ events: [textDelta(open.message.id, 0, value, open.text === '', told)] })
    open.text += value
    if (annotation) open.annotations.push(annotation)
  }

  /** They come when all of the text has: what was held of it is told before. */
  #addSources(sources: readonly WebSource[]): void {
    if (this.#open?.type !== 'message') return
    this.#endText()
    const open = this.#open
    if (open.text === '') return
    for (const annotation of webCitations(open.text, sources)) {
      const index = open.annotations.length
      if (index >= MAX_ANNOTATIONS) return
      const told = { ...annotation, index }
      this.#log.add({ events: [textDelta(open.message.id, 0, '', false, told)] })
      open.annotations.push(annotation)
    }
  }

  /** Not sent as deltas: clients read `text.value` of every one. It is in the finished message. */
  #addRefusal(text: string): void {
    if (this.#open?.type === 'calls') return
    const open = this.#open ?? this.#openMessage()
    open.refusal += text
  }

  #openMessage(): OpenMessage {
    const now = this.#now()
    const { images, attachments } = this.#made
    this.#made = NOTHING_MADE
    const made = newAnswer(this.#run, { id: this.#newId('message'), now })
    const message = { ...made, attachments }
    const details = {
      type: 'message_creation',
      message_creation: { message_id: message.id },
    } as const
    const step = newStep(this.#run, { id: this.#newId('run_step'), now }, details)
    this.#log.add(beginning(step, message))
    const open: OpenMessage = {
      type: 'message',
      step,
      message,
      text: '',
      annotations: [],
      refusal: '',
      images: [...images],
      told: 0,
    }
    this.#open = open
    return open
  }

  #openCalls(): OpenCalls {
    this.#endText()
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
    const id = this.#newId('tool_call')
    const { tool } = this.#tools.get(name) ?? {}
    const call: ToolCall = tool
      ? tool.open(id)
      : { id, type: 'function', function: { name, arguments: '', output: null } }
    this.#log.add({ events: [callDelta(open.step.id, open.calls.length, call)] })
    open.calls.push({ call, arguments: '', tool, reader: tool?.newReader?.() })
    open.indices.push(index)
  }

  #addArguments(index: number, text: string): void {
    if (this.#open?.type !== 'calls' || text === '') return
    const place = this.#open.indices.indexOf(index)
    const made = this.#open.calls[place]
    if (!made) return
    made.arguments += text
    if (made.reader) this.#addInput(this.#open, place, made.reader.add(text))
    if (made.call.type !== 'function') return
    made.call = { ...made.call, function: { ...made.call.function, arguments: made.arguments } }
    this.#log.add({ events: [argumentsDelta(this.#open.step.id, place, text)] })
  }

  #endCalls(open: OpenCalls): void {
    for (const [place, { reader }] of open.calls.entries()) {
      if (reader) this.#addInput(open, place, reader.end())
    }
  }

  #addInput({ step, calls }: OpenCalls, place: number, text: string): void {
    const made = calls[place]
    if (made?.call.type !== 'code_interpreter' || text === '') return
    const { input } = made.call.code_interpreter
    const code_interpreter = { ...made.call.code_interpreter, input: input + text }
    made.call = { ...made.call, code_interpreter }
    this.#log.add({ events: [inputDelta(step.id, place, text)] })
  }
}

const NO_PICTURE = '[a picture that is not kept: it is no PNG, JPEG, GIF or WebP]'

const untoldImages = (open: OpenMessage): StreamEvent[] => {
  const { message, images, told, text } = open
  open.told = images.length
  return images.length > told ? [imagesDelta(message.id, images, text === '', told)] : []
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
    events: [...untoldImages(open), endedAnswerEvent(message), endedStepEvent(step)],
  }
}

/** @param end where the text that is marked ends in all of it */
const annotationOf = ({ type, file_id }: Mark, text: string, end: number): Annotation => {
  const span = { text, start_index: end - text.length, end_index: end }
  return type === 'file_citation'
    ? { type, ...span, file_citation: { file_id } }
    : { type, ...span, file_path: { file_id } }
}

const contentOf = ({ text, annotations, images, refusal }: OpenMessage): ContentPart[] => [
  ...(text !== '' || images.length > 0 || refusal === ''
    ? [{ type: 'text' as const, text: { value: text, annotations } }]
    : []),
  ...images.map((file_id) => ({ type: 'image_file' as const, image_file: { file_id } })),
  ...(refusal === '' ? [] : [{ type: 'refusal' as const, refusal }]),
]

const withCalls = ({ step, calls }: OpenCalls): RunStep => ({
  ...step,
  step_details: { type: 'tool_calls', tool_calls: calls.map(({ call }) => call) },
})

const requiredAction = (calls: MadeCall[]): RequiredAction | null => {
  const tool_calls = calls.flatMap(({ call }) =>
    call.type === 'function'
      ? [
          {
            id: call.id,
            type: 'function',
            function: { name: call.function.name, arguments: call.function.arguments },
          },
        ]
      : [],
  )
  return tool_calls.length === 0
    ? null
    : { type: 'submit_tool_outputs', submit_tool_outputs: { tool_calls } }
}
