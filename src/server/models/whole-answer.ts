import { isDeepStrictEqual } from 'node:util'

import { createParser } from 'eventsource-parser'

import { parseExact } from '#contract/exact-json.ts'

import { createBreath } from '../in-turn.ts'
import { AnswerBounds } from './answer-bounds.ts'
import {
  argumentsOf,
  firstChoice,
  isError,
  isFilled,
  isTelling,
  isText,
  joined,
  toCalls,
  toCount,
  toText,
  wordOf,
} from './answer-fields.ts'
import { formOf } from './answer-form.ts'
import { finishKind } from './finish-reason.ts'
import { withPiecesJoined } from './joined-pieces.ts'
import { JsonScan } from './json-scan.ts'
import { KEPT_WITH_MESSAGE, WITH_CALL } from './kept-fields.ts'
import { Pictures } from './pictures.ts'
import type { Kept, ModelError } from './provider.ts'
import { type Said, saidIn } from './said.ts'
import { TextsSoFar } from './texts-so-far.ts'
import { type Parted, Thoughts } from './thoughts.ts'
import { parseFrame } from './told-arguments.ts'
import { type Fields, type Told, chunkOf, fieldsOf } from './told-frame.ts'

/** The largest frame, and the largest answer in one piece, in characters. */
const MAX_PIECE = 16 * 1024 * 1024

interface Call {
  place: unknown
  id: string
  name: string
  arguments: JsonScan
  text: string
  isInDeltas: boolean
  extra: Fields
}

/**
 * Reads one answer in whatever shape an endpoint gives it: a stream with or without its last blank
 * line, a plain JSON answer, errors in between. Gives it out as plain chunks of one choice.
 */
export class WholeAnswer {
  #message: Fields = {}
  #calls: Call[] = []
  #reason: string | undefined
  readonly #usage: Record<string, number> = {}
  readonly #bounds = new AnswerBounds()
  readonly #pictures = new Pictures(this.#bounds)
  readonly #thoughts = new Thoughts()
  readonly #texts = new TextsSoFar()
  #failure: Said | undefined
  #isTold = false
  /** Whether the choice that was asked for has come. */
  #isBegun = false
  #isDone = false

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
    const ids = this.#calls.map(({ id }) => id)
    return {
      message: this.#message,
      calls: this.#calls.map(({ id, extra }) => ({
        // An id that stands for two calls stands for neither.
        ...(id !== '' && ids.indexOf(id) === ids.lastIndexOf(id) && { id }),
        extra,
      })),
    }
  }

  /** Bytes of server-sent events, or of JSON, to bytes of plain frames. */
  transform(): TransformStream<Uint8Array, Uint8Array> {
    const decoder = new TextDecoder()
    let json: string | undefined
    let begun = ''
    let isBegun = false
    let out: Told[] = []
    const parser = createParser({
      maxBufferSize: MAX_PIECE,
      onEvent: ({ event, data }) => out.push(...this.#frame(data, event)),
      onError: ({ type, field, value }) => {
        if (type === 'max-buffer-size-exceeded') this.#bounds.exceed(TOO_LARGE)
        // llama.cpp tells of errors in a field of its own.
        else if (field === 'error' && value !== undefined) out.push(...this.#frame(value, 'error'))
      },
    })
    const feed = (text: string) => {
      if (!isBegun) {
        begun += text
        const form = formOf(begun)
        if (form === undefined) return
        isBegun = true
        if (form === 'json') json = begun
        else parser.feed(begun)
      } else if (json === undefined) parser.feed(text)
      else json += text
      if (json !== undefined && json.length > MAX_PIECE) this.#bounds.exceed(TOO_LARGE)
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
        else if (!this.excess) parser.feed(`${isBegun ? '' : begun}\n\n`)
        out.push(...this.#end())
        flushTo(controller)
      },
    })
  }

  /** A whole answer, or one object a line. */
  async *#json(text: string): AsyncGenerator<Told[]> {
    const whole = parseFrame(text)
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

  #frame(data: string, event: string | undefined): Told[] {
    if (this.excess || data.trim() === '') return []
    if (data.trim() === '[DONE]') this.#isDone = true
    const value = parseFrame(data)
    // Some tell the usage last of all.
    if (this.#isDone) this.#useUsage(fieldsOf(value)['usage'])
    if (this.#isDone) return []
    if (event === 'error') return [this.#error(value ?? data)]
    // Some end with a word of their own.
    if (value === undefined) return this.#reason === undefined ? [NO_ANSWER] : []
    return this.#object(value, false)
  }

  /** @param isWhole whether nothing follows */
  #object(value: unknown, isWhole: boolean): Told[] {
    const object = fieldsOf(value)
    if (isError(value, object)) return [this.#error(value)]
    this.#useUsage(object['usage'] ?? fieldsOf(object['x_groq'])['usage'])
    const choice = firstChoice(object['choices'])
    if (!choice) return []
    this.#isBegun = true
    if (isTelling(choice['error'])) return [this.#error(choice['error'])]
    this.#useUsage(choice['usage'])
    this.#useReason(choice)
    const given = fieldsOf(choice['delta'])
    const message = fieldsOf(choice['message'])
    const isDelta = Object.keys(given).length > 0
    const isCompletion = object['object'] === 'chat.completion'
    const isLast = wordOf(choice['finish_reason']) !== undefined || toCalls(message).length > 0
    const delta = isDelta
      ? this.#delta(isWhole ? given : this.#texts.delta(given), choice)
      : isWhole
        ? this.#delta(message, choice)
        : this.#delta(this.#texts.message(message, { isCompletion, isLast }), choice, {
            isOnce: isCompletion || this.#calls.some((call) => call.isInDeltas),
          })
    if (isWhole) this.#reason ??= 'stop'
    const shown = this.#pictures.beside(isDelta ? given : message, delta)
    this.#isTold ||= shown.length > 0
    return shown.map((each) => chunkOf(each))
  }

  #error(value: unknown): Told {
    const said = saidIn(value)
    if (!said) return NO_ANSWER
    if (!this.#isTold) this.#failure ??= said
    this.#isTold = true
    return { error: { message: said.message, code: said.code ?? null } }
  }

  #useReason(choice: Fields): void {
    const [plain, native] = [choice['finish_reason'], choice['native_finish_reason']].map(wordOf)
    if (plain === undefined && native === undefined) return
    const isTelling =
      native !== undefined &&
      !['done', 'unknown'].includes(finishKind(native)) &&
      (plain === undefined || finishKind(plain) === 'done')
    this.#reason = isTelling ? native : (plain ?? native)
  }

  #useUsage(value: unknown): void {
    const usage = fieldsOf(value)
    const told = Object.fromEntries(
      (
        [
          ['prompt_tokens', usage['prompt_tokens'] ?? usage['input_tokens']],
          ['completion_tokens', usage['completion_tokens'] ?? usage['output_tokens']],
        ] as const
      ).flatMap(([name, count]) => {
        const tokens = toCount(count)
        return tokens === undefined ? [] : [[name, tokens] as const]
      }),
    )
    if (Object.keys(told).length === 0) return
    const { prompt_tokens: prompt, completion_tokens: completion = 0 } = told
    const total = toCount(usage['total_tokens'])
    // Some leave thoughts out of the completion and count them in the total alone.
    const rest = total === undefined || prompt === undefined ? 0 : total - prompt
    const whole = rest > completion ? { completion_tokens: rest } : {}
    // Some tell it as it grows, some once more as zeros.
    for (const [name, count] of Object.entries({ ...told, ...whole })) {
      this.#usage[name] = Math.max(this.#usage[name] ?? 0, count)
    }
  }

  #delta(given: Fields, choice: Fields, message?: Message): Fields | undefined {
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
    const content = this.#bounds.take('text', parted.text + held.text)
    const thought = reasoning + this.#bounds.take('thoughts', parted.thought + held.thought)
    const calls = pieces.flatMap((call, at) => this.#call(call, message && { ...message, at }))
    const isEmpty = [content, refusal, thought].every((text) => text === '') && calls.length === 0
    if (isEmpty) return undefined
    return {
      ...(content !== '' && { content }),
      ...(refusal !== '' && { refusal }),
      ...(thought !== '' && { reasoning_content: thought }),
      ...(calls.length > 0 && { tool_calls: calls }),
    }
  }

  #keep(name: string, value: unknown): void {
    if (!isFilled(value)) return
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    if (this.#bounds.take('thoughts', text) === text) {
      this.#message[name] = joined(this.#message[name], value)
    }
  }

  /** A piece of a call, under a number of our own: endpoints number calls in every way. */
  #call(piece: Fields, message?: Message & { at: number }): Fields[] {
    if (this.excess) return []
    const given = fieldsOf(piece['function'] ?? piece)
    const name = isText(given['name']) ? given['name'] : ''
    const id = isText(piece['id']) ? piece['id'] : ''
    const whole = argumentsOf(given['arguments'])
    const known = message ? this.#toldAt(message, { id, name, text: whole }) : -1
    let at = known >= 0 ? known : this.#placeOf(piece['index'], id, name, whole)
    if (at === -1) {
      if (!this.#bounds.takeCall()) return []
      at = this.#calls.length
      this.#calls.push({
        place: piece['index'],
        id,
        name: '',
        arguments: new JsonScan(),
        text: '',
        isInDeltas: !message,
        extra: {},
      })
    }
    const call = this.#calls[at]
    if (!call) return []
    const isAgain = known >= 0 || isRepeated(call, { id, name, text: whole })
    const text = isAgain ? restOf(call, whole) : whole
    if (call.id === '') call.id = id
    for (const field of WITH_CALL) {
      const extra = piece[field]
      if (!isFilled(extra)) continue
      this.#bounds.take('thoughts', JSON.stringify(extra))
      call.extra[field] = extra
    }
    const isNamed = call.name === '' && name !== ''
    if (isNamed) call.name = name
    const isEmpty = call.text === '' && text.trim() === 'null'
    const added = isEmpty ? '' : this.#bounds.take('arguments', text)
    call.text += added
    call.arguments.add(added)
    if (!isNamed && call.name !== '' && added === '') return []
    return [
      {
        index: at,
        id: `call-${at}`,
        type: 'function',
        function: { ...(isNamed && { name: call.name }), arguments: added },
      },
    ]
  }

  /** Which call a piece goes on with; -1 for a new one. */
  #placeOf(place: unknown, id: string, name: string, text: string): number {
    const isNumbered = typeof place === 'number'
    const at = isNumbered
      ? this.#calls.findLastIndex((call) => call.place === place)
      : id === ''
        ? this.#calls.length - 1
        : this.#calls.findLastIndex((call) => call.id === id)
    const call = this.#calls[at]
    if (!call || name === '' || call.name === '') return at
    // The name once more: some endpoints repeat it with each piece, some give every call one number.
    if (id !== '' && call.id !== '') {
      const isSame = id === call.id && (isNumbered || isRepeated(call, { id, name, text }))
      return isSame ? at : -1
    }
    return text !== '' && call.arguments.isWhole ? -1 : at
  }

  /** Which call a message tells of once more, or goes on with; -1 for a new one. */
  #toldAt({ at, isOnce }: Message & { at: number }, { id, name, text }: Named): number {
    const goesOn = (call: Call | undefined) =>
      call !== undefined && (name === '' || name === call.name) && isBegunBy(text, call)
    const place = this.#calls[at]
    if (id !== '' && place?.id !== id) {
      const byId = this.#calls.findLastIndex((call) => call.id === id)
      if (byId >= 0) return goesOn(this.#calls[byId]) ? byId : -1
    }
    const isMeant = isOnce || (id !== '' && place?.id === id)
    return isMeant && goesOn(place) ? at : -1
  }

  #end(): Told[] {
    const held = this.#delta(this.#texts.end(), {})
    return [...(held ? [chunkOf(held)] : []), ...this.#ends()]
  }

  #ends(): Told[] {
    if (this.excess) return []
    if (this.#isDone && !this.#isBegun && !this.#isTold) return [NO_ANSWER]
    const { text, thought } = this.#thoughts.end()
    const held = { content: this.#bounds.take('text', text), reasoning_content: thought }
    return [
      ...(text === '' && thought === '' ? [] : [chunkOf(held)]),
      ...(this.#reason === undefined ? [] : [chunkOf({}, this.#reason)]),
      ...(Object.keys(this.#usage).length > 0 ? [{ choices: [], usage: this.#usage }] : []),
    ]
  }
}

/** What is known of a message within a stream. */
interface Message {
  /** Whether its calls are those that were told. */
  isOnce: boolean
}

interface Named {
  id: string
  name: string
  text: string
}

/** Whether arguments are those of a call so far, and maybe more; spaces between them may differ. */
const isBegunBy = (text: string, call: Call): boolean =>
  text.startsWith(call.text) || (call.arguments.isWhole && isSameJson(text, call.text))

const isSameJson = (one: string, other: string): boolean => {
  try {
    return isDeepStrictEqual(parseExact(one), parseExact(other))
  } catch {
    return false
  }
}

/** Whether a call that was whole comes once more. */
const isRepeated = (call: Call, { id, name, text }: Named): boolean =>
  id !== '' && id === call.id && name === call.name && text === call.text && call.arguments.isWhole

const restOf = (call: Call, text: string): string =>
  text.startsWith(call.text) ? text.slice(call.text.length) : ''

const NOTHING_HELD: Parted = { text: '', thought: '' }

const TOO_LARGE = `The model endpoint sent more than ${MAX_PIECE / 1024 / 1024} MB in one piece.`

/** The AI SDK calls it something that is not a chat completion. */
const NO_ANSWER: Told = { not: 'a chat completion' }

const encode = (told: Told): Uint8Array => Buffer.from(`data: ${JSON.stringify(told)}\n\n`)
