import { cutBefore } from '#console/markdown/cost.ts'

import type { Piece } from './marks.ts'

/** What is shown of a piece, or how much of it is not. */
export type ShownPart =
  | (Piece & { at: number; hidden?: undefined })
  | { hidden: number; at: number; of: Piece['of'] }

/** How much of a text is shown that is the same on both sides and stands by itself, in characters. */
const WHOLE = 1500
/** What is the same around a change. */
const AROUND = 300
/** What is shown of a change. */
const CHANGE = 4000
/** So little is not worth a button. */
const LITTLE = 300
/** How much more is shown each time that it is asked for. */
export const MORE = 20_000

const ends = ({ of }: Piece, isFirst: boolean, isLast: boolean): [number, number] => {
  if (of !== 'both') return [CHANGE, 0]
  if (isFirst && isLast) return [WHOLE, 0]
  return [isFirst ? 0 : AROUND, isLast ? 0 : AROUND]
}

/**
 * The pieces of a text as far as they are shown: long stretches without a change, and what a change has more
 * than anyone reads, are left out until they are asked for.
 * @param more how many characters more of each piece were asked for, by its place
 */
export const shownParts = (
  pieces: readonly Piece[],
  more: ReadonlyMap<number, number>,
): ShownPart[] =>
  pieces.flatMap((piece, at): ShownPart[] => {
    const { of, text } = piece
    const [head, tail] = ends(piece, at === 0, at === pieces.length - 1)
    const asked = head + (more.get(at) ?? 0)
    if (text.length - asked - tail <= LITTLE) return [{ ...piece, at }]
    const start = asked === 0 ? 0 : cutBefore(text, 0, asked)
    const end = tail === 0 ? text.length : cutBefore(text, start, text.length - tail)
    return [
      ...(start > 0 ? [{ of, text: text.slice(0, start), at }] : []),
      { hidden: end - start, at, of },
      ...(end < text.length ? [{ of, text: text.slice(end), at }] : []),
    ]
  })
