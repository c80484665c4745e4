import type { Clause } from '#contract/search-language.ts'
import { wordsOf } from '#contract/words.ts'

/** A word of a query, and where it stands in it, in UTF-16 units. */
interface Asked {
  term: string
  start: number
  end: number
}

/** The whole words that a query looks for: of those that may go on, or must not be there, none can be misspelt. */
export const wordsAsked = (query: string, clauses: readonly Clause[]): Asked[] =>
  clauses.flatMap((clause) => {
    // An id is copied, not spelt.
    if (clause.type !== 'words' || clause.isNot || clause.isPrefix || clause.named) return []
    const from = query.indexOf(clause.text, clause.start)
    return [...wordsOf(clause.text)].map(({ term, start, end }) => ({
      term,
      start: from + start,
      end: from + end,
    }))
  })

/** The query with other words in their places; null where nothing is to be changed. */
export const suggestionOf = (
  query: string,
  words: readonly Asked[],
  near: ReadonlyMap<string, string>,
): string | null => {
  const changed = words.filter(({ term }) => near.has(term))
  if (changed.length === 0) return null
  // From behind, so that places stay.
  return changed.reduceRight(
    (text, { term, start, end }) => text.slice(0, start) + near.get(term) + text.slice(end),
    query,
  )
}
