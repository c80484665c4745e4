import { SearchResults, type SearchResultsProps } from '#console/features/search/SearchResults.tsx'
import { selectedThreads } from '#console/features/thread-list/selected-threads.ts'

/** What was found, in which threads are selected as in their list. */
export const Matches = (props: Omit<SearchResultsProps, 'selecting'>) => (
  <SearchResults {...props} selecting={selectedThreads} />
)
