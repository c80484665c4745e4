import type { JsonObject } from '#contract/json-object.ts'

import { argumentsOf, isFilled, isOfText, isText, toCalls, toText } from './answer-fields.ts'
import { fieldsOf } from './told-frame.ts'

type Kind = 'thought' | 'refusal' | 'call' | 'served' | 'other'

/** Where the words of a thought are, the most telling first. */
const THOUGHT_WORDS = ['thinking', 'text', 'content', 'reasoning', 'summary', 'thought'] as const
/** Where a call stands in a part that is not the call itself. */
export const CALLS = ['function', 'function_call', 'functionCall'] as const
export const ARGUMENTS = ['arguments', 'partial_json', 'input', 'args'] as const
const IDS = ['id', 'call_id', 'tool_call_id'] as const
/** What holds parts of its own: messages, and events that a stream of another wire is made of. */
const HOLDERS = ['content', 'parts', 'delta', 'content_block'] as const

interface Call extends JsonObject {
  index: number | undefined
  function: { name: unknown; arguments: string }
}

/** Sorts the parts of one answer's content. */
export class ContentParts {
  /** Whether the endpoint itself serves the call that was begun last. */
  #isServed = false
  /** The numbers of parts that began a call. */
  readonly #numbers = new Set<unknown>()

  /**
   * A delta or a message, with the parts of its content where their kind belongs: a refusal and calls in
   * fields of their own, and thoughts marked as such. What has its field already is not told twice.
   */
  sorted(given: JsonObject): JsonObject {
    const { content } = given
    if (typeof content !== 'object' || content === null) return given
    const parts = partsIn(content).map((part) => ({ part, kind: kindOf(fieldsOf(part)) }))
    const refusals: string[] = []
    const calls: Call[] = []
    const rest: unknown[] = []
    for (const { part, kind } of parts) {
      const fields = fieldsOf(part)
      if (kind === 'thought') rest.push({ thinking: thoughtOf(fields) })
      else if (kind === 'refusal') refusals.push(refusalOf(fields))
      else if (kind === 'other') rest.push(part)
      else this.#take(fields, kind === 'served', calls)
    }
    const refusal = refusals.join('')
    return {
      ...given,
      content: rest,
      ...(refusal !== '' && !isText(given['refusal']) && { refusal }),
      ...(calls.length > 0 && toCalls(given).length === 0 && { tool_calls: calls }),
    }
  }

  /** A call or a piece of one, unless the endpoint serves it itself. */
  #take(part: JsonObject, isServed: boolean, calls: Call[]): void {
    const { id, isBegun, ...own } = callIn(part)
    const number = typeof part['index'] === 'number' ? part['index'] : undefined
    if (isServed) this.#numbers.delete(number)
    else if (isBegun && number !== undefined) this.#numbers.add(number)
    if (isServed || isBegun) this.#isServed = isServed
    const isKnown = this.#numbers.has(number)
    if (this.#isServed && !isKnown) return
    // A piece whose number began no call goes on with the last one.
    const index = isKnown ? number : undefined
    const call = isBegun ? undefined : calls.findLast((each) => !isKnown || each.index === index)
    // A message tells all pieces of a call once more.
    if (call) call.function.arguments += own.arguments
    else calls.push({ ...part, index, id, function: own })
  }
}

/** Parts, also those within lists, messages and events. */
const partsIn = (content: unknown): unknown[] => {
  if (Array.isArray(content)) return content.flatMap(partsIn)
  const part = fieldsOf(content)
  if (kindOf(part) !== 'other' || !isOfText(part) || isText(part['text'])) return [content]
  const held = HOLDERS.map((name) => part[name]).find(isNested)
  if (held === undefined) return [content]
  // The number of an event's part stands beside the part.
  return partsIn(held).map((each) =>
    'index' in part && isNested(each) ? { index: part['index'], ...each } : each,
  )
}

/** An object, or a list. */
const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null

/** By its type, which endpoints write in many ways, or by the field that it has. */
const kindOf = (part: JsonObject): Kind => {
  const type = isText(part['type']) ? part['type'] : ''
  if (/reason|think|thought/i.test(type) || part['thought'] === true) return 'thought'
  if ('thinking' in part) return 'thought'
  if (/^(?:output_)?refusal(?:_delta)?$/i.test(type) || isText(part['refusal'])) return 'refusal'
  if (/^(?:server|mcp)_?tool_?(?:use|call)/i.test(type)) return 'served'
  if (/^(?:tool|function)[_-]?(?:use|call)s?(?:_?(?:delta|chunk))?$/i.test(type)) return 'call'
  if (/^input_?json/i.test(type) || 'partial_json' in part) return 'call'
  return type === '' && CALLS.some((name) => isNested(part[name])) ? 'call' : 'other'
}

const thoughtOf = (part: JsonObject): string =>
  THOUGHT_WORDS.map((name) => wordsIn(part[name])).find(isText) ?? ''

const refusalOf = (part: JsonObject): string =>
  [part['refusal'], part['text'], part['content']].map(wordsIn).find(isText) ?? ''

const wordsIn = (value: unknown): string => {
  const { content, thinking } = toText(value)
  return thinking + content
}

const callIn = (part: JsonObject) => {
  const own = fieldsOf(CALLS.map((name) => part[name]).find(isNested) ?? part)
  const id = IDS.map((name) => part[name] ?? own[name]).find(isText)
  const { name } = own
  const isBegun = isText(name) || isText(id)
  const given = argumentsOf(ARGUMENTS.map((each) => own[each]).find(isFilled))
  // Anthropic begins a call with an empty `input`, which its pieces follow.
  return { id, name, arguments: isBegun && /^\s*\{\s*\}\s*$/.test(given) ? '' : given, isBegun }
}
