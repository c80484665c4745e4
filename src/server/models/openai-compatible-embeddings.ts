import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { APICallError } from '@ai-sdk/provider'
import { retryWithExponentialBackoff } from '@ai-sdk/provider-utils'

import type { EmbeddingModel } from './embeddings.ts'
import { toModelError } from './endpoint-error.ts'
import { addressOf, endpointFetch } from './endpoint-fetch.ts'
import { PROVIDER_NAME } from './prompt.ts'

/** The most texts that every known endpoint takes at once. */
const TEXTS_AT_ONCE = 32
const TIMEOUT = 60_000

interface EndpointOptions {
  baseUrl: string
  apiKey: string | undefined
  model: string
}

/** An embedding model of any endpoint that speaks OpenAI's. */
export const createOpenAICompatibleEmbeddings = ({
  baseUrl,
  apiKey,
  model: id,
}: EndpointOptions): EmbeddingModel => {
  const provider = createOpenAICompatible({
    name: PROVIDER_NAME,
    ...addressOf(baseUrl),
    ...(apiKey && { apiKey }),
    fetch: endpointFetch,
  })
  const model = provider.embeddingModel(id)
  const embedSome = async (texts: string[], given: AbortSignal | undefined) => {
    const values = texts.map((text) => text.toWellFormed())
    const abortSignal = AbortSignal.any([AbortSignal.timeout(TIMEOUT), ...(given ? [given] : [])])
    const retry = retryWithExponentialBackoff({
      abortSignal,
      shouldRetry: (error) => APICallError.isInstance(error) && error.isRetryable,
      initialDelayInMs: 200,
      createRetryError: ({ errors }) => toError(errors.at(-1)),
    })
    const { embeddings } = await retry(async () => model.doEmbed({ values, abortSignal }))
    if (embeddings.length !== values.length) throw new Error('not a vector for each text')
    return embeddings.map(toUnit)
  }
  return {
    id,
    async embed(texts, signal) {
      try {
        const vectors: Float32Array[] = []
        for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE) {
          vectors.push(...(await embedSome(texts.slice(at, at + TEXTS_AT_ONCE), signal)))
        }
        return vectors
      } catch (error) {
        signal?.throwIfAborted()
        throw toModelError(error, apiKey ? [apiKey] : [], texts)
      }
    },
  }
}

const toError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))

const toUnit = (vector: number[]): Float32Array => {
  const length = Math.hypot(...vector) || 1
  return Float32Array.from(vector, (value) => value / length)
}
