import type { JsonObject } from '#contract/json-object.ts'

import { isText, toText } from './answer-fields.ts'
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

  /** A delta, with what was held before it. */
  delta(given: JsonObject): JsonObject {
    const due: JsonObject = {}
    for (const name of NAMES) {
      if (given[name] === undefined || given[name] === null) continue
      const text = this.#texts[name]
      const before = text.end()
      const { content, thinking } = toText(given[name])
      text.delta(content)
      this.#texts.thinking.delta(thinking)
      if (before === '') continue
      due[name] = Array.isArray(given[name]) ? [before, ...given[name]] : before + content
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
