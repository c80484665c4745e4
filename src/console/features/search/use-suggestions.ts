import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { searchValuesQuery } from '#console/api/search.ts'
import { useNow } from '#console/hooks/use-now.ts'

import { tokenAt } from './query-text.ts'
import { recents } from './recents.ts'
import { type Suggestion, isOfAsked, suggest, valuesAsked } from './suggest.ts'

/** What is offered at the caret while the field is written in. */
export const useSuggestions = (
  text: string,
  caret: number,
  isWanted: boolean,
): readonly Suggestion[] => {
  const asked = isWanted ? valuesAsked(tokenAt(text, caret)) : undefined
  const { data } = useQuery({
    ...searchValuesQuery(asked ?? { operator: 'role' }),
    enabled: asked !== undefined,
    placeholderData: keepPreviousData,
  })
  const recent = recents.use()
  const now = useNow()
  if (!isWanted) return []
  // What was known of the letters before is narrowed by those that came.
  const values = asked && data?.data.filter((value) => isOfAsked(value, asked))
  return suggest(text, caret, { values, recent, now })
}
