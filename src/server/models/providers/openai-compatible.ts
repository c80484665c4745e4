import { AsyncLocalStorage } from 'node:async_hooks'

import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError } from '@ai-sdk/provider'
import type { LanguageModelV4 } from '@ai-sdk/provider'
import { retryWithExponentialBackoff } from '@ai-sdk/provider-utils'

import type { Clock } from '#server/clock.ts'

import { type Aliases, resolveAlias } from '../aliases.ts'
import { toEvents } from '../answer-stream.ts'
import { ByModel } from '../by-model.ts'
import { toModelError } from '../endpoint-error.ts'
import { addressOf } from '../endpoint-fetch.ts'
import { VERSION_HINT } from '../endpoint-words.ts'
import { createModelList } from '../model-list.ts'
import { ModelError, type ModelProvider, type ModelRequest } from '../model.ts'
import { PROVIDER_NAME, toCallOptions } from '../prompt.ts'
import { Quirks } from '../quirks.ts'
import { eventsMasked, secretsOf } from '../secrets.ts'
import { UnopenedThoughts } from '../unopened-thoughts.ts'
import { WATCH, type WatchedAnswer, watchedAnswer } from '../watched-fetch.ts'
import { wholeCharacters } from '../whole-characters.ts'

export interface EndpointOptions {
  baseUrl: string
  apiKey: string | undefined
  aliases: Aliases
  /** Calls that fail before their first token are repeated so often. */
  maxRetries?: number
  /** Milliseconds before the first repetition, doubled for each further one. */
  retryDelay?: number
  /** Milliseconds for which an answer that has begun may fall silent. */
  idleTimeout?: number
  /** The longest answer. */
  maxBytes?: number
}

/** An endpoint may ask for a longer wait than a run can spend. */
const MAX_RETRY_DELAY = 20_000

/** Any endpoint that speaks OpenAI's chat completions. */
export const createOpenAICompatibleModel = (
  options: EndpointOptions,
  clock: Clock,
): ModelProvider => {
  const { baseUrl, apiKey, aliases, maxRetries = 2, retryDelay = 500 } = options
  const { idleTimeout = WATCH.idleTimeout, maxBytes = WATCH.maxBytes } = options
  const watch = { idleTimeout, maxBytes }
  const secrets = secretsOf(options)
  const quirks = new Quirks()
  const thoughts = new UnopenedThoughts()
  const models = createModelList(options, clock)
  /** Windows that endpoints told of when a prompt was too long for them, by the endpoint's name. */
  const windows = new ByModel<number>()

  /** Which answer a fetch is for: the provider has one fetch, and outlives its answers. */
  const answers = new AsyncLocalStorage<WatchedAnswer>()
  const provider = createOpenAICompatible({
    name: PROVIDER_NAME,
    ...addressOf(baseUrl),
    ...(apiKey && { apiKey }),
    includeUsage: true,
    transformRequestBody: quirks.adapt,
    fetch: (...args) => (answers.getStore() ?? watchedAnswer(watch)).fetch(...args),
  })
  /** Kept: each makes a schema of its own for what it may be answered, a tenth of what a short stream costs. */
  const chatModels = new ByModel<LanguageModelV4>()
  const modelOf = (name: string): LanguageModelV4 => {
    const made = chatModels.get(name) ?? provider.chatModel(name)
    chatModels.set(name, made)
    return made
  }

  async function* stream(request: ModelRequest, signal: AbortSignal) {
    const name = resolveAlias(aliases, request.model)
    const retry = retryWithExponentialBackoff({
      maxRetries,
      initialDelayInMs: retryDelay,
      abortSignal: signal,
      shouldRetry: (error) => isTransient(error) && !quirks.explains(error),
      getDelayInMs: (failure) => delayAsked(failure, clock),
      createRetryError: ({ errors }) => lastOf(errors),
    })
    const model = modelOf(name)
    const answer = watchedAnswer(
      watch,
      request.tools.map((tool) => tool.name),
    )
    const ask = async (): Promise<Asked> => {
      try {
        return await answers.run(answer, () =>
          retry(async () => model.doStream(toCallOptions(request, signal))),
        )
      } catch (error) {
        if (quirks.learn(error)) return ask()
        throw error
      }
    }
    try {
      const events = toEvents((await ask()).stream, request, answer)
      yield* eventsMasked(wholeCharacters(thoughts.leftOut(events, name)), secrets)
    } catch (error) {
      signal.throwIfAborted()
      const told = toModelError(error, secrets)
      if (told.tooLong?.limit) windows.set(name, told.tooLong.limit)
      throw isElsewhere(error, baseUrl) ? withHint(told) : told
    }
  }

  return {
    scripted: false,
    stream,
    listModels: models.list,
    contextLength: async (model) => {
      const name = resolveAlias(aliases, model)
      return windows.get(name) ?? models.contextLength(name)
    },
  }
}

type Asked = Awaited<ReturnType<LanguageModelV4['doStream']>>

const isTransient = (error: unknown): boolean =>
  APICallError.isInstance(error) &&
  error.isRetryable &&
  !/insufficient_quota/.test(error.responseBody ?? '')

const delayAsked = (
  { error, exponentialBackoffDelay }: { error: unknown; exponentialBackoffDelay: number },
  clock: Clock,
): number => {
  const headers = APICallError.isInstance(error) ? error.responseHeaders : undefined
  const ms = Number(headers?.['retry-after-ms'] ?? NaN)
  const asked = Number.isNaN(ms) ? waitIn(headers?.['retry-after'], clock) : ms
  return asked >= 0 ? Math.min(asked, MAX_RETRY_DELAY) : exponentialBackoffDelay
}

/** Seconds or a date, in milliseconds from now. */
const waitIn = (text: string | undefined, clock: Clock): number => {
  const seconds = Number(text ?? NaN)
  if (text === undefined || !Number.isNaN(seconds)) return seconds * 1000
  return Math.max(0, Date.parse(text) - clock.now())
}

/** Whether an operation is missing at an address that has no version in its path. */
const isElsewhere = (error: unknown, baseUrl: string): boolean =>
  APICallError.isInstance(error) &&
  (error.statusCode === 404 || error.statusCode === 405) &&
  !/\/v\d/.test(new URL(baseUrl).pathname)

const withHint = ({ code, message, reason, tooLong }: ModelError): ModelError =>
  new ModelError(code, `${message} ${VERSION_HINT}`, {
    tooLong,
    reason: `${reason} ${VERSION_HINT}`,
  })

const lastOf = (errors: unknown[]): Error => {
  const last = errors.at(-1)
  return last instanceof Error ? last : new Error(String(last))
}
