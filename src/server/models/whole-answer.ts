import { createParser } from 'eventsource-parser'

import type { JsonObject } from '#contract/json-object.ts'
import { MAX_FRAME_LENGTH } from '#contract/sse.ts'

import { createBreath } from '../in-turn.ts'
import { AnswerBounds } from './answer-bounds.ts'
import {
  firstChoice,
  isError,
  isFilled,
  isTelling,
  isText,
  toCalls,
  toText,
  wordOf,
} from './answer-fields.ts'
import { formOf } from './answer-form.ts'
import { AnswerTexts } from './answer-texts.ts'
import { isAside, isBareWord } from './asides.ts'
import { ContentParts } from './content-parts.ts'
import { EndMarks } from './end-marks.ts'
import { finishKind } from './finish-reason.ts'
import { withPiecesJoined } from './joined-pieces.ts'
import { KEPT_WITH_MESSAGE } from './kept-fields.ts'
import { joined } from './kept-pieces.ts'
import type { Kept, ModelError, ModelUsage } from './model.ts'
import { noAnswer } from './no-answer.ts'
import { OVERLONG, isOverlong } from './parse-answer.ts'
import { Pictures } from './pictures.ts'
import { MAX_WORDS, type Said, codeOnly, saidIn } from './said.ts'
import { StrayWords, plainWords } from './stray-words.ts'
import { type Parted, Thoughts } from './thoughts.ts'
import { parseFrame } from './told-arguments.ts'
import { type Message, ToldCalls } from './told-calls.ts'
import { type Told, chunkOf, fieldsOf } from './told-frame.ts'
import { ToldSources, type WebSource } from './told-sources.ts'
import { ToldUsage } from './told-usage.ts'
import { Transcript } from './transcript.ts'

/**
 * Reads one answer in whatever shape an endpoint gives it: a stream with or without its last blank
 * line, a plain JSON answer, errors in between. Gives it out as plain chunks of one choice.
 */
export class WholeAnswer {
  #message: JsonObject = {}
  #reason: string | undefined
  readonly #usage = new ToldUsage()
  readonly #sources = new ToldSources()
  readonly #bounds = new AnswerBounds()
  readonly #calls: ToldCalls
  readonly #parts = new ContentParts()
  readonly #pictures = new Pictures(this.#bounds)
  readonly #thoughts = new Thoughts()
  readonly #endMarks = new EndMarks()
  readonly #texts = new AnswerTexts()
  readonly #transcript = new Transcript()
  #failure: Said | undefined
  #isTold = false
  /** Whether the choice that was asked for has come. */
  #isBegun = false
  #isDone = false
  /** Whether something came that is nothing to an answer which tells why it ends. */
  #hasWord = false

  /** @param offered names of functions that the answer may call */
  constructor(offered: readonly string[]) {
    this.#calls = new ToldCalls(this.#bounds, offered)
  }

  /** Why the answer was ended before its time, if it was. */
  get excess(): ModelError | undefined {
    return this.#bounds.excess
  }

  /** Whether the endpoint said that it was whole. Nothing that comes afterwards is of the answer. */
  get isDone(): boolean {
    return this.#isDone
  }

  /** The error that was told before anything else. */
  get failure(): Said | undefined {
    return this.#failure
  }

  /** The bytes of a picture whose place a frame has told; once. */
  picture(place: number): Uint8Array | undefined {
    return this.#pictures.take(place)
  }

  /** What goes back with the outputs of the calls. */
  get kept(): Kept {
    return { message: this.#message, calls: this.#calls.kept }
  }

  /** The pages that it draws on, as far as they were told. */
  get sources(): WebSource[] {
    return this.#sources.told
  }

  /** What it cost, as far as that was told. */
  get usage(): ModelUsage | undefined {
    return this.#usage.told
  }

  /** Bytes of server-sent events, or of JSON, to bytes of plain frames. */
  transform(): TransformStream<Uint8Array, Uint8Array> {
    const decoder = new TextDecoder()
    let json: string | undefined
    let begun = ''
    let isBegun = false
    /** Whether it may still turn out that no answer was given, but a page or a word. */
    let isOther = true
    let out: Told[] = []
    const stray = new StrayWords()
    const parser = createParser({
      maxBufferSize: MAX_FRAME_LENGTH,
      onEvent: ({ event, data }) => {
        isOther = false
        out.push(...this.#frame(data, event))
      },
      onError: ({ type, field, value }) => {
        if (type === 'max-buffer-size-exceeded') this.#bounds.exceed(TOO_LARGE)
        // llama.cpp tells of errors in a field of its own.
        else if (field === 'error' && value !== undefined) out.push(...this.#frame(value, 'error'))
      },
    })
    const read = (text: string) => {
      const broken = stray.feed(text)
      parser.feed(text.slice(0, broken?.end))
      if (!broken) return
      if (!this.#isDone && !this.excess) out.push(this.#error(broken.error))
      parser.feed(text.slice(broken.end))
    }
    const feed = (text: string) => {
      if (!isBegun) {
        begun += text
        const form = formOf(begun)
        if (form === undefined) return
        isBegun = true
        isOther = form === 'other'
        if (form === 'json') json = begun
        else read(begun)
      } else if (json === undefined) {
        if (isOther) begun = (begun + text).slice(0, MAX_WORDS)
        read(text)
      } else json += text
      if (json !== undefined && json.length > MAX_FRAME_LENGTH) this.#bounds.exceed(TOO_LARGE)
    }
    const flushTo = (controller: TransformStreamDefaultController<Uint8Array>) => {
      // What came together goes on together: each chunk passes through several streams and a schema.
      if (out.length > 0) controller.enqueue(Buffer.concat(withPiecesJoined(out).map(encode)))
      out = []
    }
    return new TransformStream({
      transform: (bytes, controller) => {
        feed(decoder.decode(bytes, { stream: true }))
        flushTo(controller)
        if (this.#isDone && !this.excess) {
          out.push(...this.#end())
          flushTo(controller)
        }
        // Whatever else would come is not waited for.
        if (this.#isDone || this.excess) controller.terminate()
      },
      flush: async (controller) => {
        feed(decoder.decode())
        if (json !== undefined) for await (const told of this.#json(json)) out.push(...told)
        else if (!this.excess) {
          read(`${isBegun ? '' : begun}\n\n`)
          const words = stray.end()
          const isOpen = this.#reason === undefined && !this.#isDone && !isOther
          if (words !== undefined && isOpen) out.push(this.#error(words))
        }
        if (isOther && !this.excess) this.#bounds.fail(noAnswer(begun))
        out.push(...this.#end())
        flushTo(controller)
      },
    })
  }

  /** A whole answer, or one object a line. */
  async *#json(text: string): AsyncGenerator<Told[]> {
    const whole = isOverlong(text) ? undefined : parseFrame(text)
    if (whole !== undefined) {
      const told = this.#object(whole, true)
      yield told.length > 0 || this.#reason !== undefined ? told : [NO_ANSWER]
      return
    }
    const breathe = createBreath()
    for (let at = 0; at < text.length && !this.excess;) {
      const end = (text.indexOf('\n', at) + 1 || text.length + 1) - 1
      yield this.#frame(text.slice(at, end), undefined)
      at = end + 1
      await breathe()
    }
  }

  #frame(given: string, event: string | undefined): Told[] {
    // Some write the name of the field twice.
    const data = given.startsWith('data:') ? given.replaceAll(/^(?:data:[ \t]*)+/gm, '') : given
    if (this.excess || data.trim() === '') return []
    if (isOverlong(data)) this.#bounds.exceed(OVERLONG)
    if (this.excess) return []
    if (data.trim() === '[DONE]') this.#isDone = true
    const value = parseFrame(data)
    // Some end their events with a single newline: each line is one then.
    if (value === undefined && event !== 'error' && data.trim().includes('\n')) {
      return data.split('\n').flatMap((line) => this.#frame(line, event))
    }
    // Some tell the usage last of all.
    if (this.#isDone) this.#usage.take(fieldsOf(value)['usage'])
    if (this.#isDone) return []
    if (isAside(event, value)) return []
    if (event === 'error') return [this.#error(value ?? data)]
    if (value !== undefined) return this.#object(value, false)
    const isWord = isBareWord(data)
    this.#hasWord ||= isWord
    // Some end with a word of their own.
    if (isWord || this.#reason !== undefined) return []
    return [this.#error(plainWords(data))]
  }

  /** @param isWhole whether nothing follows */
  #object(value: unknown, isWhole: boolean): Told[] {
    const object = fieldsOf(value)
    if (isError(value, object)) return [this.#error(value)]
    this.#usage.take(object['usage'] ?? fieldsOf(object['x_groq'])['usage'])
    this.#sources.takeLists(object)
    const choice = firstChoice(object['choices'])
    if (!choice) return []
    for (const name of ['delta', 'message']) {
      this.#sources.takeAnnotations(fieldsOf(choice[name])['annotations'])
    }
    this.#isBegun = true
    if (isTelling(choice['error'])) return [this.#error(choice['error'])]
    this.#usage.take(choice['usage'])
    this.#useReason(choice)
    const given = this.#parts.sorted(fieldsOf(choice['delta']))
    const message = this.#parts.sorted(fieldsOf(choice['message']))
    const isDelta = Object.keys(given).length > 0
    const isCompletion = object['object'] === 'chat.completion'
    const isLast = wordOf(choice['finish_reason']) !== undefined || toCalls(message).length > 0
    const frame = isDelta || isWhole ? undefined : { isCompletion, isLast }
    this.#transcript.take(isDelta ? given : message, frame)
    const delta = isDelta
      ? this.#delta(isWhole ? given : this.#texts.delta(given), choice)
      : !frame
        ? this.#delta(message, choice)
        : this.#delta(this.#texts.message(message, frame), choice, {
            isOnce: isCompletion || this.#calls.isInDeltas,
          })
    if (isWhole) this.#reason ??= 'stop'
    const shown = this.#pictures.beside(isDelta ? given : message, delta)
    this.#isTold ||= shown.length > 0
    return shown.map((each) => chunkOf(each))
  }

  #error(value: unknown): Told {
    const said = saidIn(value) ?? codeOnly(value)
    if (!said) return NO_ANSWER
    if (!this.#isTold) this.#failure ??= said
    this.#isTold = true
    return { error: { message: said.message, code: said.code ?? null } }
  }

  #useReason(choice: JsonObject): void {
    const [plain, native] = [choice['finish_reason'], choice['native_finish_reason']].map(wordOf)
    if (plain === undefined && native === undefined) return
    // Some tell that it was cut, and then that it is over.
    if (tellsOfCut(this.#reason)) return
    const isTelling = tellsOfCut(native) && (plain === undefined || finishKind(plain) === 'done')
    this.#reason = isTelling ? native : (plain ?? native)
  }

  #delta(given: JsonObject, choice: JsonObject, message?: Message): JsonObject | undefined {
    const said = toText(given['content'] ?? choice['text'])
    const parted = this.#thoughts.take(said.content)
    const refusal = isText(given['refusal']) ? this.#bounds.take('text', given['refusal']) : ''
    const reasoning =
      [given['reasoning_content'], given['reasoning']].find(isText) ??
      this.#bounds.take('thoughts', said.thinking)
    for (const name of KEPT_WITH_MESSAGE) this.#keep(name, given[name])
    const pieces = toCalls(given)
    // What might have become a mark of thoughts is text when a call follows it.
    const held = pieces.length > 0 ? this.#thoughts.end() : NOTHING_HELD
    const content = this.#text(parted.text + held.text, { isEnd: pieces.length > 0 })
    const thought = reasoning + this.#bounds.take('thoughts', parted.thought + held.thought)
    const calls = pieces.flatMap((call, at) =>
      this.#calls.take(call, message && { ...message, at }),
    )
    const isEmpty = [content, refusal, thought].every((text) => text === '') && calls.length === 0
    if (isEmpty) return undefined
    return {
      ...(content !== '' && { content }),
      ...(refusal !== '' && { refusal }),
      ...(thought !== '' && { reasoning_content: thought }),
      ...(calls.length > 0 && { tool_calls: calls }),
    }
  }

  /** What is told of the answer's text with this piece of it. */
  #text(piece: string, { isEnd = false, isCut = false }): string {
    if (piece.trim() !== '') this.#transcript.leave()
    const text = this.#endMarks.take(piece) + (isEnd ? this.#endMarks.end({ isCut }) : '')
    return this.#bounds.take('text', text + (isEnd ? this.#transcript.end() : ''))
  }

  #keep(name: string, value: unknown): void {
    if (!isFilled(value)) return
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    if (this.#bounds.take('thoughts', text) === text) {
      this.#message[name] = joined(this.#message[name], value)
    }
  }

  #end(): Told[] {
    const held = this.#delta(this.#texts.end(), {})
    return [...(held ? [chunkOf(held)] : []), ...this.#ends()]
  }

  #ends(): Told[] {
    if (this.excess) return []
    const isNone = this.#isDone && !this.#isBegun && !this.#isTold
    if (isNone || (this.#hasWord && this.#reason === undefined)) return [NO_ANSWER]
    const { text, thought } = this.#thoughts.end()
    const isCut = this.#reason !== undefined && finishKind(this.#reason) === 'length'
    const content = this.#text(text, { isEnd: true, isCut })
    const held = { content, reasoning_content: thought }
    const calls = this.#calls.end({ isWhole: this.#reason !== undefined || this.#isDone })
    return [
      ...(content === '' && thought === '' ? [] : [chunkOf(held)]),
      ...(calls.length === 0 ? [] : [chunkOf({ tool_calls: calls })]),
      ...(this.#reason === undefined ? [] : [chunkOf({}, this.#reason)]),
      ...this.#usage.frames,
    ]
  }
}

/** Whether a finish reason tells that the answer is not what the model wanted to say. */
const tellsOfCut = (reason: string | undefined): boolean =>
  reason !== undefined && !['done', 'unknown'].includes(finishKind(reason))

const NOTHING_HELD: Parted = { text: '', thought: '' }

const TOO_LARGE = `The model endpoint sent more than ${MAX_FRAME_LENGTH / 1024 / 1024} MB in one piece.`

/** The AI SDK calls it something that is not a chat completion. */
const NO_ANSWER: Told = { not: 'a chat completion' }

const encode = (told: Told): Uint8Array => Buffer.from(`data: ${JSON.stringify(told)}\n\n`)
