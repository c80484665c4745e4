import { cutBefore } from './cost.ts'

/** No text of so few characters is slow to lay out. */
const PIECE = 4_000
const MANY_MARKS = /\p{M}{64}/u
const RIGHT_TO_LEFT = String.raw`\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}`
const TURN = new RegExp(
  `[${RIGHT_TO_LEFT}][^${RIGHT_TO_LEFT}]*?[A-Za-z]|[\u202a-\u202e\u2066-\u2069]`,
  'gu',
)
/** A text of mixed scripts that someone wrote turns a few times in a line. */
const MANY_TURNS = 500

function turnsOften(text: string): boolean {
  let turns = 0
  for (const _ of text.matchAll(TURN)) if ((turns += 1) > MANY_TURNS) return true
  return false
}

/**
 * The pieces of a text that browsers lay out in a time that grows with the square of its length: one letter
 * under thousands of marks, or directions that change with each word. Undefined for any other text.
 */
export function slowPieces(text: string): string[] | undefined {
  if (text.length <= PIECE || !(MANY_MARKS.test(text) || turnsOften(text))) return undefined
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    const end = cutBefore(text, at, at + PIECE)
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}
