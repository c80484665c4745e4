import type { JsonObject } from '#contract/json-object.ts'

import { isFilled, isText } from './answer-fields.ts'
import { fieldsOf } from './told-frame.ts'

/** Where the words of a thought are, by the type of its block. Others, such as redacted ones, are whole. */
const WORDS: Record<string, string> = {
  thinking: 'thinking',
  'reasoning.text': 'text',
  'reasoning.summary': 'summary',
}

/**
 * What goes back with calls and came in pieces, with one more of them. Text goes on, thoughts go on to
 * their signature, other items of lists follow; of anything else the last stands.
 */
export const joined = (held: unknown, next: unknown): unknown => {
  if (typeof held === 'string' && typeof next === 'string') return held + next
  if (Array.isArray(next)) return withBlocks(Array.isArray(held) ? held : [], next)
  const [own, given] = [fieldsOf(held), Object.entries(fieldsOf(next))]
  if (given.length === 0) return next
  for (const [name, value] of given) {
    if (name !== '__proto__') own[name] = Array.isArray(value) ? joined(own[name], value) : value
  }
  return own
}

/** In place: an answer may come in many thousands of pieces. */
const withBlocks = (held: unknown[], next: unknown[]): unknown[] => {
  for (const item of next) {
    const [last, block] = [fieldsOf(held.at(-1)), fieldsOf(item)]
    const name = WORDS[String(block['type'])]
    const isThought = name !== undefined && last['type'] === block['type']
    if (!isThought || isOther(last['index'], block['index'])) held.push(copied(item))
    else if (!isFilled(last['signature'])) held[held.length - 1] = goneOn(last, block, name)
    else if (!isToldAgain(last, block, name)) held.push(copied(item))
  }
  return held
}

/** The same, apart from what else knows it. */
const copied = (item: unknown): unknown =>
  Object.keys(fieldsOf(item)).length > 0 ? { ...fieldsOf(item) } : item

const isOther = (one: unknown, other: unknown): boolean =>
  typeof one === 'number' && typeof other === 'number' && one !== other

/** A block with what follows it; some tell all of its words once more with the signature. */
const goneOn = (last: JsonObject, block: JsonObject, name: string): JsonObject => {
  const [said, more] = [wordsIn(last[name]), wordsIn(block[name])]
  const isWhole = isFilled(block['signature']) && more === said
  const told = Object.entries(block).filter(([, value]) => isFilled(value))
  return { ...last, ...Object.fromEntries(told), [name]: isWhole ? said : said + more }
}

const isToldAgain = (last: JsonObject, block: JsonObject, name: string): boolean =>
  last['signature'] === block['signature'] && ['', last[name]].includes(wordsIn(block[name]))

const wordsIn = (value: unknown): string => (isText(value) ? value : '')
