import { type FoldedFrom, foldedFrom } from './fold-pieces.ts'
import { fold, inSmall } from './fold.ts'
import { isOfId } from './ids-in-text.ts'
import { plainLatin } from './latin.ts'
import { namePartsOf } from './name-parts.ts'
import { UNSPACED } from './unspaced.ts'

const RUN = new RegExp(`[${UNSPACED}]+`, 'gu')
const HAS_RUN = new RegExp(RUN.source, 'u')
/** Whether any of it is written without spaces. */
export const isUnspaced = (text: string): boolean => HAS_RUN.test(text)
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
/** The paragraph separator: what stands between texts that are kept as one. No phrase goes on behind it. */
export const BETWEEN = '\u2029'
/** With signs that are not seen, which may stand within a word. */
const WRITTEN = /[\p{L}\p{N}\p{M}\p{Co}\p{Default_Ignorable_Code_Point}]+|\u2029/gu
const ASCII = /^[\0-\x7f]*$/

/** What is longer, as a key or data in letters, is found by its beginning. */
const LONGEST = 64

/** A term, and where in a text it stands, in UTF-16 units. */
export interface Standing {
  start: number
  end: number
  term: string
  /** Of two characters of writing without spaces, where the first ends. */
  firstEnd?: number
}

/** A stretch of a text that is found by its term. */
export interface Word extends Standing {
  /** Of a name in code: it can be found by each of these as well, apart from the words around it. */
  names: Standing[][]
  /** Whether it is there only for what follows it. */
  isBefore: boolean
}

/**
 * What stands where a phrase may not go on: as a letter it is a term of the index, and since folding leaves
 * the tatweel out nobody can ask for it.
 */
export const GAP = '\u0640'

/**
 * The words of a text in any script, as the index of the server has them: with a change of these its version
 * is counted up. Writing without spaces is taken as pairs of neighbours, which stand
 * one after the other like words: so any part of it of two characters or more is found as a phrase.
 */
export function* wordsOf(text: string): Generator<Word> {
  for (const { 0: written, index } of text.matchAll(WRITTEN)) {
    const end = index + written.length
    if (ASCII.test(written)) {
      yield plainWord(written, { start: index, end }, text)
      continue
    }
    if (written === BETWEEN) {
      yield { start: index, end, term: GAP, names: [], isBefore: false }
      continue
    }
    const folded = fold(written)
    const placeOf = placesIn(written, folded, index)
    for (const { 0: word, index: within } of folded.matchAll(WORD)) {
      const at = (from: number, to: number) => placeOf(within + from, within + to)
      yield* isUnspaced(word)
        ? splitWord(word, at, text)
        : [plainWord(word, at(0, word.length), text)]
    }
  }
}

interface Place {
  start: number
  end: number
}

/** Where in a text what stands from one place to another of it, or of a part of it, was written. */
type PlaceOf = (from: number, to: number) => Place

/** @param index where what is written begins in the text */
const placesIn = (written: string, folded: string, index: number): PlaceOf => {
  if (folded === written) return (from, to) => ({ start: index + from, end: index + to })
  let found: FoldedFrom | undefined
  return (from, to) => {
    // Most words are all that is written, and are looked at no closer.
    if (from === 0 && to === folded.length) return { start: index, end: index + written.length }
    found ??= foldedFrom(written, folded)
    return { start: index + found.startOf(from), end: index + found.endOf(to - 1) }
  }
}

/** @param text in which it stands */
const plainWord = (word: string, place: Place, text: string): Word => ({
  ...place,
  term: termOf(word),
  names: knownNames(namesIn(word, place, text), word, place, text),
  isBefore: false,
})

/** In an id, what is shorter is no word. */
const SHORTEST_OF_ID = 3

/** The names of a word, and of an id what is longer than a few characters. */
const knownNames = (
  names: Standing[][],
  word: string,
  { start }: Place,
  text: string,
): Standing[][] => {
  if (names.length === 0 || !isOfId(word, start, text)) return names
  return names.flatMap((way) => {
    const runs: Standing[][] = [[]]
    for (const part of way)
      if (part.term.length < SHORTEST_OF_ID) runs.push([])
      else runs.at(-1)?.push(part)
    return runs.filter((run) => run.length > 0)
  })
}

/** Letters with a number that goes on behind them, as in `v3.14.2`. */
const NUMBERED = /^([\p{L}\p{M}]+)(\p{Nd}+)$/u
const GOES_ON = /(?:\.\p{Nd}{1,20}(?![\p{L}\p{M}\p{N}])){1,6}/uy

/** A number, also at the end of what begins with one, as in the time of `06T10:00`. */
const NUMBER = /^(?:\p{Nd}+\p{L}+)?(\p{Nd}+)$/u
/** Numbers that go on up to letters, as in `2024-05-06T10`, `10:00:00Z` and `12.5kg`: of others each is a word. */
const UP_TO_LETTERS = /(?:[-.:/,]\p{Nd}{1,20}){1,6}(?=\p{L})/uy
const TIME = /(?:[.:]\p{Nd}{1,20}){1,6}/uy

const namesIn = (word: string, place: Place, text: string): Standing[][] => {
  const names = namePartsOf(word).map((parts) =>
    parts.map((part) => ({ ...place, term: termOf(part) })),
  )
  const [, first] = NUMBER.exec(word) ?? []
  if (first !== undefined) {
    const rest = numbersBehind(first === word ? UP_TO_LETTERS : TIME, place.end, text)
    const way = [{ ...place, term: termOf(first) }, ...rest]
    return rest.length === 0 ? names : [...names, way]
  }
  const [, letters, number] = (names.length > 0 && NUMBERED.exec(word)) || []
  if (letters === undefined || number === undefined) return names
  const numbers = numbersBehind(GOES_ON, place.end, text)
  if (numbers.length === 0) return names
  const parts = [letters, number].map((part) => ({ ...place, term: termOf(part) }))
  return [...names, [...parts, ...numbers]]
}

/** The numbers that go on at a place of a text. */
const numbersBehind = (pattern: RegExp, at: number, text: string): Standing[] => {
  pattern.lastIndex = at
  const [rest = ''] = pattern.exec(text) ?? []
  return [...rest.matchAll(/\p{Nd}+/gu)].map(({ 0: term, index }) => ({
    term: termOf(term.normalize('NFKC')),
    start: at + index,
    end: at + index + term.length,
  }))
}

/** A word as it is compared. */
const termOf = (word: string): string => {
  const lower = inSmall(word)
  const plain = ASCII.test(lower) ? lower : plainLatin(lower)
  return plain.length > LONGEST ? Array.from(plain).slice(0, LONGEST).join('') : plain
}

/** A stretch of letters cut where it goes over to or from a script without spaces. */
function* splitWord(word: string, at: PlaceOf, text: string): Generator<Word> {
  let end = 0
  for (const { 0: run, index } of word.matchAll(RUN)) {
    if (index > end) yield plainWord(word.slice(end, index), at(end, index), text)
    end = index + run.length
    yield* pairsOf(run, (from, to) => at(index + from, index + to))
  }
  if (end < word.length) yield plainWord(word.slice(end), at(end, word.length), text)
}

/** Each pair of neighbours, and the last character by itself: what follows the run is next to it. */
function* pairsOf(run: string, at: PlaceOf): Generator<Word> {
  const characters = Array.from(run)
  let from = 0
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1]
    const to = from + character.length + (next?.length ?? 0)
    const isOnly = characters.length === 1
    yield {
      ...at(from, to),
      firstEnd: at(from, from + character.length).end,
      term: character + (next ?? ''),
      names: [],
      isBefore: next === undefined && !isOnly,
    }
    from += character.length
  }
}

/** The terms to look for, which stand one after the other; none where nothing in it is a word. */
export const phraseOf = (text: string): string[] => {
  const words = [...wordsOf(text)]
  if (words.at(-1)?.isBefore) words.pop()
  return words.flatMap(({ term }) => (term === GAP ? [] : term))
}
