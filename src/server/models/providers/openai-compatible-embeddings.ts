import { APICallError } from '@ai-sdk/provider'
import { retryWithExponentialBackoff } from '@ai-sdk/provider-utils'

import { errorIn } from '../answer-fields.ts'
import type { EmbeddingModel } from '../embeddings.ts'
import { toModelError } from '../endpoint-error.ts'
import { endpointFetch, operationUrl } from '../endpoint-fetch.ts'
import { statusOf } from '../error-status.ts'
import { ModelError } from '../model.ts'
import { readAnswer } from '../parse-answer.ts'
import { secretsOf } from '../secrets.ts'
import { vectorsIn } from '../vectors-in.ts'
import { WATCH, errorPart, watched } from '../watched-fetch.ts'
import { sendable } from '../whole-characters.ts'

/** The most texts that every known endpoint takes at once. */
const TEXTS_AT_ONCE = 32
const TIMEOUT = 60_000
/** The largest answer: 32 of the longest vectors, written out. */
const MAX_BYTES = 16 * 1024 * 1024

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
  const url = operationUrl(baseUrl, '/embeddings')

  const ask = async (input: string[], signal: AbortSignal): Promise<Float32Array[]> => {
    const response = await endpointFetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey && { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model: id, input, encoding_format: 'float' }),
      signal,
    })
    const { status, body, headers } = response
    const bytes = body && watched(body, { ...WATCH, maxBytes: MAX_BYTES })
    const answer = bytes && response.ok ? await readAnswer(bytes) : undefined
    const error = errorIn(answer)
    // An error that is told with status 200 is one nevertheless.
    const meant = error ? (statusOf(error) ?? 500) : status
    if (response.ok && !error) return vectorsIn(answer, input.length)
    const text = error || !bytes ? '' : await new Response(errorPart(bytes)).text()
    throw new APICallError({
      message: response.statusText,
      url,
      requestBodyValues: {},
      statusCode: meant,
      responseHeaders: Object.fromEntries(headers),
      responseBody: error ? JSON.stringify({ error }) : text,
    })
  }

  const embedSome = async (texts: string[], given: AbortSignal | undefined) => {
    const input = texts.map(sendable)
    const abortSignal = AbortSignal.any([AbortSignal.timeout(TIMEOUT), ...(given ? [given] : [])])
    const retry = retryWithExponentialBackoff({
      abortSignal,
      shouldRetry: isTransient,
      initialDelayInMs: 200,
      createRetryError: ({ errors }) => toError(errors.at(-1)),
    })
    return retry(() => ask(input, abortSignal))
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
        throw toModelError(error, secretsOf({ baseUrl, apiKey }), texts)
      }
    },
  }
}

/** Anything but an answer: an endpoint that cannot be reached may be there soon. */
const isTransient = (error: unknown): boolean =>
  APICallError.isInstance(error) ? error.isRetryable : !(error instanceof ModelError)

const toError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)))
