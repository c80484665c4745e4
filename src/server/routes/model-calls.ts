import type { Handlers } from '../http/handler.ts'
import { deploymentIn } from '../http/wire-path.ts'
import { CallRefusal } from '../models/model-calls.ts'
import { ApiError } from '../refusals/api-error.ts'
import { noModelNamed } from '../refusals/models.ts'
import { EVENT_STREAM } from './run-stream.ts'

/** What is answered by the model endpoint, for clients that have one base URL for everything. */
export const modelCallHandlers = {
  async createChatCompletion({ services, body, sent, request, signal }) {
    const named = { ...body, model: modelOf(request, body) }
    const answer = await told(services.modelCalls.chat(named, signal, sent))
    if (answer instanceof ReadableStream) return new Response(answer, { headers: EVENT_STREAM })
    return typeof answer === 'string' ? new Response(answer, JSON_TEXT) : answer
  },

  async createEmbedding({ services, body, sent, request, signal }) {
    const named = { ...body, model: modelOf(request, body) }
    const answer = await told(services.modelCalls.embed(named, signal, sent))
    return typeof answer === 'string' ? new Response(answer, JSON_TEXT) : answer
  },
} satisfies Partial<Handlers>

const JSON_TEXT = { headers: { 'content-type': 'application/json' } }

/** @throws {ApiError} 400 */
const modelOf = (request: Request, { model }: { model?: string | null | undefined }): string => {
  const name = deploymentIn(request) ?? model
  if (!name) throw noModelNamed()
  return name
}

const told = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    if (!(error instanceof CallRefusal)) throw error
    const { status, message, words, headers } = error
    const { code = null, param = null, type } = words
    throw new ApiError(status, code, message, param, {
      ...(type !== undefined && { type }),
      headers,
    })
  }
}
