import type { ModelEvent, ModelRequest } from '#server/models/model.ts'
import { createOpenAICompatibleModel } from '#server/models/providers/openai-compatible.ts'
import type { EndpointOptions } from '#server/models/providers/openai-compatible.ts'

import { endpoint, sse } from './scripted-endpoint.ts'

/** A model request that asks for nothing but an answer. */
export const ask = (request: Partial<ModelRequest> = {}): ModelRequest => ({
  model: 'm',
  instructions: '',
  messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
  tools: [],
  tool_choice: 'auto',
  parallel_tool_calls: true,
  temperature: null,
  top_p: null,
  max_completion_tokens: null,
  response_format: 'auto',
  reasoning_effort: null,
  ...request,
})

/** The models of a scripted endpoint. */
export const modelAt = (baseUrl: string, options: Partial<EndpointOptions> = {}) =>
  createOpenAICompatibleModel(
    { baseUrl, apiKey: 'sk-secret-of-tests', aliases: {}, retryDelay: 1, ...options },
    { now: () => 0 },
  )

/** Everything that a model answers, and what it failed with, if it did. */
export const collect = async (
  model: ReturnType<typeof modelAt>,
  request = ask(),
  signal = new AbortController().signal,
): Promise<{ events: ModelEvent[]; error: unknown }> => {
  const events: ModelEvent[] = []
  try {
    for await (const event of model.stream(request, signal)) events.push(event)
    return { events, error: undefined }
  } catch (error) {
    return { events, error }
  }
}

export const functions = ask({ tools: [{ name: 'f' }, { name: 'g' }] })

/** What comes of an answer with this body, where two functions may be called. */
export const answered = async (body: string) => {
  const { baseUrl } = await endpoint(sse(body))
  return collect(modelAt(baseUrl), functions)
}

/** The calls that events tell of: names and arguments. */
export const callsIn = (events: ModelEvent[]) => {
  const calls: [string, string][] = []
  for (const event of events) {
    if (event.type === 'tool_call') calls[event.index] = [event.name, '']
    const call = event.type === 'tool_call_arguments' ? calls[event.index] : undefined
    if (call && event.type === 'tool_call_arguments') call[1] += event.arguments
  }
  return calls
}
