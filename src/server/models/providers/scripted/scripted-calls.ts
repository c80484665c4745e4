import { randomUUID } from 'node:crypto'

import type { JsonObject } from '#contract/json-object.ts'
import type {
  ChatCompletion,
  CreateChatCompletionRequest,
  CreateEmbeddingRequest,
} from '#contract/model-call.ts'
import { FunctionDefinition, ResponseFormatRequest, ToolChoiceRequest } from '#contract/tool.ts'
import { seconds } from '#server/clock.ts'
import type { Clock } from '#server/clock.ts'
import { CallRefusal, DONE_FRAME, chunkFrame, errorFrame } from '#server/models/model-calls.ts'
import type { ModelCalls } from '#server/models/model-calls.ts'
import { ModelError } from '#server/models/model.ts'
import type { ModelEvent, ModelMessage, ModelProvider, ModelRequest } from '#server/models/model.ts'
import { base64Of } from '#server/models/passed-on.ts'
import { newId } from '#server/new-id.ts'
type ChatRequest = CreateChatCompletionRequest & { model: string }

/** Chat completions and embeddings by rule, where no endpoint is connected. */
export const createScriptedCalls = (
  { stream }: Pick<ModelProvider, 'stream'>,
  clock: Clock,
): ModelCalls => ({
  async chat(request, signal) {
    const events = stream(toModelRequest(request), signal)
    const base = { id: `chatcmpl-${randomUUID().replaceAll('-', '')}`, created: seconds(clock) }
    const completion = new Completion({ ...base, model: request.model })
    const withUsage = Object(request['stream_options']).include_usage === true
    if (request.stream) return streamed(events, completion, withUsage)
    try {
      for await (const event of events) completion.take(event)
      return completion.whole()
    } catch (error) {
      throw asRefusal(error)
    }
  },

  async embed({ model, input, encoding_format: format, dimensions }, signal) {
    const texts = textsIn(input).map((text) => text.slice(0, MAX_TEXT))
    const size = dimensions ?? DIMENSIONS
    if (texts.length * size > MAX_NUMBERS) throw tooMany(Math.floor(MAX_NUMBERS / size))
    const tokens = texts.reduce((sum, text) => sum + Math.ceil(text.length / 4), 0)
    const data = []
    for (const [index, text] of texts.entries()) {
      if (index % TEXTS_IN_TURN === 0) await new Promise(setImmediate)
      signal.throwIfAborted()
      const vector = vectorOf(text, size)
      const embedding = format === 'base64' ? base64Of(vector) : vector
      data.push({ object: 'embedding', index, embedding })
    }
    const usage = { prompt_tokens: tokens, total_tokens: tokens }
    return { object: 'list', data, model, usage }
  },
})

const STATUS: Record<string, number> = { rate_limit_exceeded: 429, invalid_prompt: 400 }
const asRefusal = (error: unknown): unknown => {
  if (!(error instanceof ModelError)) return error
  const { code, message } = error
  const status = STATUS[code] ?? 500
  return new CallRefusal(status, message, { words: { code } })
}

/** A completion in the making, as one object or as its chunks. */
class Completion {
  readonly #base: JsonObject
  #content = ''
  #refusal = ''
  readonly #calls: {
    id: string
    type: 'function'
    function: { name: string; arguments: string }
  }[] = []
  #finish: Extract<ModelEvent, { type: 'finish' }> | undefined

  constructor(base: JsonObject) {
    this.#base = base
  }

  /** @returns the chunk that tells of the event */
  take(event: ModelEvent): JsonObject {
    switch (event.type) {
      case 'text':
        this.#content += event.text
        return this.#chunk({ content: event.text })
      case 'refusal':
        this.#refusal += event.text
        return this.#chunk({ refusal: event.text })
      case 'tool_call': {
        const { index, name } = event
        const id = newId('tool_call')
        const call = { id, type: 'function' as const, function: { name, arguments: '' } }
        this.#calls[index] = structuredClone(call)
        return this.#chunk({ tool_calls: [{ index, ...call }] })
      }
      case 'tool_call_arguments': {
        const { index, arguments: piece } = event
        const call = this.#calls[index]
        if (call) call.function.arguments += piece
        return this.#chunk({ tool_calls: [{ index, function: { arguments: piece } }] })
      }
      case 'image':
      case 'sources':
      case 'usage':
        // The script has none; and what an answer cost that fails, its error does not tell.
        return this.#chunk({})
      case 'finish':
        this.#finish = event
        return this.#chunk({}, event.reason)
    }
  }

  begun(): JsonObject {
    return this.#chunk({ role: 'assistant', content: '' })
  }

  usage(): JsonObject {
    const { prompt_tokens = 0, completion_tokens = 0 } = { ...this.#finish?.usage }
    return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens }
  }

  usageChunk(): JsonObject {
    return { ...this.#head('chat.completion.chunk'), choices: [], usage: this.usage() }
  }

  whole(): ChatCompletion {
    const message = {
      role: 'assistant',
      content: this.#content === '' ? null : this.#content,
      refusal: this.#refusal === '' ? null : this.#refusal,
      ...(this.#calls.length > 0 && { tool_calls: this.#calls }),
    }
    const finish_reason = this.#finish?.reason ?? 'stop'
    return {
      ...this.#head('chat.completion'),
      choices: [{ index: 0, message, logprobs: null, finish_reason }],
      usage: this.usage(),
    }
  }

  #chunk(delta: JsonObject, finish_reason: string | null = null): JsonObject {
    const choices = [{ index: 0, delta, logprobs: null, finish_reason }]
    return { ...this.#head('chat.completion.chunk'), choices }
  }

  #head(object: string): JsonObject {
    return { object, ...this.#base }
  }
}

/** The stream once its first event is there: until then it can be refused by status. */
const streamed = async (
  events: AsyncIterable<ModelEvent>,
  completion: Completion,
  withUsage: boolean,
): Promise<ReadableStream<Uint8Array>> => {
  const iterator = events[Symbol.asyncIterator]()
  const first = await iterator.next().catch((error: unknown) => {
    throw asRefusal(error)
  })
  const frame = (value: JsonObject) => chunkFrame(JSON.stringify(value))
  const frames = async function* () {
    yield frame(completion.begun())
    try {
      for (let next = first; !next.done; next = await iterator.next()) {
        yield frame(completion.take(next.value))
      }
      if (withUsage) yield frame(completion.usageChunk())
      yield DONE_FRAME
    } catch (error) {
      if (!(error instanceof ModelError)) throw error
      yield errorFrame(error.message, { code: error.code })
    } finally {
      await iterator.return?.()
    }
  }
  return ReadableStream.from(frames())
}

/** What a request of chat completions says, as far as the script looks at it. */
const toModelRequest = (request: ChatRequest): ModelRequest => {
  const { model, messages } = request
  const isOurs = ({ role }: JsonObject) => role === 'system' || role === 'developer'
  const choice = ToolChoiceRequest.safeParse(request['tool_choice'])
  const format = ResponseFormatRequest.safeParse(request['response_format'])
  const limit = request['max_completion_tokens'] ?? request['max_tokens']
  return {
    model,
    instructions: messages.filter(isOurs).map(textIn).join('\n\n'),
    messages: toMessages(messages.filter((message) => !isOurs(message))),
    tools: toolsIn(request['tools']),
    tool_choice: choice.data ?? 'auto',
    parallel_tool_calls: request['parallel_tool_calls'] !== false,
    temperature: null,
    top_p: null,
    max_completion_tokens: typeof limit === 'number' && limit > 0 ? limit : null,
    response_format: format.data ?? 'auto',
    reasoning_effort: null,
  }
}

const listIn = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.map((item) => Object(item) as JsonObject) : [] // read as unknown

const wordIn = (value: unknown): string => (typeof value === 'string' ? value : '')

const textIn = ({ content }: JsonObject): string =>
  typeof content === 'string'
    ? content
    : listIn(content)
        .map(({ text }) => wordIn(text))
        .join('')

const toolsIn = (value: unknown): FunctionDefinition[] =>
  listIn(value).flatMap((tool) => {
    const { data } = FunctionDefinition.safeParse(tool['function'])
    return data ? [data] : []
  })

const callsIn = (message: JsonObject) =>
  listIn(message['tool_calls']).map((call) => {
    const { name, arguments: given } = Object(call['function']) as JsonObject // read as unknown
    return { id: wordIn(call['id']), name: wordIn(name), arguments: wordIn(given) }
  })

const toMessages = (messages: JsonObject[]): ModelMessage[] => {
  const names = new Map(messages.flatMap(callsIn).map(({ id, name }) => [id, name]))
  return messages.map((message): ModelMessage => {
    const text = textIn(message)
    if (message['role'] === 'assistant') {
      return { role: 'assistant', content: text, tool_calls: callsIn(message) }
    }
    if (message['role'] === 'tool') {
      const id = wordIn(message['tool_call_id'])
      return { role: 'tool', tool_call_id: id, name: names.get(id) ?? '', output: text }
    }
    return { role: 'user', content: [{ type: 'text', text }] }
  })
}

const DIMENSIONS = 1536
/** As many numbers in an answer as the most texts have by default. */
const MAX_NUMBERS = 2048 * DIMENSIONS
/** More of a text than embedding models read, in characters. */
const MAX_TEXT = 32_768
/** After so many texts others get in. */
const TEXTS_IN_TURN = 4

const tooMany = (most: number) =>
  new CallRefusal(400, `The scripted model embeds at most ${most} texts of this size at once.`, {
    words: { param: 'input' },
  })

/** One text, several, or the same as token numbers. */
const textsIn = (input: CreateEmbeddingRequest['input']): string[] => {
  if (typeof input === 'string') return [input]
  if (input.every((item) => typeof item === 'number')) return [input.join(' ')]
  return input.map((item) => (Array.isArray(item) ? item.join(' ') : String(item)))
}

/** Texts that share words lie near each other; the same text is always the same vector of length 1. */
const vectorOf = (text: string, size: number): number[] => {
  const vector = new Float64Array(size)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const at = hashOf(word) % size
    vector[at] = (vector[at] ?? 0) + 1
  }
  const length = Math.hypot(...vector)
  return Array.from(vector, (value) => value / length)
}

/** FNV-1a, of 32 bits. */
const hashOf = (word: string): number => {
  let hash = 0x81_1c_9d_c5
  for (let at = 0; at < word.length; at += 1) {
    hash = Math.imul(hash ^ word.charCodeAt(at), 0x01_00_01_93)
  }
  return hash >>> 0
}
