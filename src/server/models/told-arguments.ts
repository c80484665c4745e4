import { type Span, placesOf, replaced } from '../json-source.ts'
import { parseAnswer } from './parse-answer.ts'

/** Arguments that are no text. */
const NO_TEXT = /"arguments"\s*:\s*[[{\d-]/

const CALLS = [
  ['tool_calls', 'function', 'arguments'],
  ['tool_calls', 'arguments'],
  ['function_call', 'arguments'],
]
const PATHS = ['delta', 'message'].flatMap((name) =>
  CALLS.map((path) => ['choices', name, ...path]),
)

/**
 * What a frame says; undefined where it is none. Arguments that are an object become its text as the
 * endpoint wrote it: as a value it would lose digits, and the order of its fields.
 */
export const parseFrame = (text: string): unknown => {
  const value = parseAnswer(text)
  if (value === undefined || !NO_TEXT.test(text)) return value
  return parseAnswer(replaced(text, placesIn(text), (own) => JSON.stringify(own)))
}

const placesIn = (text: string): Span[] =>
  PATHS.flatMap((path) => [...placesOf(text, path)])
    .filter(({ from }) => text[from] !== '"' && text[from] !== 'n')
    .toSorted((a, b) => a.from - b.from)
