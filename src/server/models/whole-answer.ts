import { createParser } from 'eventsource-parser'

import { formOf } from './answer-form.ts'
import { finishKind } from './finish-reason.ts'
import { parseAnswer } from './parse-answer.ts'
import type { Kept } from './provider.ts'
import { type Said, saidIn } from './said.ts'

type Fields = Record<string, unknown>

/** A frame of a stream as the AI SDK reads it without fail. */
type Told = { error: { message: string; code: string | null } } | Fields

/** What endpoints want back with the output of a call, beside its id. */
const WITH_CALL = [
  'extra_content',
  'provider_specific_fields',
  'thought_signature',
  'thoughtSignature',
  'signature',
] as const
/** What they want back with the message that made the calls. */
export const KEPT_WITH_MESSAGE = [
  'reasoning_content',
  'reasoning',
  'reasoning_details',
  'thinking_blocks',
  'extra_content',
  'provider_specific_fields',
] as const

interface Call {
  place: unknown
  id: string
  name: string
  arguments: string
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
  #usage: Fields | undefined

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
      onEvent: ({ event, data }) => out.push(...this.#frame(data, event)),
      // llama.cpp tells of errors in a field of its own.
      onError: ({ field, value }) => {
        if (field === 'error' && value !== undefined) out.push(...this.#frame(value, 'error'))
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
    }
    const flushTo = (controller: TransformStreamDefaultController<Uint8Array>) => {
      // What came together goes on together: each chunk passes through several streams and a schema.
      if (out.length > 0) controller.enqueue(Buffer.concat(withTextsJoined(out).map(encode)))
      out = []
    }
    return new TransformStream({
      transform: (bytes, controller) => {
        feed(decoder.decode(bytes, { stream: true }))
        flushTo(controller)
      },
      flush: (controller) => {
        feed(decoder.decode())
        if (json === undefined) parser.feed(`${isBegun ? '' : begun}\n\n`)
        else out.push(...this.#json(json))
        flushTo(controller)
        for (const last of this.#end()) controller.enqueue(encode(last))
      },
    })
  }

  /** A whole answer, or one object a line. */
  #json(text: string): Told[] {
    const whole = parseAnswer(text)
    if (whole !== undefined) {
      const told = this.#object(whole, true)
      return told.length > 0 || this.#reason !== undefined ? told : [NO_ANSWER]
    }
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .flatMap((line) => this.#frame(line, undefined))
  }

  #frame(data: string, event: string | undefined): Told[] {
    if (data.trim() === '[DONE]' || data.trim() === '') return []
    const value = parseAnswer(data)
    if (event === 'error') return [toError(value ?? data) ?? NO_ANSWER]
    if (value === undefined) return [NO_ANSWER]
    return this.#object(value, false)
  }

  /** @param isWhole whether nothing follows */
  #object(value: unknown, isWhole: boolean): Told[] {
    const object = fieldsOf(value)
    if (isError(value, object)) return [toError(value) ?? NO_ANSWER]
    this.#useUsage(object['usage'] ?? fieldsOf(object['x_groq'])['usage'])
    const choice = firstChoice(object['choices'])
    if (!choice) return []
    if (isFilled(choice['error'])) return [toError(choice['error']) ?? NO_ANSWER]
    this.#useUsage(choice['usage'])
    this.#useReason(choice)
    const given = fieldsOf(choice['delta'])
    const whole = fieldsOf(choice['message'])
    const delta = this.#delta(Object.keys(given).length > 0 ? given : whole, choice)
    if (isWhole) this.#reason ??= 'stop'
    return delta === undefined ? [] : [chunkOf(delta)]
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
    if (Object.keys(told).length > 0) this.#usage = { ...this.#usage, ...told }
  }

  #delta(given: Fields, choice: Fields): Fields | undefined {
    const { content, thinking } = toText(given['content'] ?? choice['text'])
    const refusal = given['refusal']
    const reasoning =
      [given['reasoning_content'], given['reasoning'], thinking].find(isText) ?? undefined
    for (const name of KEPT_WITH_MESSAGE) {
      if (isFilled(given[name])) this.#message[name] = joined(this.#message[name], given[name])
    }
    const calls = toCalls(given).flatMap((call) => this.#call(call))
    if (content === '' && !isText(refusal) && reasoning === undefined && calls.length === 0) {
      return undefined
    }
    return {
      ...(content !== '' && { content }),
      ...(isText(refusal) && { refusal }),
      ...(reasoning !== undefined && { reasoning_content: reasoning }),
      ...(calls.length > 0 && { tool_calls: calls }),
    }
  }

  /** A piece of a call, under a number of our own: endpoints number calls in every way. */
  #call(piece: Fields): Fields[] {
    const given = fieldsOf(piece['function'] ?? piece)
    const name = isText(given['name']) ? given['name'] : ''
    const id = isText(piece['id']) ? piece['id'] : ''
    const text = argumentsOf(given['arguments'])
    let at = this.#placeOf(piece['index'], id, name, text)
    if (at === -1) {
      at = this.#calls.length
      this.#calls.push({ place: piece['index'], id, name: '', arguments: '', extra: {} })
    }
    const call = this.#calls[at]
    if (!call) return []
    if (call.id === '') call.id = id
    for (const field of WITH_CALL) {
      if (isFilled(piece[field])) call.extra[field] = piece[field]
    }
    const isNamed = call.name === '' && name !== ''
    if (isNamed) call.name = name
    const isEmpty = call.arguments === '' && text.trim() === 'null'
    const added = isEmpty ? '' : text
    call.arguments += added
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
    if (id !== '' && call.id !== '') return id === call.id && isNumbered ? at : -1
    return text !== '' && parseAnswer(call.arguments) !== undefined ? -1 : at
  }

  #end(): Told[] {
    return [
      ...(this.#reason === undefined ? [] : [chunkOf({}, this.#reason)]),
      ...(this.#usage ? [{ choices: [], usage: this.#usage }] : []),
    ]
  }
}

/** The AI SDK calls it something that is not a chat completion. */
const NO_ANSWER: Told = { not: 'a chat completion' }

const encode = (told: Told): Uint8Array => Buffer.from(`data: ${JSON.stringify(told)}\n\n`)

const chunkOf = (delta: Fields, finish_reason: string | null = null): Fields => ({
  choices: [{ index: 0, delta, finish_reason }],
})

/** As much text as one delta of a run holds, in UTF-16 units. */
const MAX_TOGETHER = 16 * 1024

/** Frames that follow one another with nothing but text, as one of a bounded size. */
const withTextsJoined = (frames: Told[]): Told[] => {
  const joined: Told[] = []
  let text = ''
  for (const frame of frames) {
    const more = textAlone(frame)
    if (more === undefined) joined.push(frame)
    else if (text === '' || text.length + more.length > MAX_TOGETHER) {
      joined.push(frame)
      text = ''
    } else joined[joined.length - 1] = chunkOf({ content: text + more })
    text = more === undefined ? '' : text + more
  }
  return joined
}

const textAlone = (frame: Told): string | undefined => {
  if (!('choices' in frame) || !Array.isArray(frame['choices']) || 'usage' in frame)
    return undefined
  const choice = fieldsOf(frame['choices'][0])
  const delta = fieldsOf(choice['delta'])
  const isAlone = choice['finish_reason'] === null && Object.keys(delta).length === 1
  return isAlone && isText(delta['content']) ? delta['content'] : undefined
}

const toError = (value: unknown): Told | undefined => {
  const said = saidIn(value)
  return said && { error: { message: said.message, code: said.code ?? null } }
}

/** The error that stands where an answer should be; some tell of one with status 200. */
export const errorIn = (value: unknown): Said | undefined => {
  if (!isError(value, fieldsOf(value))) return undefined
  return saidIn(value) ?? { message: 'no reason was given.', code: undefined }
}

const isError = (value: unknown, object: Fields): boolean => {
  if (Array.isArray(value)) return true
  if (isFilled(object['error'])) return true
  if (Array.isArray(object['choices']) && object['choices'].length > 0) return false
  if (object['object'] === 'error' || object['type'] === 'error') return true
  const status = fieldsOf(object['base_resp'])['status_code']
  if (typeof status === 'number' && status !== 0) return true
  return ['detail', 'message', 'msg', 'errors'].some((name) => isFilled(object[name]))
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {} // read as unknown

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

const isFilled = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== '' && value !== false

/** Only one answer was asked for: others are not mixed into it. */
const firstChoice = (choices: unknown): Fields | undefined => {
  const all = Array.isArray(choices) ? choices.map(fieldsOf) : []
  return all.find(({ index }) => index === undefined || index === null || Number(index) === 0)
}

const wordOf = (value: unknown): string | undefined =>
  isText(value) && value !== 'null' ? value : typeof value === 'number' ? String(value) : undefined

const toCount = (value: unknown): number | undefined => {
  if (typeof value !== 'number' && !isText(value)) return undefined
  const count = Math.round(Number(value))
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined
}

/** Text comes whole or in parts; Mistral's thinking is a part of its own. */
const toText = (value: unknown): { content: string; thinking: string } => {
  if (typeof value === 'string') return { content: value, thinking: '' }
  if (typeof value === 'number') return { content: String(value), thinking: '' }
  const parts = (Array.isArray(value) ? value : [value]).map((part: unknown) =>
    typeof part === 'string' ? { text: part } : fieldsOf(part),
  )
  const texts = (isThought: boolean) =>
    parts
      .filter((part) => 'thinking' in part === isThought)
      .map((part) => (isThought ? toText(part['thinking']).content : wordOf(part['text'])) ?? '')
      .join('')
  return parts.length === 0
    ? { content: '', thinking: '' }
    : { content: texts(false), thinking: texts(true) }
}

/** The older field had one call without a number. */
const toCalls = (given: Fields): Fields[] => {
  const { tool_calls: calls, function_call: old } = given
  if (Array.isArray(calls)) return calls.map(fieldsOf)
  if (Object.keys(fieldsOf(calls)).length > 0) return [fieldsOf(calls)]
  return Object.keys(fieldsOf(old)).length > 0 ? [{ index: 0, function: old }] : []
}

const argumentsOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value)
}

/** Pieces of text and lists go on; of anything else the last stands. */
const joined = (held: unknown, next: unknown): unknown => {
  if (typeof held === 'string' && typeof next === 'string') return held + next
  if (Array.isArray(held) && Array.isArray(next))
    return [...(held as unknown[]), ...(next as unknown[])]
  return typeof held === 'object' && !Array.isArray(held) && typeof next === 'object'
    ? { ...held, ...next }
    : next
}
