import { isOfDay, parseQuery } from '#contract/search-language.ts'

import { readerZone } from '../util/month.ts'

/** A query in the language of a search, as the server is asked it: the days that it names are the reader's. */
export const askedQuery = (query: string) => {
  const namesDays = parseQuery(query)
    .groups.flat()
    .some((clause) => clause.type === 'operator' && isOfDay(clause))
  return namesDays ? { query, time_zone: readerZone() } : { query }
}
