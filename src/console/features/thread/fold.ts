import { UNDRAWN_BETWEEN } from '#console/markdown/web-link.ts'
import { piecesOf } from '#contract/fold-pieces.ts'
import { fold as foldWords, inSmall } from '#contract/fold.ts'
import { plainLatin } from '#contract/latin.ts'
import type { ShownLine } from '#contract/shown-lines.ts'

/** A text as it is compared: small letters, without what readers do not type, any white space one space. */
export interface Folded {
  text: string
  /** What was folded. */
  original: string
  /**
   * Where what each unit of `text` was made of begins in what was folded, with the end of that; undefined
   * where the places are the same.
   */
  places: readonly number[] | undefined
}

const PLAIN = /^[\0-\x7f]*$/
const foldPlain = (text: string): string => text.toLowerCase().replaceAll(/[^\S ]/g, ' ')

const known = new Map<string, string>()
/** A text has few kinds of pieces. */
const MOST_KNOWN = 20_000

/** Folds a piece as a search does. */
const foldPiece = (piece: string): string => {
  let folded = known.get(piece)
  if (folded === undefined) {
    folded = foldPlain(plainLatin(inSmall(foldWords(piece))))
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(piece, folded)
  }
  return folded
}

const BLANKS = / {2,}/g

/** Blanks that follow each other are one: a page joins most of them, code keeps them, and nobody counts them. */
const withBlanksJoined = (folded: Folded): Folded => {
  const { text, original, places } = folded
  if (!text.includes('  ')) return folded
  const kept: number[] = []
  let done = 0
  const keep = (end: number) => {
    for (let at = done; at < end; at += 1) kept.push(places?.[at] ?? at)
  }
  for (const { 0: blanks, index } of text.matchAll(BLANKS)) {
    keep(index + 1)
    done = index + blanks.length
  }
  keep(text.length + 1)
  return { text: text.replaceAll(BLANKS, ' '), original, places: kept }
}

/** Folds a text so that what a reader takes for the same words is the same. */
export const fold = (original: string): Folded => {
  if (PLAIN.test(original))
    return withBlanksJoined({ text: foldPlain(original), original, places: undefined })
  const places: number[] = []
  let text = ''
  for (const { 0: piece, index } of piecesOf(original)) {
    const isPlain = PLAIN.test(piece)
    const folded = isPlain ? foldPlain(piece) : foldPiece(piece)
    for (let each = 0; each < folded.length; each += 1) places.push(isPlain ? index + each : index)
    text += folded
  }
  places.push(original.length)
  return withBlanksJoined({ text, original, places })
}

/** A text to find words in. */
export interface ReadText extends Folded {
  /** Where what is not drawn begins, which is marked at what stands for it, such as a link for its address. */
  drawnTo?: number
  /** Formulas that are drawn, in their order. */
  formulas?: readonly FormulaText[]
  /** Lines without their marks, behind all else: what is found in them stands in what is drawn. */
  unmarked?: readonly UnmarkedText[]
}

/** A formula that is drawn, and where it stands as it is written. */
export interface FormulaText extends Span {
  drawn: Folded
}

/** A line without its marks, where it stands, and the places in what is drawn of the places in it. */
export interface UnmarkedText extends Span {
  placeOf: ShownLine['placeOf']
}

/** Stands before a line without its marks. It counts as a letter, so no phrase goes on across it. */
const BEFORE_LINE = '\n\u{10fffd}\n'

/** How a formula is written, also without its braces, as the index reads it. */
export const waysToWrite = (tex: string): string => {
  const bare = tex.replaceAll(/[{}]/g, '')
  return bare === tex ? tex : tex + UNDRAWN_BETWEEN + bare
}

/**
 * What is drawn and what is found beside it as one text: a search finds words in both.
 * @param lines what is drawn with marks, without them
 */
export const foldBoth = (
  drawn: string,
  undrawn: readonly string[],
  formulas: readonly { drawn: string; written: string }[] = [],
  lines: readonly ShownLine[] = [],
): ReadText => {
  if (undrawn.length === 0 && formulas.length === 0 && lines.length === 0) return fold(drawn)
  const parts = [[drawn, ...undrawn].join(UNDRAWN_BETWEEN)]
  let end = parts[0]?.length ?? 0
  const add = (before: string, text: string): Span => {
    const start = end + before.length
    end = start + text.length
    parts.push(before, text)
    return { start, end }
  }
  const placed = formulas.map((formula): FormulaText => ({
    ...add(UNDRAWN_BETWEEN, waysToWrite(formula.written)),
    drawn: fold(formula.drawn),
  }))
  const unmarked = lines.map(({ text, placeOf }): UnmarkedText => ({
    ...add(BEFORE_LINE, text),
    placeOf,
  }))
  return {
    ...fold(parts.join('')),
    drawnTo: drawn.length,
    ...(placed.length > 0 && { formulas: placed }),
    ...(unmarked.length > 0 && { unmarked }),
  }
}

/** A stretch of a text, from its start up to its end. */
export interface Span {
  start: number
  end: number
}

/**
 * Stretches of a folded text as stretches of what was folded, in their order. What was made of one piece
 * stands there as a whole, and once.
 */
export const spansIn = ({ places }: Folded, found: readonly Span[]): Span[] => {
  if (!places) return [...found]
  const spans: Span[] = []
  for (const { start, end } of found) {
    const last = places[end - 1]
    let after = end
    while (places[after] === last && after < places.length - 1) after += 1
    // Both are there: the text is as long as its places.
    const span = { start: places[start] ?? 0, end: places[after] ?? 0 }
    if (span.start >= (spans.at(-1)?.end ?? 0)) spans.push(span)
  }
  return spans
}

/** Where the words stand in a folded text, as places of the original: each from its start up to its end. */
export const findIn = (folded: Folded, words: string, most = Infinity): Span[] => {
  const found: Span[] = []
  if (words === '') return found
  const { text } = folded
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    found.push({ start: at, end: at + words.length })
    if (found.length >= most) break
  }
  return spansIn(folded, found)
}
