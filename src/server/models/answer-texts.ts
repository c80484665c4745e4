import type { JsonObject } from '#contract/json-object.ts'

import { isText, toCalls, toText } from './answer-fields.ts'
import { type MessageFrame, TextSoFar } from './text-so-far.ts'

const NAMES = ['content', 'refusal', 'reasoning_content', 'reasoning'] as const
type Name = (typeof NAMES)[number]

/** Lists that come back with calls, which a message may hold once more. */
const LISTS = ['reasoning_details', 'thinking_blocks'] as const

/** The texts of an answer, in a stream that may hold messages beside deltas. */
export class AnswerTexts {
  readonly #texts: Record<Name | 'thinking', TextSoFar> = {
    content: new TextSoFar(),
    refusal: new TextSoFar(),
    reasoning_content: new TextSoFar(),
    reasoning: new TextSoFar(),
    thinking: new TextSoFar(),
  }
  readonly #lists = new Map<string, { last: unknown[]; isInDeltas: boolean }>()

  /** A delta as it is told: with what was held before it, without what it repeats. */
  delta(given: JsonObject): JsonObject {
    const due: JsonObject = {}
    const isLast = toCalls(given).length > 0
    for (const name of NAMES) {
      if (!isLast && (given[name] === undefined || given[name] === null)) continue
      const { content, thinking } = toText(given[name])
      const text = this.#texts[name]
      // Text after a call is none.
      const told = text.delta(content) + (isLast ? text.end() : '')
      this.#texts.thinking.delta(thinking, { mayGrow: false })
      if (told !== content) due[name] = thinking === '' ? told : [told, { thinking }]
    }
    for (const name of LISTS) {
      const last = given[name]
      if (Array.isArray(last)) this.#lists.set(name, { last, isInDeltas: true })
    }
    return Object.keys(due).length > 0 ? { ...given, ...due } : given
  }

  /** A message as a delta, which holds what was not told before. */
  message(message: JsonObject, frame: MessageFrame): JsonObject {
    const untold: JsonObject = { ...message }
    for (const name of NAMES) {
      const { content, thinking } = toText(message[name])
      const text = this.#texts[name].message(content, frame)
      if (text !== content || isText(message[name])) untold[name] = text
      if (thinking === '') continue
      untold[name] = [text, { thinking: this.#texts.thinking.message(thinking, frame) }]
    }
    for (const name of LISTS) {
      const list: unknown = message[name]
      if (!Array.isArray(list)) continue
      const told = this.#lists.get(name)
      if (told?.isInDeltas) untold[name] = []
      else if (told && isBegunBy(list, told.last)) untold[name] = list.slice(told.last.length)
      this.#lists.set(name, { last: list, isInDeltas: told?.isInDeltas ?? false })
    }
    return untold
  }

  /** What was held, when nothing follows. */
  end(): JsonObject {
    const ends = NAMES.map((name) => [name, this.#texts[name].end()] as const)
    return Object.fromEntries(ends.filter(([, text]) => text !== ''))
  }
}

const isBegunBy = (list: unknown[], beginning: unknown[]): boolean =>
  JSON.stringify(list.slice(0, beginning.length)) === JSON.stringify(beginning)
