import { useInfiniteQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'

import { searchQuery } from '#console/api/search.ts'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { focusSearch } from '#console/util/search-field.ts'
import type { Metadata } from '#contract/primitives.ts'

import { prefixExample, tooMuchIn } from './query-text.ts'

/** The beginning of the one word that was looked for, once it is known that something begins so. */
const useExample = (query: string, metadata: Metadata): string | undefined => {
  const example = prefixExample(query)
  const found = useInfiniteQuery({
    ...searchQuery({ query: example ?? query, order: 'newest', metadata }),
    enabled: example !== undefined,
    retry: false,
  })
  const isThere = found.data?.pages.some(({ data }) => data.length > 0)
  return isThere ? example : undefined
}

/** Where nothing was found: what would find more. */
export const NoMatches = ({
  isWhole,
  query,
  metadata,
  suggestion,
  onSuggestion,
  onClear,
}: {
  /** Whether all was searched. */
  isWhole: boolean
  query: string
  /** What the list is narrowed to besides. */
  metadata: Metadata
  /** The query with words as they are written elsewhere. */
  suggestion: string | null
  onSuggestion: (query: string) => void
  onClear: () => void
}) => {
  const example = useExample(query, metadata)
  const tooMuch =
    tooMuchIn(query) ?? (Object.keys(metadata).length > 0 ? ('conditions' as const) : undefined)
  return (
    <EmptyState
      icon={SearchX}
      title={isWhole ? 'Nothing was found' : 'Nothing was found so far'}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          {suggestion !== null && (
            <Button
              variant="primary"
              className="max-w-full"
              onClick={() => {
                onSuggestion(suggestion)
                focusSearch()
              }}
            >
              <span className="truncate">
                Search for <bdi>{suggestion}</bdi>
              </span>
            </Button>
          )}
          <Button onClick={onClear}>Clear the search</Button>
        </div>
      }
    >
      {tooMuch === 'words' && 'Every word has to be there. Fewer words find more.'}
      {tooMuch === 'conditions' && 'Fewer conditions find more.'}
      {example !== undefined && (
        <>
          {tooMuch !== undefined && ' '}
          <code className="break-words">
            <bdi>{example}</bdi>
          </code>{' '}
          finds what begins so.
        </>
      )}
    </EmptyState>
  )
}
