import { mayChange, parseExact } from '#contract/exact-json.ts'
import type { JsonObject } from '#contract/json-object.ts'

import { type Span, pathsOf, placesOf, replaced } from '../json-source.ts'
import { toCalls } from './answer-fields.ts'
import { ARGUMENTS, CALLS as PART_CALLS } from './content-parts.ts'
import { KEPT_WITH_MESSAGE, WITH_CALL } from './kept-fields.ts'
import { mayBeExact, parsePiece, withPieceNulls } from './parse-answer.ts'
import { fieldsOf } from './told-frame.ts'

/** Arguments that are no text. */
const NO_TEXT = new RegExp(String.raw`"(?:${ARGUMENTS.join('|')})"\s*:\s*[[{\d-]`)

const CALLS = [
  ['tool_calls', 'function', 'arguments'],
  ['tool_calls', 'arguments'],
  ['function_call', 'arguments'],
  ...ARGUMENTS.flatMap((name) => [
    ['content', name],
    ...PART_CALLS.map((call) => ['content', call, name]),
  ]),
]
const PATHS = pathsOf(
  ['delta', 'message'].flatMap((name) => CALLS.map((path) => ['choices', name, ...path])),
)

/**
 * What a frame says; undefined where it is none. Arguments that are an object become its text as the
 * endpoint wrote it: as a value it would lose digits, and the order of its fields. What goes back to the
 * endpoint keeps its digits too.
 */
export const parseFrame = (given: string): unknown => {
  const text = withPieceNulls(given)
  const value = parsePiece(text)
  if (value === undefined || !NO_TEXT.test(text)) return withExactKept(value, text)
  const told = replaced(text, placesIn(text), (own) => JSON.stringify(own))
  return withExactKept(parsePiece(told), told)
}

/** @param value what was read from the text, and is of nobody else */
const withExactKept = (value: unknown, text: string): unknown => {
  if (value === undefined || !mayChange(text) || !mayBeExact(text)) return value
  const choices = itemsOf(fieldsOf(parseExact(text))['choices']).map(fieldsOf)
  for (const [at, choice] of itemsOf(fieldsOf(value)['choices']).entries()) {
    for (const name of ['delta', 'message']) {
      const [own, exact] = [fieldsOf(fieldsOf(choice)[name]), fieldsOf(choices[at]?.[name])]
      give(own, exact, KEPT_WITH_MESSAGE)
      const exactCalls = toCalls(exact)
      for (const [place, call] of toCalls(own).entries()) {
        give(call, exactCalls[place] ?? {}, WITH_CALL)
      }
    }
  }
  return value
}

const itemsOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const give = (own: JsonObject, exact: JsonObject, names: readonly string[]): void => {
  for (const name of names)
    if (name in own && typeof own[name] === 'object') own[name] = exact[name]
}

const placesIn = (text: string): Span[] =>
  placesOf(text, PATHS).filter(({ from }) => text[from] !== '"' && text[from] !== 'n')
