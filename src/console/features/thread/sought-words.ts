import { type Clause, parseQuery } from '#contract/search-language.ts'

const isOfWords = ({ type }: Clause): boolean => type === 'words'
const isUnwanted = (group: readonly Clause[]): boolean =>
  group.every((clause) => clause.type === 'words' && clause.isNot)

/** What of a search is to be found in its threads: its words and phrases as they are written, without operators. */
export const soughtWords = (query: string): string => {
  const { groups } = parseQuery(query)
  // What may be true by an operator need not be by its words: those are looked for where there are no others.
  const needed = groups.filter((group) => group.every(isOfWords))
  const sought = needed.every(isUnwanted) ? groups : needed
  const words = sought.map((group) => group.filter(isOfWords)).filter((group) => group.length > 0)
  if (words.every(isUnwanted)) return ''
  const written = ({ start, end }: Clause) => query.slice(start, end)
  const parts = words.map((group) => group.map(written).join(' OR '))
  return [...new Set(parts)].join(' ')
}
