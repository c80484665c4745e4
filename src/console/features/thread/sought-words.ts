import { type Clause, parseQuery } from '#contract/search-language.ts'

/** What of a search is to be found in its threads: its words and phrases as they are written, without operators. */
export const soughtWords = (query: string): string => {
  const { groups } = parseQuery(query)
  const words = groups
    .map((group) => group.filter(({ type }) => type === 'words'))
    .filter((group) => group.length > 0)
  if (words.flat().every(({ isNot }) => isNot)) return ''
  const written = ({ start, end }: Clause) => query.slice(start, end)
  const parts = words.map((group) => group.map(written).join(' OR '))
  return [...new Set(parts)].join(' ')
}
