import { fold } from '#contract/fold.ts'
import { UNSPACED } from '#contract/unspaced.ts'

const RUN = new RegExp(`[${UNSPACED}]+`, 'gu')
const WORD = /[\p{L}\p{N}\p{M}\p{Co}]+/gu
const IS_RUN = new RegExp(`^${RUN.source}$`, 'u')

/** Words that nearly every English question has; in a small store they would look rare. */
export const COMMON: ReadonlySet<string> = new Set(
  `a an and are as at be been but by can could did do does for from had has have how i if in is it its
  me my no not of on or our please so that the their them then there these they this to us was we were
  what when where which who why will with would you your`.split(/\s+/),
)

/** Of what `toTerms` makes: counted up, the terms of all passages are made anew while the server runs. */
export const TERMS_VERSION = 1

/**
 * A text as the words by which it is found: folded to lower case and one form, names in code also
 * taken apart, and writing without spaces as single characters and pairs of neighbours.
 */
export const toTerms = (text: string): string[] =>
  wordsOf(text).flatMap((word) =>
    IS_RUN.test(word) ? [...Array.from(word), ...pairs(word)] : [word],
  )

/** The words to look for: pairs where there are some, none twice, and none that say nothing. */
export const toQueryTerms = (text: string, most = 64): string[] => {
  const terms = wordsOf(text).flatMap((word) =>
    IS_RUN.test(word) && Array.from(word).length > 1 ? pairs(word) : [word],
  )
  const telling = terms.filter((term) => !COMMON.has(term))
  return [...new Set(telling.length > 0 ? telling : terms)].slice(0, most)
}

const wordsOf = (text: string): string[] => {
  const words: string[] = []
  for (const [word] of fold(text).matchAll(WORD)) {
    for (const part of split(word)) words.push(part.toLowerCase(), ...namesIn(part))
  }
  return words
}

/** A stretch of letters cut where it goes over to or from a script without spaces. */
const split = (word: string): string[] => {
  const parts: string[] = []
  let end = 0
  for (const { 0: run, index } of word.matchAll(RUN)) {
    if (index > end) parts.push(word.slice(end, index))
    parts.push(run)
    end = index + run.length
  }
  if (end < word.length) parts.push(word.slice(end))
  return parts
}

/** `getUserName` is also about a user and a name. */
const namesIn = (word: string): string[] => {
  if (!/\p{Ll}\p{Lu}/u.test(word)) return []
  return word
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .toLowerCase()
    .split(' ')
}

const pairs = (run: string): string[] => {
  const characters = Array.from(run)
  return characters.slice(1).map((character, at) => `${characters[at] ?? ''}${character}`)
}
