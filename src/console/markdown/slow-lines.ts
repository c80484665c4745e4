import { cutBefore } from './cost.ts'

/** No piece of so few characters is slow to lay out. */
const PIECE = 4_000
/** The same for a letter under marks, and for a part of a long paragraph beside others of its kind. */
const SMALL_PIECE = 1_000
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
  const isMarked = text.length > PIECE && MANY_MARKS.test(text)
  if (!isMarked && (text.length <= SMALL_PIECE || !turnsOften(text))) return undefined
  const most = isMarked ? SMALL_PIECE : PIECE
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    const end = cutBefore(text, at, at + most)
    pieces.push(text.slice(at, end))
    at = end
  }
  return pieces
}
