import type { JsonObject } from '#contract/json-object.ts'

import { createBreath } from '../in-turn.ts'
import { heldPieces } from './held-pieces.ts'
import { ChunkMask } from './masked-chunks.ts'
import type { Kept, ModelEvent } from './model.ts'
import { LEAST, secretScan } from './secret-forms.ts'
import type { WebSource } from './told-sources.ts'

/** Words that an endpoint repeats of what it was sent are left out where they are as long as this. */
const REPEATED = 24

/** What stands in queries by this name is known to everybody, such as Azure's `2024-10-21`. */
const PUBLIC = /^api-?version$/i

/** Whether a part of an address' query names the version of an API alone. */
export const isVersionName = (name: string): boolean => PUBLIC.test(name)

/** What of an endpoint is told to nobody: its key, and what else is given to it by its address. */
export const secretsOf = (endpoint: {
  apiKey: string | undefined
  baseUrl: string | undefined
}): string[] => {
  const query = new URLSearchParams(endpoint.baseUrl?.split(/\?(.*)/s)[1])
  const given = [...query].flatMap(([name, value]) => (isVersionName(name) ? [] : [value]))
  // What is short there is a setting.
  const long = given.filter((value) => value.length >= LEAST)
  return [...new Set([...(endpoint.apiKey ? [endpoint.apiKey] : []), ...long])]
}

/** A text without the secrets in it, in whatever encoding they stand there. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
  secretScan(secrets)(text, true).told

/** A model's events without the secrets in what it says, however many pieces they come in. */
export async function* eventsMasked(
  events: AsyncIterable<ModelEvent>,
  secrets: readonly string[],
): AsyncGenerator<ModelEvent> {
  const scan = secretScan(secrets)
  const mask = new ChunkMask(secrets)
  const whole = (text: string) => scan(text, true).told
  for await (const event of heldPieces(events, (text) => scan(text, false), whole)) {
    switch (event.type) {
      case 'tool_call':
        yield { ...event, name: whole(event.name) }
        break
      case 'sources':
        yield { ...event, sources: event.sources.map((each) => sourceMasked(each, whole)) }
        break
      case 'finish':
        yield event.kept ? { ...event, kept: keptMasked(event.kept, mask) } : event
        break
      default:
        yield event
    }
  }
}

/** An endpoint that is honest has no secret in what it wants back. A call whose id holds one has none. */
const keptMasked = ({ message, calls }: Kept, mask: ChunkMask): Kept => ({
  message: maskedObject(message, mask),
  calls: calls.map(({ id, extra }) => ({
    ...(id !== undefined && mask.whole(id) === id && { id }),
    extra: maskedObject(extra, mask),
  })),
})

/** What is an object stays one. */
const maskedObject = (object: JsonObject, mask: ChunkMask) => mask.whole(object) as JsonObject

const sourceMasked = (source: WebSource, whole: (text: string) => string): WebSource => ({
  ...source,
  url: whole(source.url),
  title: source.title === null ? null : whole(source.title),
})

/** Bytes without the secrets in them, as they come; all else passes byte for byte. */
export const secretsMasked = (
  secrets: readonly string[],
): TransformStream<Uint8Array, Uint8Array> => {
  const scan = secretScan(secrets)
  const breathe = createBreath()
  let held = ''
  return new TransformStream({
    async transform(bytes, controller) {
      // Latin-1 has a character for every byte, so that nothing is read into them.
      const cut = scan(held + Buffer.from(bytes).toString('latin1'), false)
      held = cut.held
      if (cut.told !== '') controller.enqueue(Buffer.from(cut.told, 'latin1'))
      const pause = breathe()
      if (pause) await pause
    },
    flush(controller) {
      if (held !== '') controller.enqueue(Buffer.from(scan(held, true).told, 'latin1'))
    },
  })
}

/** A text without what it repeats of those given, as they are or as they stand in JSON. */
export const withoutRepeated = (text: string, given: readonly string[]): string => {
  const sent = given.flatMap((each) => [each, JSON.stringify(each).slice(1, -1)])
  let clean = ''
  let at = 0
  while (at < text.length) {
    const length = repeatedAt(text, at, sent)
    clean += length > 0 ? '[text]' : text.charAt(at)
    at += Math.max(1, length)
  }
  return clean
}

const repeatedAt = (text: string, at: number, sent: readonly string[]): number => {
  let longest = 0
  for (const each of sent) {
    const least = Math.min(REPEATED, each.length)
    if (least < 4 || at + least > text.length) continue
    if (!each.includes(text.slice(at, at + least))) continue
    let length = least
    while (at + length < text.length && each.includes(text.slice(at, at + length + 1))) length += 1
    longest = Math.max(longest, length)
  }
  return longest
}
