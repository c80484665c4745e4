import { APICallError } from '@ai-sdk/provider'

type Body = Record<string, unknown>

/** A field that some models refuse, though it says nothing that they do not do anyway. */
interface Quirk {
  /** How a refusal names it. */
  named: RegExp
  /** Whether the request can do without it: a value that was chosen is never given up. */
  isIdle(body: Body): boolean
  without(body: Body): Body
}

const omit =
  (...names: string[]) =>
  (body: Body): Body =>
    Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))

const NEWER_LIMIT: Quirk = {
  named: /\bmax_completion_tokens\b/i,
  isIdle: ({ max_tokens }) => max_tokens !== undefined,
  without: ({ max_tokens, ...body }) => ({ ...body, max_completion_tokens: max_tokens }),
}

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
]

/** OpenAI's reasoning models know the limit only by its newer name, other servers only by the old. */
const RENAMED = /^(o\d|gpt-5)/

const REFUSED = new Set([400, 422])

/** What the models of an endpoint were found to refuse, learnt from their refusals. */
export class Quirks {
  readonly #byModel = new Map<string, ReadonlySet<Quirk>>()

  /** The body of a request as its model takes it. */
  readonly adapt = (body: Body): Body => {
    let adapted = body
    for (const quirk of this.#of(String(body['model']))) {
      if (quirk.isIdle(adapted)) adapted = quirk.without(adapted)
    }
    return adapted
  }

  /** Whether the same request would be adapted now in a way that it was not before. */
  learn(error: unknown): boolean {
    if (!APICallError.isInstance(error) || !REFUSED.has(error.statusCode ?? 0)) return false
    const body = Object(error.requestBodyValues) as Body // what was sent: an object
    const said = error.responseBody ?? error.message
    const found = QUIRKS.filter((quirk) => quirk.named.test(said) && quirk.isIdle(body))
    const model = String(body['model'])
    if (found.length > 0) this.#byModel.set(model, new Set([...this.#of(model), ...found]))
    return found.length > 0
  }

  #of(model: string): ReadonlySet<Quirk> {
    const held = this.#byModel.get(model)
    if (held) return held
    return new Set(RENAMED.test(model) ? [NEWER_LIMIT] : [])
  }
}
