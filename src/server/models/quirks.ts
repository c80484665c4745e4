import { createHash } from 'node:crypto'

import { APICallError } from '@ai-sdk/provider'

import { isExactNumber } from '#contract/exact-json.ts'

import { alternating, endedByUser } from './alternating.ts'
import { ByModel } from './by-model.ts'
import { CONTENT_QUIRKS } from './content-quirks.ts'
import { KEPT_WITH_MESSAGE } from './kept-fields.ts'
import { type Body, type Quirk, anyOf, callsOf, changes, omit } from './quirk.ts'
import { MAX_WORDS } from './said.ts'
import { systemQuirk } from './system-quirk.ts'
import { TOOL_QUIRKS } from './tool-quirks.ts'
import { sendable } from './whole-characters.ts'

const NEWER_LIMIT: Quirk = {
  named: /\bmax_completion_tokens\b/i,
  isIdle: ({ max_tokens }) => max_tokens !== undefined,
  without: ({ max_tokens, ...body }) => ({ ...body, max_completion_tokens: max_tokens }),
}

/** A name of nine letters and digits for any id. */
const shortId = (id: unknown): string =>
  /^[A-Za-z0-9]{9}$/.test(String(id))
    ? String(id)
    : createHash('sha256').update(String(id)).digest('hex').slice(0, 9)

/** How refusals name the order of messages. */
const ORDER = anyOf(
  [
    /\balternat|\binterleave|unexpected role|expected last role/,
    /(?:consecutive|successive) (?:user|assistant)/,
    /\b(?:first|starts?)\b.{0,40}\buser\b|first message must/,
    /turn comes immediately after/,
  ],
  'is',
)
/** How they say that the last message is not the user's, or that there is none of the user. */
const LAST = anyOf(
  [
    /\bpre-?fill/,
    /\b(?:last|final)\b.{0,60}\b(?:user|assistant)\b/,
    /\bends?\b.{0,40}\b(?:user|assistant)\b/,
    /\bassistant\b.{0,40}\b(?:last|final|end)\b/,
    /\bno user (?:message|query|turn)|\bcontain\b.{0,60}\buser\b|\bat least one user\b/,
  ],
  'is',
)

const QUIRKS: readonly Quirk[] = [
  {
    named: /\btemperature\b/i,
    isIdle: ({ temperature }) => temperature === 1,
    without: omit('temperature'),
  },
  { named: /\btop_p\b/i, isIdle: ({ top_p }) => top_p === 1, without: omit('top_p') },
  {
    // Whoever ignores it is not believed either: one call at a time is what the reader takes.
    named: /\bparallel_tool_calls\b/i,
    isIdle: ({ parallel_tool_calls }) => parallel_tool_calls === false,
    without: omit('parallel_tool_calls'),
  },
  {
    named: /\bstream_options\b|\binclude_usage\b/i,
    isIdle: ({ stream_options }) => stream_options !== undefined,
    without: omit('stream_options'),
  },
  NEWER_LIMIT,
  { named: ORDER, ...changes(alternating) },
  { named: LAST, ...changes(endedByUser) },
  systemQuirk(ORDER, LAST),
  {
    named: /tool.?call.?id.*(?:length of 9|a-z)|\b9 (?:letters|alphanumeric|characters)/is,
    ...changes((messages) =>
      messages.map((message) => ({
        ...message,
        ...('tool_call_id' in message && { tool_call_id: shortId(message['tool_call_id']) }),
        ...(callsOf(message).length > 0 && {
          tool_calls: callsOf(message).map((call) => ({ ...call, id: shortId(call['id']) })),
        }),
      })),
    ),
  },
  {
    // Only where the field itself is unknown: others demand it by the same name.
    named:
      /(?:unsupported|unknown|unrecognized|unexpected|not permitted|not supported|extra inputs|additional properties).*(?:reasoning|thinking_blocks|extra_content|provider_specific)|(?:reasoning|thinking_blocks|extra_content|provider_specific).*(?:unsupported|unknown|not permitted|not supported|unexpected|extra inputs)/is,
    ...changes((messages) =>
      messages.map((message) => ({
        ...omit(...KEPT_WITH_MESSAGE)(message),
        ...(callsOf(message).length > 0 && {
          tool_calls: callsOf(message).map(omit(...KEPT_WITH_MESSAGE)),
        }),
      })),
    ),
  },
  ...TOOL_QUIRKS,
  ...CONTENT_QUIRKS,
]

/** OpenAI's reasoning models know the limit only by its newer name, other servers only by the old. */
const RENAMED = /^(o\d|gpt-5)/

/** A template that fails within a local server is a 500 there. */
const REFUSED = new Set([400, 422, 500])

/** What the models of an endpoint were found to refuse, learnt from their refusals. */
export class Quirks {
  readonly #byModel = new ByModel<ReadonlySet<Quirk>>()

  /** The body of a request as its model takes it. Strict endpoints refuse half an emoji. */
  readonly adapt = (body: Body): Body => {
    let adapted = allSendable(body) as Body // an object stays one
    for (const quirk of this.#of(String(body['model']))) {
      if (quirk.isIdle(adapted)) adapted = quirk.without(adapted)
    }
    return adapted
  }

  /** Whether a refusal names something that the request can do without. */
  explains(error: unknown): boolean {
    return this.#found(error).length > 0
  }

  /** Whether the same request would be adapted now in a way that it was not before. */
  learn(error: unknown): boolean {
    const found = this.#found(error)
    if (found.length === 0 || !APICallError.isInstance(error)) return false
    const model = String((Object(error.requestBodyValues) as Body)['model']) // what was sent: an object
    this.#byModel.set(model, new Set([...this.#of(model), ...found]))
    return true
  }

  #found(error: unknown): Quirk[] {
    if (!APICallError.isInstance(error) || !REFUSED.has(error.statusCode ?? 0)) return []
    const body = Object(error.requestBodyValues) as Body // what was sent: an object
    const said = (error.responseBody ?? error.message).slice(0, MAX_WORDS)
    const isMeant = ({ isAbout = () => true }: Quirk) => isAbout(said, body)
    return QUIRKS.filter((each) => each.named.test(said) && isMeant(each) && each.isIdle(body))
  }

  #of(model: string): ReadonlySet<Quirk> {
    const held = this.#byModel.get(model)
    if (held) return held
    return new Set(RENAMED.test(model) ? [NEWER_LIMIT] : [])
  }
}

const allSendable = (value: unknown): unknown => {
  if (typeof value === 'string') return sendable(value)
  if (Array.isArray(value)) return value.map(allSendable)
  if (typeof value !== 'object' || value === null || isExactNumber(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [sendable(name), allSendable(each)]),
  )
}
