import { shownLines } from '#contract/shown-lines.ts'
import { GAP, type Standing, type Word, wordsOf } from '#contract/words.ts'

/** Of what words are made of, and texts: counted up, the index is made anew while the server runs. */
export const WORDS_VERSION = 12

/**
 * The words of those lines in which marks of Markdown join what stands beside them, as a page shows them.
 * No phrase goes on from one line to the next.
 */
export function* shownWordsOf(text: string): Generator<Word | { start: number; term: undefined }> {
  for (const { start, shown } of shownLines(text)) {
    // How far it is, for whoever goes through both kinds of words at once.
    yield { start, term: undefined }
    if (!shown) continue
    const endOf = (end: number) => shown.placeOf(end - 1) + 1
    const placed = ({ term, start: from, end, firstEnd }: Standing): Standing => ({
      term,
      start: shown.placeOf(from),
      end: endOf(end),
      ...(firstEnd !== undefined && { firstEnd: endOf(firstEnd) }),
    })
    yield { start, end: start, term: GAP, names: [], isBefore: false }
    for (const word of wordsOf(shown.text))
      yield { ...word, ...placed(word), names: word.names.map((way) => way.map(placed)) }
  }
}

/**
 * How many words of one text are kept; what else it is found by is as much again at most. The index takes a
 * text in within one transaction, in about 5 µs a word: nobody else can write meanwhile.
 */
export const MOST_TERMS = 50_000

/**
 * The terms of a text as it is kept: of its words one after the other, however they are capitalised, after
 * them the words of lines that a page shows otherwise than they are written, and the parts of names.
 */
export const termsOf = (text: string): string => {
  const terms: string[] = []
  const names = new Map<string, Standing[]>()
  const take = ({ term, names: ways }: Word) => {
    terms.push(term)
    for (const way of ways) names.set(way.map(({ term: part }) => part).join(' '), way)
  }
  for (const word of wordsOf(text)) {
    if (terms.length >= MOST_TERMS) break
    take(word)
  }
  for (const word of shownWordsOf(text)) {
    if (terms.length >= 1.5 * MOST_TERMS) break
    if (word.term !== undefined) take(word)
  }
  for (const way of names.values()) {
    if (terms.length >= 2 * MOST_TERMS) break
    terms.push(GAP)
    for (const { term } of way) terms.push(term)
  }
  return terms.join(' ')
}
