import { fold } from './fold.ts'

/** What is folded with what stands before it: marks, signs that are not seen, and forms of marks that stand alone. */
const GOES_ON = String.raw`\p{M}\p{Default_Ignorable_Code_Point}\u0640\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f\uff9e\uff9f\u{16d67}`
/** Vowels and final consonants of Korean, in all their forms: they become one syllable with what stands before them. */
const IN_SYLLABLE = String.raw`\u1160-\u11ff\u3133\u3135\u3136\u313a-\u313f\u314f-\u3163\u3167-\u316d\u316f\u3170\u3182\u3183\u3187-\u318e\ud7b0-\ud7ff\uffa3\uffa5\uffa6\uffaa-\uffaf\uffc2-\uffc7\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc`
const PIECES = new RegExp(
  String.raw`[\0-\x7f]+(?![${GOES_ON}])|[^][${GOES_ON}${IN_SYLLABLE}]*`,
  'gu',
)

/** Each piece of a text that can be folded by itself, in their order: a letter with its marks; plain ones in one. */
export const piecesOf = (text: string): Iterable<{ 0: string; index: number }> =>
  text.matchAll(PIECES)

const known = new Map<string, string>()
/** A text has few kinds of pieces. */
const MOST_KNOWN = 20_000

const PLAIN = /^[\0-\x7f]*$/
const foldPiece = (piece: string): string => {
  if (PLAIN.test(piece)) return piece
  let folded = known.get(piece)
  if (folded === undefined) {
    folded = fold(piece)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(piece, folded)
  }
  return folded
}

/** Where what a unit of a folded text was made of stands in the text. */
export interface FoldedFrom {
  startOf: (unit: number) => number
  endOf: (unit: number) => number
}

/**
 * Where each unit of a folded text comes from. What was made of a piece in another form is in its place as a whole.
 * @param whole the text folded as one: where it mixes scripts in a way that no one piece tells, it is one place
 */
export const foldedFrom = (text: string, whole: string): FoldedFrom => {
  const starts: number[] = []
  const ends: number[] = []
  for (const { 0: piece, index } of piecesOf(text)) {
    const folded = foldPiece(piece)
    const isAsWritten = folded === piece
    for (let at = 0; at < folded.length; at += 1) {
      starts.push(isAsWritten ? index + at : index)
      ends.push(index + (isAsWritten ? at + 1 : piece.length))
    }
  }
  const isKnown = starts.length === whole.length
  return {
    startOf: (unit) => (isKnown ? (starts[unit] ?? 0) : 0),
    endOf: (unit) => (isKnown ? ends[unit] : undefined) ?? text.length,
  }
}
