import { MAX_QUERY_CHARACTERS, type WordsClause, parseQuery } from '#contract/search-language.ts'
import { UNSPACED } from '#contract/unspaced.ts'
import { phraseOf } from '#contract/words.ts'

import { type Folded, type Span, findIn, fold, spansIn } from './fold.ts'
import { type Phrase, namesWith } from './names.ts'

/** A word or a phrase, as it is looked for. */
interface Term extends Phrase {
  /** Whole words, one after the other, whatever signs stand between them. */
  whole: RegExp
  /** The same also inside other words, as `fund` in `refunded`. */
  inside: RegExp
  /** It must not be there. */
  isNot: boolean
}

/** What is looked for in a thread. */
export interface Wanted {
  /** All that is written, as it stands; folded. */
  exact: string
  /** What has to be true of a text, as in a search: of each group one. */
  groups: readonly (readonly Term[])[]
  /** What else is looked for. */
  terms: readonly Term[]
}

/**
 * How far a text may be from what is written: `all` holds it as it stands, or everything a search asks for;
 * `parts` holds everything, but some of it as any part of a word;
 * `any` holds a word or phrase of it; `inside` holds one as a part of a word.
 */
export const LEVELS = ['all', 'parts', 'any', 'inside'] as const
export type Level = (typeof LEVELS)[number]

const LETTER = String.raw`[\p{L}\p{N}\p{M}\p{Co}]`
/** Where words are written without spaces, each may stand inside a longer run of letters. */
const RUN = `[${UNSPACED}]`
/** However many of them stand between two words, each is read once: a word begins with none. */
const SIGN = String.raw`[^\p{L}\p{N}\p{M}\p{Co}]`
const WORDS = new RegExp(`${LETTER}+`, 'gu')
/** A word that goes over to or from a script without spaces is several to a search, with or without signs between. */
const PIECES = new RegExp(`${RUN}+|(?:(?!${RUN})${LETTER})+`, 'gu')
const BEGINS_UNSPACED = new RegExp(`^${RUN}`, 'u')
const ENDS_UNSPACED = new RegExp(`${RUN}$`, 'u')

const termOf = ({ text, isPrefix, isNot }: WordsClause): Term[] => {
  const words = fold(text).text.match(WORDS)
  if (!words) return []
  const pieces = words.flatMap((word) => word.match(PIECES) ?? [])
  const joined = pieces.reduce((before, piece) => {
    const isOver = ENDS_UNSPACED.test(before) !== BEGINS_UNSPACED.test(piece)
    return before + SIGN + (isOver ? '*?' : '+?') + piece
  })
  const before = BEGINS_UNSPACED.test(joined) ? '' : `(?<!(?!${RUN})${LETTER})`
  const isOpen = isPrefix || ENDS_UNSPACED.test(joined)
  const after = isOpen ? '' : `(?!(?!${RUN})${LETTER})`
  return [
    {
      whole: new RegExp(before + joined + after, 'gu'),
      inside: new RegExp(pieces.join(`${SIGN}*?`), 'gu'),
      terms: phraseOf(text),
      isPrefix,
      isNot,
    },
  ]
}

/** Reads what is written in the box as the search reads it. Operators narrow a search; a thread is one thing. */
export const wantedIn = (written: string): Wanted => {
  // A longer text is none that a search would take: it is found as it stands.
  const query = written.length > MAX_QUERY_CHARACTERS ? '' : written
  const groups = parseQuery(query).groups.map((group) => ({
    terms: group.flatMap((clause) => (clause.type === 'words' ? termOf(clause) : [])),
    isOfWords: group.every(({ type }) => type === 'words'),
  }))
  return {
    exact: fold(written).text.trim(),
    // What may be true by an operator need not be by its words.
    groups: groups.flatMap(({ terms, isOfWords }) =>
      isOfWords && terms.length > 0 ? [terms] : [],
    ),
    terms: groups.flatMap(({ terms }) => terms).filter(({ isNot }) => !isNot),
  }
}

const holds = ({ text }: Folded, pattern: RegExp): boolean => text.search(pattern) >= 0

/** Whether a search finds a term in a text: as whole words, or as words of a name. */
const isFound = (folded: Folded, term: Term): boolean =>
  holds(folded, term.whole) || (holds(folded, term.inside) && namesWith(folded, term).length > 0)

const spansOf = (text: string, pattern: RegExp, most: number): Span[] => {
  const spans: Span[] = []
  for (const { 0: found, index } of text.matchAll(pattern)) {
    spans.push({ start: index, end: index + found.length })
    if (spans.length >= most) break
  }
  return spans
}

/** Where a search finds a term, and of a name the words that are looked for. */
const foundSpans = (folded: Folded, term: Term, most: number): Span[] => {
  const whole = spansOf(folded.text, term.whole, most)
  // A word that stands nowhere within another stands in no name.
  const inside = spansOf(folded.text, term.inside, most)
  if (inside.length === whole.length) return whole
  const names = namesWith(folded, term)
  let nth = 0
  const named = inside.filter((span) => {
    const [{ start, end } = span] = spansIn(folded, [span])
    while ((names[nth]?.end ?? Infinity) < end) nth++
    return start >= (names[nth]?.start ?? Infinity)
  })
  return [...whole, ...named]
}

/** Where any of the terms stands, in order; of two that overlap the first and longest. */
const anyIn = (folded: Folded, spans: readonly Span[], most: number): Span[] => {
  const all = spans.toSorted((a, b) => a.start - b.start || b.end - a.end)
  const found: Span[] = []
  for (const span of all) if (span.start >= (found.at(-1)?.end ?? 0)) found.push(span)
  return spansIn(folded, found.slice(0, most))
}

/** Where a text has what is wanted: as it stands, where it stands so; else its words and phrases. */
export const placesIn = (
  folded: Folded,
  { exact, groups, terms }: Wanted,
  level: Level,
  most = Infinity,
): { spans: Span[]; isExact: boolean } => {
  const asWritten = findIn(folded, exact, most)
  if (asWritten.length > 0) return { spans: asWritten, isExact: true }
  // A term may be any part of a word where a search does not find it.
  const isWithin = (term: Term) =>
    level === 'inside' || (level === 'parts' && !isFound(folded, term))
  const isTrue = (term: Term) =>
    isFound(folded, term) !== term.isNot ||
    (level === 'parts' && !term.isNot && holds(folded, term.inside))
  const needed =
    level === 'all' || level === 'parts'
      ? groups
      : groups.filter((group) => group.every(({ isNot }) => isNot))
  if (terms.length === 0 || !needed.every((group) => group.some(isTrue)))
    return { spans: [], isExact: false }
  const spans = terms.flatMap((term) =>
    isWithin(term) ? spansOf(folded.text, term.inside, most) : foundSpans(folded, term, most),
  )
  return { spans: anyIn(folded, spans, most), isExact: false }
}
