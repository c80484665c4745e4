import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'

import { finishKind, isForCall } from './finish-reason.ts'
import { ModelError } from './model.ts'
import type { ModelEvent, ModelRequest, ModelUsage } from './model.ts'
import { offeredName } from './offered-names.ts'
import { estimatePrompt, weigh } from './tokens.ts'
import type { WatchedAnswer } from './watched-fetch.ts'

/**
 * The AI SDK's parts as a model's events, held to what was asked for.
 * @param answer what else is known of it: whether the endpoint has said that it was whole, what goes
 *   back with the outputs of its calls, its pictures, what it cost, and why it was ended before its time
 * @throws {ModelError} what came is no answer to the request; or what the stream threw
 */
export async function* toEvents(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  request: ModelRequest,
  answer: Answer,
): AsyncGenerator<ModelEvent> {
  const cost: Cost = { isBegun: false, weight: 0 }
  try {
    yield* eventsOf(stream, request, answer, cost)
  } catch (error) {
    const told = answer.usage()
    if (told || cost.isBegun) yield { type: 'usage', usage: toUsage(told, request, cost) }
    throw error
  }
}

type Answer = Omit<WatchedAnswer, 'fetch'>

/** What is known of an answer's cost beside what its endpoint tells. */
interface Cost {
  /** Whether something of the answer has come: the prompt was read. */
  isBegun: boolean
  weight: number
}

async function* eventsOf(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  request: ModelRequest,
  answer: Answer,
  cost: Cost,
): AsyncGenerator<ModelEvent> {
  const offered = request.tools.map(({ name }) => name)
  const calls = new Map<string, number>()
  let begun = 0
  let refusal: string | undefined
  let isBlank = true
  const take = (delta: string) => {
    cost.isBegun = true
    cost.weight += weigh(delta)
  }
  for await (const part of stream) {
    switch (part.type) {
      case 'text-delta':
        take(part.delta)
        isBlank &&= part.delta.trim() === ''
        // After its raw chunk the provider gives a refusal out once more, as text.
        if (part.delta !== refusal) yield { type: 'text', text: part.delta }
        break
      case 'reasoning-delta':
        take(part.delta)
        break
      case 'tool-input-start': {
        const name = offeredName(part.toolName, offered)
        checkOffered(name, request)
        begun += 1
        cost.isBegun = true
        // One call at a time where that was asked for, whoever heeds it.
        if (begun > 1 && !request.parallel_tool_calls) break
        yield { type: 'tool_call', index: begun - 1, name }
        calls.set(part.id, begun - 1)
        break
      }
      case 'tool-input-delta': {
        const index = calls.get(part.id)
        take(part.delta)
        if (index !== undefined) yield { type: 'tool_call_arguments', index, arguments: part.delta }
        break
      }
      case 'raw':
        refusal = refusalIn(part.rawValue)
        if (refusal) yield { type: 'refusal', text: refusal }
        for (const place of placesIn(part.rawValue)) {
          const data = answer.picture(place)
          if (!data) continue
          isBlank = false
          cost.isBegun = true
          yield { type: 'image', data }
        }
        break
      case 'error':
        if (!isUnfinished(part.error) || !answer.isDone()) throw answer.excess() ?? part.error
        break
      case 'finish': {
        const reason = reasonOf(part.finishReason, { hasCalls: calls.size > 0, isBlank })
        const { inputTokens, outputTokens } = part.usage
        // What is not told is 0 in the AI SDK's words.
        const told = {
          prompt_tokens: inputTokens.total ?? 0,
          completion_tokens: outputTokens.total ?? 0,
        }
        const usage = toUsage(told, request, cost)
        const sources = answer.sources()
        if (sources.length > 0) yield { type: 'sources', sources }
        yield {
          type: 'finish',
          reason,
          usage,
          ...(reason === 'tool_calls' && { kept: answer.kept() }),
        }
        break
      }
      default: // starts and ends: nothing of a run shows them
    }
  }
}

/** Clients serve what they have offered; a call of something else would wait for them in vain. */
const checkOffered = (name: string, { tools, tool_choice: choice }: ModelRequest): void => {
  if (choice === 'none') {
    throw inWords(
      `The model called the function '${cut(name)}' although 'tool_choice' was 'none'.`,
      "The model called a function although 'tool_choice' was 'none'.",
    )
  }
  if (tools.some((tool) => tool.name === name)) return
  throw naming('The model called a function that it was not offered', name)
}

/** As much of an endpoint's word as is told. */
const cut = (word: string): string => word.slice(0, 100)

/** @param reason the same without the endpoint's word */
const inWords = (message: string, reason: string): ModelError =>
  new ModelError('server_error', message, { reason })

const naming = (words: string, word: string | undefined): ModelError =>
  inWords(word === undefined ? `${words}.` : `${words}: '${cut(word)}'.`, `${words}.`)

const refusalIn = (chunk: unknown): string | undefined => {
  const refusal: unknown = Object(chunk).choices?.[0]?.delta?.refusal
  return typeof refusal === 'string' ? refusal : undefined
}

/** Places of pictures, which the AI SDK does not pass on. */
const placesIn = (chunk: unknown): number[] => {
  const places: unknown = Object(chunk).choices?.[0]?.delta?.places
  return Array.isArray(places) ? places.filter((place) => typeof place === 'number') : []
}

export const isUnfinished = (error: unknown): boolean =>
  error instanceof Error && /without a finish reason/.test(error.message)

type Finish = Extract<LanguageModelV4StreamPart, { type: 'finish' }>

/** By the endpoint's own word: the AI SDK also calls a refusal a content filter's doing. */
const reasonOf = (
  { raw }: Finish['finishReason'],
  { hasCalls, isBlank }: { hasCalls: boolean; isBlank: boolean },
) => {
  const kind = raw === undefined ? 'done' : finishKind(raw)
  if (kind === 'failed') {
    const word = raw === 'error' ? undefined : raw
    throw naming('The model endpoint broke off its answer with an error', word)
  }
  if (kind === 'unknown') {
    throw naming('The model endpoint ended its answer in an unknown way', raw)
  }
  if (kind === 'length' || kind === 'content_filter') return kind
  if (raw !== undefined && isForCall(raw) && !hasCalls && isBlank) {
    throw inWords(
      `The model endpoint ended its answer with '${cut(raw)}', but sent neither a call nor text.`,
      'The model endpoint ended its answer for a call, but sent neither a call nor text.',
    )
  }
  // Some servers finish with `stop` after tool calls.
  return hasCalls ? ('tool_calls' as const) : ('stop' as const)
}

/** What an answer cost: what is not told of it is estimated. */
const toUsage = (
  told: ModelUsage | undefined,
  request: ModelRequest,
  { weight }: Cost,
): ModelUsage => ({
  prompt_tokens: told?.prompt_tokens || estimatePrompt(request),
  completion_tokens: told?.completion_tokens || Math.ceil(weight),
})
