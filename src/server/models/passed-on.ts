import { createParser } from 'eventsource-parser'

import { mayChange, parseExact } from '#contract/exact-json.ts'
import type { JsonObject } from '#contract/json-object.ts'
import { MAX_FRAME_LENGTH } from '#contract/sse.ts'

import { systemCode } from '../error-code.ts'
import { inTurn } from '../in-turn.ts'
import { withField } from '../json-source.ts'
import { putBack } from '../put-back.ts'
import { type Aliases, resolveAlias } from './aliases.ts'
import { errorIn } from './answer-fields.ts'
import { formOf } from './answer-form.ts'
import { isAside, isBareWord } from './asides.ts'
import { endpointFetch, operationUrl, waitIn } from './endpoint-fetch.ts'
import {
  CONNECTION_LOST,
  CUT_OFF,
  answeredWith,
  brokeOff,
  shortened,
  unreached,
} from './endpoint-words.ts'
import { ChunkMask, type Labelled } from './masked-chunks.ts'
import { CallRefusal, DONE_FRAME, chunkFrame, errorFrame } from './model-calls.ts'
import type { ModelCalls, RefusalWords } from './model-calls.ts'
import { ModelError } from './model.ts'
import {
  MAX_EXACT_VALUES,
  OVERLONG,
  isOverlong,
  parseAnswer,
  parsePiece,
  readAnswerText,
  withNulls,
} from './parse-answer.ts'
import { saidIn } from './said.ts'
import { secretsOf, withoutSecrets } from './secrets.ts'
import { StrayWords, plainWords } from './stray-words.ts'
import { WATCH, type Watch, errorPart, watched } from './watched-fetch.ts'

export interface PassedOnOptions {
  baseUrl: string
  apiKey: string | undefined
  aliases: Aliases
  /** What `*` stands for among embedding models. */
  embeddingModel: string | undefined
  watch?: Partial<Watch>
  /** Milliseconds until an answer has to begin. */
  patience?: number
}

/** The SDKs give up at 600 seconds, and say nothing of whom they waited for. */
const PATIENCE = 590_000

/** The most numbers of all vectors of one answer, about. */
const MAX_VALUES = 2_000_000

/** Requests passed to the endpoint as they are, but for the model's name and the key, which is ours. */
export const createPassedOn = (options: PassedOnOptions): ModelCalls => {
  const { baseUrl, apiKey, aliases, embeddingModel, patience = PATIENCE } = options
  const watch = { ...WATCH, ...options.watch }
  const secrets = secretsOf(options)
  const clean = (text: string) => withoutSecrets(text, secrets)
  /** An endpoint's words, as a client may be told them. */
  const told = (text: string) => shortened(clean(text))

  /** The answer's body, once it has begun well. */
  const ask = async (
    path: string,
    request: { sent: string; isStream: boolean },
    signal: AbortSignal,
  ): Promise<Begun> => {
    const gone = new AbortController()
    const late = setTimeout(() => gone.abort(new TooLate()), patience)
    late.unref()
    try {
      const response = await endpointFetch(operationUrl(baseUrl, path), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: request.isStream ? 'text/event-stream' : 'application/json',
          ...(apiKey && { authorization: `Bearer ${apiKey}` }),
        },
        body: request.sent,
        signal: AbortSignal.any([signal, gone.signal]),
      })
      if (response.ok && response.body) {
        return await sniffed(watched(response.body, watch)).catch((error: unknown) => {
          throw gone.signal.reason ?? asRefusal(error, patience, CONNECTION_LOST)
        })
      }
      throw await refusalIn(response)
    } catch (error) {
      signal.throwIfAborted()
      throw asRefusal(gone.signal.reason ?? error, patience)
    } finally {
      clearTimeout(late)
    }
  }

  const refusalIn = async (response: Response): Promise<CallRefusal> => {
    const { status, headers, body } = response
    const text = body ? await textOf(errorPart(watched(body, watch))).catch(() => '') : ''
    const said = saidIn(text)?.message
    return new CallRefusal(statusFor(status), told(answeredWith(status, said)), {
      words: wordsIn(parseAnswer(text), clean),
      headers: waitIn(headers),
    })
  }

  /** A whole answer that is what was asked for. */
  const whole = async <Name extends 'choices' | 'data'>(
    begun: Begun['body'],
    field: Name,
  ): Promise<Whole<Name>> => {
    const maxValues = field === 'data' ? MAX_VALUES : undefined
    const read = await readAnswerText(begun, maxValues).catch((error: unknown) => {
      throw asRefusal(error, patience, CONNECTION_LOST)
    })
    const { text, value, values } = read ?? { text: '', value: undefined, values: 0 }
    const error = errorIn(value)
    if (error) {
      const message = told(`The model endpoint answered with an error: ${error.message}`)
      throw new CallRefusal(502, message, { words: wordsIn(value, clean) })
    }
    if (!Array.isArray((Object(value) as JsonObject)[field])) throw new CallRefusal(502, NO_ANSWER)
    await inTurn(text)
    // A field that stands there twice is in the value once.
    const isClean = new ChunkMask(secrets).whole(value) === value && clean(text) === text
    // Nobody reads the last digits of vectors, or of thousands of probabilities.
    const isExact = field === 'choices' && values <= MAX_EXACT_VALUES && mayChange(text)
    const exact = isExact ? parseExact(withNulls(text)) : value
    const masked = isClean ? exact : new ChunkMask(secrets).whole(exact)
    // The cast: it has the field, which is a list.
    return {
      answer: masked as Whole<Name>['answer'],
      text: isClean ? text : JSON.stringify(masked),
    }
  }

  /** The request as it came, under the endpoint's name for the model. */
  const renamed = (request: { model: string }, model: string, sent: string | undefined) =>
    sent === undefined ? JSON.stringify({ ...request, model }) : withField(sent, 'model', model)

  return {
    async chat(request, signal, sent) {
      const model = resolveAlias(aliases, request.model)
      const isStream = request.stream === true
      const asked = { sent: renamed(request, model, sent), isStream }
      const { body, kind } = await ask('/chat/completions', asked, signal)
      if (isStream && kind === 'stream') {
        return passedChunks(body, { mask: new ChunkMask(secrets), clean, told, patience })
      }
      const { answer, text } = await whole(body, 'choices')
      return isStream ? ReadableStream.from(chunksOf(answer)) : text
    },

    async embed(request, signal, sent) {
      const all = embeddingModel ?? request.model
      const model = resolveAlias({ ...aliases, ...('*' in aliases && { '*': all }) }, request.model)
      const asked = { sent: renamed(request, model, sent), isStream: false }
      const { body } = await ask('/embeddings', asked, signal)
      const { answer, text } = await whole(body, 'data')
      if (request.encoding_format !== 'base64') return text
      const data = answer.data.map(inBase64)
      return data.every((item, at) => item === answer.data[at]) ? text : { ...answer, data }
    },
  }
}

/** An answer with the list that makes it one, and as text. */
interface Whole<Name extends string> {
  answer: JsonObject & Record<Name, unknown[]>
  text: string
}

interface Begun {
  body: ReadableStream<Uint8Array>
  kind: 'stream' | 'whole'
}

/** What an answer is, by its beginning: what endpoints call it is wrong at times. */
const sniffed = async (body: ReadableStream<Uint8Array>): Promise<Begun> => {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const first: Uint8Array[] = []
  let text = ''
  while (formOf(text) === undefined) {
    const { done, value } = await reader.read()
    if (done) break
    first.push(value)
    text += decoder.decode(value, { stream: true })
  }
  const kind = formOf(text) === 'events' ? 'stream' : 'whole'
  return { body: putBack(first, reader), kind }
}

class TooLate extends Error {}

const NO_ANSWER = 'The model endpoint sent something that is not an answer to the request.'

const textOf = async (body: ReadableStream<Uint8Array>) => new Response(body).text()

const asRefusal = (error: unknown, patience: number, otherwise?: string): CallRefusal => {
  if (error instanceof CallRefusal) return error
  if (error instanceof ModelError) return new CallRefusal(502, error.message)
  if (error instanceof TooLate) {
    const seconds = Math.round(patience / 1000)
    return new CallRefusal(504, `The model endpoint did not answer for ${seconds} seconds.`)
  }
  return new CallRefusal(502, otherwise ?? unreached(systemCode(error)))
}

/** The endpoint refuses our key, or cannot go where it was sent: no fault of the client's key. */
const statusFor = (status: number): number =>
  status < 400 || status > 599 || [401, 403, 407].includes(status) ? 502 : status

const WORD = /^[\w.[\]-]{1,100}$/
const wordsIn = (value: unknown, clean: (text: string) => string): RefusalWords => {
  const [first] = Array.isArray(value) ? value : [value]
  const held = Object(first) as JsonObject // read as unknown
  const error = Object(held['error'] ?? held) as JsonObject
  return Object.fromEntries(
    (['type', 'code', 'param'] as const).flatMap((name) => {
      const told = error[name]
      // To a client a code is a word, also where an endpoint has a number.
      const word = name === 'code' && typeof told === 'number' ? String(told) : told
      const isPlain = typeof word === 'string' && WORD.test(word) && clean(word) === word
      return isPlain ? [[name, word]] : []
    }),
  )
}

/** Frames passed on one by one; what is none, or tells of an error, ends the stream in our words. */
const passedChunks = (
  body: ReadableStream<Uint8Array>,
  how: {
    mask: ChunkMask
    clean: (text: string) => string
    told: (text: string) => string
    patience: number
  },
): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let out: Uint8Array[] = []
  let isOver = false
  /** Whether something came that is nothing to an answer which tells why it ends. */
  let hasWord = false
  const ends = new Ends()
  const end = (frame: Uint8Array) => {
    if (!isOver) out.push(...how.mask.rest().map(frameOf), frame)
    isOver = true
  }
  const stray = new StrayWords()
  /** @param otherwise what is told where there are no words */
  const brokenBy = (words: unknown, otherwise: string) => {
    const said = saidIn(words)
    if (!said) return errorFrame(otherwise)
    return errorFrame(how.told(brokeOff(said.message)), wordsIn(words, how.clean))
  }
  const take = (data: string, event?: string) => {
    if (isOver || data.trim() === '') return
    if (data.trim() === '[DONE]') {
      return end(hasWord && !ends.isWhole ? errorFrame(NO_ANSWER) : DONE_FRAME)
    }
    if (isOverlong(data)) return end(errorFrame(OVERLONG))
    const value = parsePiece(data)
    if (isAside(event, value)) return
    const error = event === 'error' ? saidIn(value ?? data) : errorIn(value)
    if (error) {
      const message = how.told(brokeOff(error.message))
      return end(errorFrame(message, wordsIn(value, how.clean)))
    }
    if (value === undefined) {
      const isWord = isBareWord(data)
      hasWord ||= isWord
      // Some end with a word of their own.
      return isWord || ends.isWhole ? undefined : end(brokenBy(plainWords(data), NO_ANSWER))
    }
    ends.see(value)
    for (const told of how.mask.take(value)) {
      out.push(told.value === value ? chunkFrame(data) : frameOf(told))
    }
  }
  const parser = createParser({
    maxBufferSize: MAX_FRAME_LENGTH,
    onEvent: ({ data, event }) => take(data, event),
    onError: ({ type, field, value }) => {
      if (type === 'max-buffer-size-exceeded') end(errorFrame(NO_ANSWER))
      // llama.cpp tells of errors in a field of its own.
      else if (field === 'error' && value !== undefined) take(value, 'error')
    },
  })
  const read = (text: string) => {
    const broken = stray.feed(text)
    parser.feed(text.slice(0, broken?.end))
    if (broken) end(brokenBy(broken.error, NO_ANSWER))
  }
  return new ReadableStream({
    async pull(controller) {
      while (out.length === 0 && !isOver) {
        try {
          const { done, value } = await reader.read()
          if (value) read(decoder.decode(value, { stream: true }))
          if (!done) continue
          // The last event may lack its blank line.
          read(`${decoder.decode()}\n\n`)
          end(ends.isWhole ? DONE_FRAME : brokenBy(stray.end(), ends.isBegun ? CUT_OFF : NO_ANSWER))
        } catch (error) {
          end(errorFrame(asRefusal(error, how.patience, CONNECTION_LOST).message))
        }
      }
      for (const frame of out) controller.enqueue(frame)
      out = []
      if (!isOver) return
      controller.close()
      await reader.cancel().catch(() => undefined)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

const frameOf = ({ value }: Labelled): Uint8Array => chunkFrame(JSON.stringify(value))

/** Whether a stream has said all, for endpoints that end without saying so: each choice has its reason. */
class Ends {
  readonly #open = new Set<unknown>()
  isBegun = false

  get isWhole(): boolean {
    return this.isBegun && this.#open.size === 0
  }

  see(chunk: unknown): void {
    const { choices } = Object(chunk) as JsonObject // read as unknown
    for (const choice of Array.isArray(choices) ? choices : []) {
      const { index = 0, finish_reason: reason } = Object(choice) as JsonObject
      this.isBegun = true
      if (reason === undefined || reason === null || reason === '') this.#open.add(index)
      else this.#open.delete(index)
    }
  }
}

/** A whole answer as the stream that was asked for. */
const chunksOf = ({ choices, usage, ...rest }: Whole<'choices'>['answer']): Uint8Array[] => {
  const base = { ...rest, object: 'chat.completion.chunk' }
  const told = choices.map((each) => {
    const { message, ...choice } = Object(each) as JsonObject // read as unknown
    const delta = Object(message) as JsonObject
    const { tool_calls: calls } = delta
    return {
      ...choice,
      delta: {
        ...delta,
        ...(Array.isArray(calls) && {
          tool_calls: calls.map((call: unknown, index) => ({ index, ...Object(call) })),
        }),
      },
    }
  })
  return [
    chunkFrame(JSON.stringify({ ...base, choices: told })),
    ...(usage ? [chunkFrame(JSON.stringify({ ...base, choices: [], usage }))] : []),
    DONE_FRAME,
  ]
}

/** Some endpoints answer numbers whatever was asked for; the SDKs ask for base64. */
const inBase64 = (item: unknown): JsonObject => {
  const fields = Object(item) as JsonObject // read as unknown
  const { embedding } = fields
  if (!Array.isArray(embedding)) return fields
  return { ...fields, embedding: base64Of(embedding.map(Number)) }
}

/** Numbers as the bytes of 32-bit floats, which is what base64 embeddings are. */
export const base64Of = (numbers: readonly number[]): string =>
  Buffer.from(Float32Array.from(numbers).buffer).toString('base64')
