import { openFence } from '#contract/code-in-markdown.ts'
import { type Standing, type Word, wordsOf } from '#contract/words.ts'

import type { Match, Phrase } from './match.ts'
import { characterStart, cutLine, oneLine } from './text/cut-line.ts'
import { plainMarkdown } from './text/plain-markdown.ts'
import { withoutThoughts } from './text/without-thoughts.ts'
import { shownWordsOf } from './text/words.ts'

/** A part of a text with the places in it that were looked for, in UTF-16 units. */
export interface Snippet {
  text: string
  marks: [start: number, end: number][]
}

/** How much of the texts of a page is looked through, in UTF-16 units: what is further back is not marked. */
const LOOKED_AT = 400_000
/** Of what is left of it one text has this part, so that the next ones have some too. */
const SHARE = 8
/** What each text has in any case. */
const LEAST = 2000
/** How many places are marked in a snippet. */
const MOST_MARKS = 50
const BEFORE = 60
const LONGEST = 260

/** A place of a text where a phrase stands. */
interface Place {
  start: number
  end: number
  phrase: Phrase
}

/** How far a walk over a text is. */
interface Reached {
  start: number
  phrase?: undefined
}

/** Every place where one of the phrases stands, in the order of their beginnings, as far as they are asked for. */
function* everyPlace(text: string, phrases: readonly Phrase[]): Generator<Place> {
  if (phrases.length === 0) return
  const find = finderOf(phrases)
  const longest = Math.max(...phrases.map(({ terms }) => terms.length))
  const written = placesAmong(wordsOf(text), find, longest)
  const shown = placesAmong(shownWordsOf(text), find, longest)
  let [one, other] = [written.next(), shown.next()]
  while (!one.done || !other.done) {
    const isOne = other.done || (!one.done && one.value.start <= other.value.start)
    const { value } = isOne ? one : other
    if (value?.phrase) yield value
    if (isOne) one = written.next()
    else other = shown.next()
  }
}

function* placesAmong(
  all: Iterable<Word | { start: number; term: undefined }>,
  find: Find,
  longest: number,
): Generator<Place | Reached> {
  const words: Word[] = []
  for (const word of all) {
    if (word.term === undefined) {
      // The words before it are of another line.
      for (; words.length > 0; words.shift()) yield* placesAtFirst(words, find)
      yield word
      continue
    }
    words.push(word)
    if (words.length < longest) continue
    yield* placesAtFirst(words, find)
    words.shift()
  }
  for (; words.length > 0; words.shift()) yield* placesAtFirst(words, find)
}

function* placesAtFirst(words: readonly Word[], find: Find): Generator<Place> {
  yield* find(words, 0)
  for (const parts of words[0]?.names ?? [])
    for (const part of parts.keys()) yield* find(parts, part)
}

type Find = (terms: readonly Standing[], at: number) => Place[]

/** What finds the phrases that stand at a place of a sequence of terms. */
const finderOf = (phrases: readonly Phrase[]): Find => {
  const firsts = new Map<string, Phrase[]>()
  const prefixes: Phrase[] = []
  for (const phrase of phrases) {
    const [first] = phrase.terms
    if (first === undefined) continue
    if (phrase.terms.length === 1 && phrase.isPrefix) prefixes.push(phrase)
    else firsts.set(first, [...(firsts.get(first) ?? []), phrase])
  }
  return (terms, at) => {
    const places: Place[] = []
    const from = terms[at]
    if (!from) return places
    for (const phrase of [...(firsts.get(from.term) ?? []), ...prefixes]) {
      const last = phrase.terms.length - 1
      const isThere = phrase.terms.every((wanted, offset) => {
        const found = terms[at + offset]?.term
        return offset === last && phrase.isPrefix ? found?.startsWith(wanted) : found === wanted
      })
      const to = terms[at + last]
      if (isThere && to)
        places.push({ start: from.start, end: endOf(to, phrase.terms[last]), phrase })
    }
    return places
  }
}

/** Where a term ends that was found by `wanted`: of a pair of characters only the first may be looked for. */
const endOf = ({ term, end, firstEnd }: Standing, wanted: string | undefined): number =>
  term === wanted ? end : (firstEnd ?? end)

/** Every place of the text that was looked for, in order. They do not overlap. */
export const placesIn = (text: string, phrases: readonly Phrase[]): [number, number][] => {
  const all: [number, number][] = []
  for (const { start, end } of everyPlace(text, phrases)) {
    const last = all.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else all.push([start, end])
  }
  return all
}

/**
 * Where the part of the text begins that has most of the phrases in it, of several the first; and how much was
 * looked through: up to the first part that has all.
 */
const bestStart = (
  text: string,
  phrases: readonly Phrase[],
): { start: number; lookedAt: number } => {
  if (phrases.length === 0) return { start: 0, lookedAt: 0 }
  const places: Place[] = []
  let best: { start: number; phrases: number } | undefined
  const within = new Map<Phrase, number>()
  let first = 0
  for (const place of everyPlace(text, phrases)) {
    const { phrase, start: placeStart, end } = place
    places.push(place)
    best ??= { start: placeStart, phrases: 0 }
    within.set(phrase, (within.get(phrase) ?? 0) + 1)
    for (let oldest = places[first]; oldest && end - oldest.start > LONGEST - BEFORE;) {
      const left = (within.get(oldest.phrase) ?? 1) - 1
      if (left === 0) within.delete(oldest.phrase)
      else within.set(oldest.phrase, left)
      oldest = places[++first]
    }
    const start = places[first]?.start
    if (start !== undefined && within.size > best.phrases) best = { start, phrases: within.size }
    if (best.phrases === phrases.length) return { start: best.start, lookedAt: end }
  }
  return { start: best?.start ?? 0, lookedAt: text.length }
}

/** What is looked for, and not what must not be there. */
export const phrasesOf = ({ groups }: Match): Phrase[] =>
  groups
    .flat()
    .flatMap((test) => (test.isNot ? [] : 'any' in test ? test.any : [test]))
    .flatMap((fact) => ('phrase' in fact ? [fact.phrase] : []))

/** Makes the snippet of a text: the part with most of what was looked for, on one line; of Markdown its words. */
export type SnippetOf = (text: string, options?: { isMarkdown?: boolean }) => Snippet

/** What makes the snippets of a page. What it looks through is bounded for all of them together. */
export const snippetsFor = (phrases: readonly Phrase[]): SnippetOf => {
  let left = LOOKED_AT
  return (text, { isMarkdown = false } = {}) => {
    const whole = text.slice(0, Math.max(LEAST, Math.floor(left / SHARE)))
    const looked = isMarkdown ? answerIn(whole, phrases) : whole
    const { start, lookedAt } = bestStart(looked, phrases)
    left = Math.max(0, left - lookedAt)
    return snippetAt(looked === whole ? text : looked, start, phrases, isMarkdown)
  }
}

/** The answer without the thoughts before it, unless what was looked for stands in them alone. */
const answerIn = (text: string, phrases: readonly Phrase[]): string => {
  const answer = withoutThoughts(text)
  if (answer === text || phrases.length === 0) return answer
  return everyPlace(answer, phrases).next().done ? text : answer
}

const snippetAt = (
  text: string,
  first: number,
  phrases: readonly Phrase[],
  isMarkdown: boolean,
): Snippet => {
  const start = first <= BEFORE ? 0 : wordStart(text, first - BEFORE)
  const end = characterStart(text, start + LONGEST + BEFORE)
  const part = text.slice(start, end)
  const lead = start > 0 ? '…' : ''
  const hasMore = /\S/.test(text.slice(end))
  const snippet = (line: string): Snippet => {
    const cut = cutLine(line, LONGEST)
    const shown = lead + cut + (hasMore || cut.length < line.length ? '…' : '')
    return { text: shown, marks: placesIn(shown, phrases).slice(0, MOST_MARKS) }
  }
  // Code that begins before the part is code.
  const isPart = start > 0 || hasMore
  const plain = isMarkdown
    ? snippet(plainMarkdown(withFence(openFence(text, start), part), { isPart }))
    : undefined
  // What was found may be a part of the marks themselves, such as the name of a language.
  return plain && plain.marks.length > 0 ? plain : snippet(oneLine(part))
}

const withFence = (fence: string | undefined, part: string): string =>
  fence === undefined ? part : `${fence}\n${part}`

/** The beginning of the next word at or after that place, or the place itself where none is near. */
const wordStart = (text: string, from: number): number => {
  const near = text.slice(from, from + BEFORE / 2)
  const blank = /\s\S/.exec(near)
  if (blank) return from + blank.index + 1
  return characterStart(text, from)
}
