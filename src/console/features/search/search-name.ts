import { parseQuery } from '#contract/search-language.ts'

/** A name that is proposed is read at a glance. */
const SHORT = 40

/** A short name for a search: what it looks for, and what narrows it only where there is nothing else. */
export const nameOf = (query: string): string => {
  const clauses = parseQuery(query).groups.flat()
  const words = clauses.filter(({ type, isNot }) => type === 'words' && !isNot)
  const named = words.length > 0 ? words : clauses
  const text = named.map(({ start, end }) => query.slice(start, end)).join(' ') || query.trim()
  if (text.length <= SHORT) return text
  const cut = text.slice(0, SHORT - 1)
  const space = cut.lastIndexOf(' ')
  const short = space > SHORT / 2 ? cut.slice(0, space) : cut.replace(/[\uD800-\uDBFF]$/, '')
  return `${short}…`
}
