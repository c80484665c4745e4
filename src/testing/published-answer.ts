import { isObject } from '#contract/json-object.ts'
import { EventBlocks } from '#server/gateway/event-blocks.ts'

/** Fields that are ours alone, by the `object` that has them. A test compares them with our own description. */
export const EXTENSION_FIELDS: Readonly<Record<string, readonly string[]>> = {
  thread: ['summary'],
  'thread.run': ['times'],
  'thread.run.step': ['times'],
  list: ['complete', 'total', 'more'],
}

/** An answer without the headers and the fields that are ours alone. */
export const toPublishedAnswer = async (answer: Response): Promise<Response> => {
  const { status } = answer
  const headers = new Headers([...answer.headers].filter(([name]) => !name.includes('clew')))
  const type = headers.get('content-type') ?? ''
  if (type.startsWith('application/json')) {
    headers.delete('content-length')
    return new Response(publishedJson(await answer.text()), { status, headers })
  }
  const body = type.startsWith('text/event-stream')
    ? (answer.body?.pipeThrough(publishedEvents()) ?? null)
    : answer.body
  return new Response(body, { status, headers })
}

/** JSON as it was written, where it has nothing of ours: numbers keep their digits. */
export const publishedJson = (text: string): string => {
  let found = false
  const read: unknown = JSON.parse(text, function (this: unknown, key, value: unknown) {
    // Texts of metadata may have the same name: they stand in no object of the wire.
    const of = isObject(this) ? this['object'] : undefined
    if (typeof of !== 'string' || !EXTENSION_FIELDS[of]?.includes(key)) return value
    found = true
    return undefined
  })
  return found ? JSON.stringify(read) : text
}

/** Comments, ids and times of events are ours; the published streams have a name and its data alone. */
const publishedEvents = (): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> => {
  const blocks = new EventBlocks()
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  return new TransformStream({
    transform(bytes, controller) {
      for (const { text, end } of blocks.take(decoder.decode(bytes, { stream: true }))) {
        const lines = text.split('\n').filter((line) => /^(event|data):/.test(line))
        if (lines.length > 0) {
          controller.enqueue(encoder.encode(lines.map(publishedLine).join('\n') + end))
        }
      }
    },
  })
}

const publishedLine = (line: string): string =>
  line.replace(/^(data: )([{[].*)$/, (all, start: string, data: string) =>
    data === '[DONE]' ? all : start + publishedJson(data),
  )
