import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError } from '@ai-sdk/provider'
import type { LanguageModelV4StreamPart } from '@ai-sdk/provider'
import { retryWithExponentialBackoff } from '@ai-sdk/provider-utils'

import { ModelList } from '#contract/model.ts'
import type { Model } from '#contract/model.ts'

import type { Clock } from '../services.ts'
import { toModelError } from './endpoint-error.ts'
import { PROVIDER_NAME, toCallOptions } from './prompt.ts'
import type { ModelEvent, ModelProvider, ModelRequest, ModelUsage } from './provider.ts'

export interface EndpointOptions {
  baseUrl: string
  apiKey: string | undefined
  /** Requested name → the endpoint's; `*` stands for all others. */
  aliases: Record<string, string>
  /** Calls that fail before their first token are repeated so often. */
  maxRetries?: number
  /** Milliseconds before the first repetition, doubled for each further one. */
  retryDelay?: number
}

const LIST_TIMEOUT = 5000
/** Milliseconds for which a list of models is not asked for again. */
const LIST_KEPT = 30_000
/** An endpoint may ask for a longer wait than a run can spend. */
const MAX_RETRY_DELAY = 20_000

/** Any endpoint that speaks OpenAI's chat completions. */
export const createOpenAICompatibleModel = (
  options: EndpointOptions,
  clock: Clock,
): ModelProvider => {
  const { baseUrl, apiKey, aliases, maxRetries = 2, retryDelay = 500 } = options
  const provider = createOpenAICompatible({
    name: PROVIDER_NAME,
    baseURL: baseUrl,
    ...(apiKey && { apiKey }),
    includeUsage: true,
    supportsStructuredOutputs: true,
    transformRequestBody: tokenLimitByItsName,
  })
  const secrets = apiKey ? [apiKey] : []

  async function* stream(request: ModelRequest, signal: AbortSignal) {
    const retry = retryWithExponentialBackoff({
      maxRetries,
      initialDelayInMs: retryDelay,
      abortSignal: signal,
      shouldRetry: isTransient,
      getDelayInMs: delayAsked,
      createRetryError: ({ errors }) => lastOf(errors),
    })
    try {
      const model = provider.chatModel(resolveAlias(aliases, request.model))
      const answer = await retry(async () => model.doStream(toCallOptions(request, signal)))
      yield* toEvents(answer.stream)
    } catch (error) {
      signal.throwIfAborted()
      throw toModelError(error, secrets)
    }
  }

  return {
    scripted: false,
    stream,
    listModels: keptFor(LIST_KEPT, clock, () => listModels(options)),
  }
}

const resolveAlias = (aliases: Record<string, string>, model: string): string =>
  (Object.hasOwn(aliases, model) ? aliases[model] : aliases['*']) ?? model

/** OpenAI's reasoning models know the limit only by its newer name, other servers only by the old. */
const tokenLimitByItsName = ({ max_tokens, ...body }: Record<string, unknown>) => {
  if (max_tokens === undefined) return body
  const isNew = /^(o\d|gpt-5)/.test(String(body['model']))
  return { ...body, [isNew ? 'max_completion_tokens' : 'max_tokens']: max_tokens }
}

const isTransient = (error: unknown): boolean =>
  APICallError.isInstance(error) &&
  error.isRetryable &&
  !/insufficient_quota/.test(error.responseBody ?? '')

const delayAsked = ({
  error,
  exponentialBackoffDelay,
}: {
  error: unknown
  exponentialBackoffDelay: number
}): number => {
  const headers = APICallError.isInstance(error) ? error.responseHeaders : undefined
  const ms = Number(headers?.['retry-after-ms'] ?? NaN)
  const asked = Number.isNaN(ms) ? Number(headers?.['retry-after'] ?? NaN) * 1000 : ms
  return asked >= 0 ? Math.min(asked, MAX_RETRY_DELAY) : exponentialBackoffDelay
}

const lastOf = (errors: unknown[]): Error => {
  const last = errors.at(-1)
  return last instanceof Error ? last : new Error(String(last))
}

async function* toEvents(
  stream: ReadableStream<LanguageModelV4StreamPart>,
): AsyncGenerator<ModelEvent> {
  const calls = new Map<string, number>()
  let refusal: string | undefined
  for await (const part of stream) {
    switch (part.type) {
      case 'text-delta':
        // After its raw chunk the provider gives a refusal out once more, as text.
        if (part.delta !== refusal) yield { type: 'text', text: part.delta }
        break
      case 'tool-input-start':
        yield { type: 'tool_call', index: calls.size, name: part.toolName }
        calls.set(part.id, calls.size)
        break
      case 'tool-input-delta':
        yield { type: 'tool_call_arguments', index: calls.get(part.id) ?? 0, arguments: part.delta }
        break
      case 'raw':
        refusal = refusalIn(part.rawValue)
        if (refusal) yield { type: 'refusal', text: refusal }
        break
      case 'error':
        throw part.error
      case 'finish':
        yield {
          type: 'finish',
          reason: reasonOf(part.finishReason.unified, calls.size > 0),
          usage: toUsage(part.usage),
        }
        break
      default: // reasoning, starts and ends: nothing of a run shows them
    }
  }
}

const refusalIn = (chunk: unknown): string | undefined => {
  const refusal: unknown = Object(chunk).choices?.[0]?.delta?.refusal
  return typeof refusal === 'string' ? refusal : undefined
}

type Finish = Extract<LanguageModelV4StreamPart, { type: 'finish' }>

const reasonOf = (reason: Finish['finishReason']['unified'], hasCalls: boolean) => {
  if (reason === 'length') return 'length' as const
  if (reason === 'content-filter') return 'content_filter' as const
  // Some servers finish with `stop` after tool calls.
  return hasCalls ? ('tool_calls' as const) : ('stop' as const)
}

const toUsage = ({ inputTokens, outputTokens }: Finish['usage']): ModelUsage => ({
  prompt_tokens: inputTokens.total ?? 0,
  completion_tokens: outputTokens.total ?? 0,
})

const keptFor = <T>(ms: number, clock: Clock, get: () => Promise<T>) => {
  let kept: { until: number; value: Promise<T> } | undefined
  return (): Promise<T> => {
    if (!kept || kept.until <= clock.now()) kept = { until: clock.now() + ms, value: get() }
    return kept.value
  }
}

/** The endpoint's own models and the aliases; only the aliases when it does not answer. */
const listModels = async ({ baseUrl, apiKey, aliases }: EndpointOptions): Promise<Model[]> => {
  const named = Object.keys(aliases)
    .filter((alias) => alias !== '*')
    .map((id): Model => ({ id, object: 'model', created: 0, owned_by: 'clew' }))
  const listed = await fetchModels(baseUrl, apiKey).catch(() => [])
  return [...named, ...listed.filter(({ id }) => !Object.hasOwn(aliases, id))]
}

const fetchModels = async (baseUrl: string, apiKey: string | undefined): Promise<Model[]> => {
  const response = await fetch(`${baseUrl.replace(/\/+$/, '')}/models`, {
    headers: apiKey ? { authorization: `Bearer ${apiKey}` } : {},
    signal: AbortSignal.timeout(LIST_TIMEOUT),
  })
  return ModelList.parse(await response.json()).data
}
