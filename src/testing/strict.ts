import {
  type Endpoint,
  type OperationName,
  type WireOperationName,
  endpoints,
} from '#contract/endpoints.ts'
import { wireOperations } from '#contract/operations.ts'
import { createEventDecoder } from '#contract/sse.ts'

import { newChecker, newEventChecker } from './openapi.ts'
import { checkOwnAnswer, checkOwnEvent, checkRefusal } from './own-api.ts'
import { hasShared } from './recorded.ts'
import { violations } from './stream-rules.ts'

const hasApi = hasShared('contract/assistants-openapi.json')
const checkPublished = hasApi ? newChecker() : () => []
const checkPublishedEvent = hasApi ? newEventChecker() : () => []

/** What in an answer differs from the published description or from our own. */
export const findingsInAnswer = (name: OperationName, body: unknown): string[] => [
  ...checkPublished(name, body),
  ...checkOwnAnswer(name, body),
]

/** What in one event differs from the published description or from our own. */
export const findingsInEvent = (event: string, data: unknown): string[] => {
  if (event === 'done') return data === '[DONE]' ? [] : ['a done without [DONE]']
  if (event === 'error') return findingsInError(data)
  return [...checkPublishedEvent(event, data), ...checkOwnEvent(event, data)]
}

/** An error in both forms at once: the object itself, and in an envelope. */
const findingsInError = (data: unknown): string[] => {
  const { error, ...bare } = data as { error?: unknown } // whatever else it is, it has no fields
  return [...checkRefusal({ error }), ...checkRefusal({ error: bare })]
}

/** The operation that a path below `/v1` and a method are of. */
export const operationOf = (method: string, path: string): OperationName | undefined => {
  // The table's keys are the operation names.
  const names = Object.keys(wireOperations) as WireOperationName[]
  const matching = names.filter(
    (name) => endpoints[name].method === method.toUpperCase() && patterns[name].test(path),
  )
  return matching.find((name) => endpoints[name].path === path) ?? matching[0]
}

const patterns = Object.fromEntries(
  Object.entries(endpoints).map(([name, { path }]) => [
    name,
    new RegExp(`^${path.replace('{model}', '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  ]),
) as Record<OperationName, RegExp> // of the table's own keys

export interface Seen {
  method: string
  /** Below `/v1`. */
  path: string
  response: Response
}

/**
 * Reads an answer along while it is passed on: JSON against both descriptions, refusals against the
 * envelope, a stream event by event, and as a whole by the strictest client's rules where it was
 * followed from its start to its end. Answers the response to pass on.
 */
export const readAlong = async (
  { method, path, response }: Seen,
  report: (finding: string) => void,
): Promise<Response> => {
  const name = operationOf(method, path)
  const say = (finding: string) => report(`${method} ${path} ${response.status}: ${finding}`)
  const type = response.headers.get('content-type') ?? ''
  if (type.startsWith('text/event-stream')) {
    return isOfRuns(name) ? readStream(response, say) : response
  }
  if (!type.startsWith('application/json') || method === 'HEAD') return response
  const text = await response.text()
  const body: unknown = JSON.parse(text)
  if (!response.ok) checkRefusal(body).forEach(say)
  else if (name) findingsInAnswer(name, body).forEach(say)
  return new Response(text, response)
}

const isOfRuns = (name: OperationName | undefined): boolean => {
  const endpoint: Endpoint | undefined = name && endpoints[name]
  return !endpoint?.chunk
}

const readStream = (response: Response, say: (finding: string) => void): Response => {
  const decoder = createEventDecoder()
  const events: { event: string; data: unknown }[] = []
  const tap = new TransformStream<Uint8Array, Uint8Array>(
    {
      transform(bytes, controller) {
        for (const { event, data } of decoder.decode(bytes)) {
          const parsed: unknown = event === 'done' ? data : JSON.parse(data)
          findingsInEvent(event, parsed).forEach(say)
          // Not at the end of the bytes: some clients let go of the stream here.
          if (event === 'done' && isWhole(events)) violations(events).forEach(say)
          events.push({ event, data: parsed })
        }
        controller.enqueue(bytes)
      },
      flush() {
        const last = events.at(-1)?.event
        if (last !== 'done' && last !== 'error') say('a stream that ended without done')
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 1 }),
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  )
  return new Response(response.body?.pipeThrough(tap), response)
}

/** Whether a stream was followed from the beginning of a run, or of the outputs it was given. */
const isWhole = ([first]: { event: string }[]): boolean =>
  first !== undefined &&
  /^thread(\.run)?\.created$|^thread\.run\.step\.completed$/.test(first.event)
