import { MAX_QUERY_CHARACTERS, type WordsClause, parseQuery } from '#contract/search-language.ts'
import { UNSPACED } from '#contract/unspaced.ts'

import { type Folded, type Span, findIn, fold, spansIn } from './fold.ts'

/** A word or a phrase, as it is looked for. */
interface Term {
  /** Whole words, one after the other, whatever signs stand between them. */
  whole: RegExp
  /** The same also inside other words, as `user name` in `getUserName`. */
  inside: RegExp
}

/** What is looked for in a thread. */
export interface Wanted {
  /** All that is written, as it stands; folded. */
  exact: string
  /** What a text has to hold, as in a search: of each group one. */
  groups: readonly (readonly Term[])[]
  /** What it must not hold. */
  not: readonly Term[]
}

/**
 * How far a text may be from what is written: `all` holds it as it stands, or everything a search asks for;
 * `parts` holds everything, but some of it as a part of a word, as a search finds `user name` in `getUserName`;
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
const BEGINS_UNSPACED = new RegExp(`^${RUN}`, 'u')
const ENDS_UNSPACED = new RegExp(`${RUN}$`, 'u')

const termOf = ({ text, isPrefix }: WordsClause): Term[] => {
  const words = fold(text).text.match(WORDS)
  if (!words) return []
  const joined = words.join(`${SIGN}+?`)
  const before = BEGINS_UNSPACED.test(joined) ? '' : `(?<!(?!${RUN})${LETTER})`
  const isOpen = isPrefix || ENDS_UNSPACED.test(joined)
  const after = isOpen ? '' : `(?!(?!${RUN})${LETTER})`
  return [
    {
      whole: new RegExp(before + joined + after, 'gu'),
      inside: new RegExp(words.join(`${SIGN}*?`), 'gu'),
    },
  ]
}

/** Reads what is written in the box as the search reads it. Operators narrow a search; a thread is one thing. */
export const wantedIn = (written: string): Wanted => {
  // A longer text is none that a search would take: it is found as it stands.
  const query = written.length > MAX_QUERY_CHARACTERS ? '' : written
  const groups = parseQuery(query).groups.map((group) =>
    group.flatMap((clause) => (clause.type === 'words' ? clause : [])),
  )
  return {
    exact: fold(written.trim()).text,
    groups: groups
      .map((group) => group.filter(({ isNot }) => !isNot).flatMap(termOf))
      .filter((terms) => terms.length > 0),
    not: groups.flatMap((group) => group.filter(({ isNot }) => isNot).flatMap(termOf)),
  }
}

const holds = ({ text }: Folded, pattern: RegExp): boolean => text.search(pattern) >= 0

const spansOf = (text: string, pattern: RegExp, most: number): Span[] => {
  const spans: Span[] = []
  for (const { 0: found, index } of text.matchAll(pattern)) {
    spans.push({ start: index, end: index + found.length })
    if (spans.length >= most) break
  }
  return spans
}

/** Where any of the patterns stands, in order; of two that overlap the first and longest. */
const anyIn = (folded: Folded, patterns: readonly RegExp[], most: number): Span[] => {
  const all = patterns
    .flatMap((pattern) => spansOf(folded.text, pattern, most))
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
  const found: Span[] = []
  for (const span of all) if (span.start >= (found.at(-1)?.end ?? 0)) found.push(span)
  return spansIn(folded, found.slice(0, most))
}

/** How a term is looked for; where it may be a part of a word, it is one only where it stands nowhere whole. */
const patternOf = (folded: Folded, { whole, inside }: Term, level: Level): RegExp => {
  if (level === 'inside') return inside
  return level === 'parts' && !holds(folded, whole) ? inside : whole
}

/** Where a text has what is wanted: as it stands, where it stands so; else its words and phrases. */
export const placesIn = (
  folded: Folded,
  { exact, groups, not }: Wanted,
  level: Level,
  most = Infinity,
): { spans: Span[]; isExact: boolean } => {
  const asWritten = findIn(folded, exact, most)
  if (asWritten.length > 0) return { spans: asWritten, isExact: true }
  const patternsOf = groups.map((terms) => terms.map((term) => patternOf(folded, term, level)))
  const isLike =
    !not.some(({ whole }) => holds(folded, whole)) &&
    ((level !== 'all' && level !== 'parts') ||
      patternsOf.every((patterns) => patterns.some((pattern) => holds(folded, pattern))))
  if (!isLike || groups.length === 0) return { spans: [], isExact: false }
  return { spans: anyIn(folded, patternsOf.flat(), most), isExact: false }
}
