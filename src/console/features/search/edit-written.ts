import { parseQuery } from '#contract/search-language.ts'

import { meaningOf, withoutMeaning } from './query-filters.ts'
import { operatorsIn, tokenAt } from './query-text.ts'

/** A change of a query: a condition that is put in or taken out, a word in place of another. */
export type Edit = (query: string) => string

/** Where the part begins that is not finished, with all that OR joins to it; the end of the text where all is. */
const unfinishedFrom = (text: string): number => {
  const {
    groups,
    problems: [problem],
  } = parseQuery(text)
  if (!problem) return text.length
  const { start } = tokenAt(text, problem.start)
  const isJoined =
    /(?:^|\s)OR\s*$/.test(text.slice(0, start)) || /^OR(?!\S)/.test(text.slice(start))
  const before = isJoined ? groups.findLast(([first]) => first && first.start < start) : undefined
  return before?.[0]?.start ?? start
}

/** A change made to what is being written: what is put in stands before the part that is not finished. */
export const editWritten = (text: string, edit: Edit): string => {
  const from = unfinishedFrom(text)
  if (from === text.length) return edit(text)
  const rest = text.slice(from)
  // What only takes out does so there, too.
  const left = edit('') === '' && operatorsIn(rest).length > 0 ? edit(rest) : rest
  return [edit(text.slice(0, from).trim()), left].filter(Boolean).join(' ')
}

/** A query that was asked, without the conditions that no longer stand in what is written. */
export const withoutDeleted = (query: string, text: string): string => {
  const written = new Set(operatorsIn(text).map(meaningOf))
  return operatorsIn(query)
    .filter((clause) => !written.has(meaningOf(clause)))
    .reduce(withoutMeaning, query)
}
