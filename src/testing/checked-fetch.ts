import { type OperationName, endpoints } from '#contract/endpoints.ts'
import { type EventFrame, createEventDecoder } from '#contract/sse.ts'

import { newChecker, newEventChecker } from './openapi.ts'
import { hasShared } from './recorded.ts'
import { violations } from './stream-rules.ts'

const hasApi = hasShared('contract/assistants-openapi.json')
const check = hasApi ? newChecker() : () => []
const checkEvent = hasApi ? newEventChecker() : () => []

/** Our own operations, which the published description does not have. */
const OWN: OperationName[] = ['listRunEvents']

/**
 * A fetch that reads along: every good answer has to be to the letter of the published description,
 * every stream to the strictest client's rules. `findings` waits for the streams under way.
 */
export const newCheckedFetch = (baseUrl: string) => {
  const found: string[] = []
  const reading: Promise<void>[] = []
  const seen = new Set<OperationName>()

  const tap: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    const url = new URL(input instanceof Request ? input.url : input)
    const name = operationOf(
      init?.method ?? 'GET',
      url.pathname.slice(new URL(baseUrl).pathname.length),
    )
    if (!response.ok || !name || OWN.includes(name)) return response
    seen.add(name)
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    if (!isStream) {
      found.push(...check(name, await response.clone().json()))
      return response
    }
    const copy = response.clone()
    reading.push(
      readFrames(copy).then(
        (frames) => void found.push(...findingsIn(frames)),
        // The client let go of its stream.
        () => undefined,
      ),
    )
    return response
  }
  const findings = async () => {
    await Promise.all(reading.splice(0))
    return found.splice(0)
  }
  return { fetch: tap, findings, seen }
}

const operationOf = (method: string, path: string): OperationName | undefined => {
  // The table's keys are the operation names.
  const names = Object.keys(endpoints) as OperationName[]
  const matching = names.filter(
    (name) =>
      endpoints[name].method === method.toUpperCase() &&
      new RegExp(`^${endpoints[name].path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  return matching.find((name) => endpoints[name].path === path) ?? matching[0]
}

const readFrames = async (response: Response): Promise<EventFrame[]> => {
  const decoder = createEventDecoder()
  const frames: EventFrame[] = []
  for await (const bytes of response.body ?? []) frames.push(...decoder.decode(bytes))
  return frames
}

const findingsIn = (frames: EventFrame[]): string[] => {
  const [last, ...rest] = frames.toReversed()
  const events = rest
    .toReversed()
    .map(({ event, data }) => ({ event, data: JSON.parse(data) as unknown }))
  return [
    ...(last?.event === 'done' && last.data === '[DONE]' ? [] : ['a stream without done']),
    ...events.flatMap(({ event, data }) => checkEvent(event, data)),
    ...violations(events),
  ]
}
