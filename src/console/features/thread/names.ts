import { type Standing, wordsOf } from '#contract/words.ts'

import type { Folded, Span } from './fold.ts'

/** A phrase as a search looks for it. */
export interface Phrase {
  terms: readonly string[]
  isPrefix: boolean
}

/** What a name has: a capital that begins no word, or a number. */
const NAME = /\S\p{Lu}|\p{N}/u
const known = new WeakMap<Folded, readonly (readonly Standing[])[]>()

/** The names in a text, each in every way that its words stand one after the other. */
const waysIn = (folded: Folded): readonly (readonly Standing[])[] => {
  let ways = known.get(folded)
  if (!ways) {
    // No name has a blank, and few of all words are names.
    ways = [...folded.original.matchAll(/\S+/g)].flatMap(({ 0: text, index }) =>
      NAME.test(text)
        ? [...wordsOf(text)].flatMap(({ names }) =>
            names.map((way) =>
              way.map(({ term, start, end }) => ({
                term,
                start: start + index,
                end: end + index,
              })),
            ),
          )
        : [],
    )
    known.set(folded, ways)
  }
  return ways
}

/** Where a phrase stands within names, as `user name` in `getUserName`: of each the whole name. */
export const namesWith = (folded: Folded, { terms, isPrefix }: Phrase): Span[] =>
  waysIn(folded).flatMap((way) => {
    const at = way.findIndex((_, from) =>
      terms.every((wanted, nth) => {
        const term = way[from + nth]?.term
        return isPrefix && nth === terms.length - 1 ? term?.startsWith(wanted) : term === wanted
      }),
    )
    const [first, last] = [way[at], way[at + terms.length - 1]]
    return first && last ? { start: first.start, end: last.end } : []
  })
