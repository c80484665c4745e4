import { type OperatorName, parseQuery } from '#contract/search-language.ts'

import { readerZone } from '../util/month.ts'

const DAYS: ReadonlySet<OperatorName> = new Set(['before', 'after'])

/** A query in the language of a search, as the server is asked it: the days that it names are the reader's. */
export const askedQuery = (query: string) => {
  const namesDays = parseQuery(query)
    .groups.flat()
    .some((clause) => clause.type === 'operator' && DAYS.has(clause.name))
  return namesDays ? { query, time_zone: readerZone() } : { query }
}
