import { useQuery } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'

import { searchQuery } from '#console/api/search.ts'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { focusSearch } from '#console/util/search-field.ts'
import type { Metadata } from '#contract/primitives.ts'

import { examplesOf, hasChoice, tooMuchIn } from './query-text.ts'

/** Begins the key of what is no answer of the API. */
const EXAMPLE = 'example'

/** A query that is like this one, and is known to find something. */
const useExample = (query: string, metadata: Metadata): string | undefined => {
  const examples = examplesOf(query)
  const found = useQuery({
    queryKey: [EXAMPLE, examples, metadata],
    queryFn: async ({ client }) => {
      for (const example of examples) {
        const search = searchQuery({ query: example, order: 'newest', metadata })
        // oxlint-disable-next-line no-await-in-loop -- the first that finds something is enough
        const { pages } = await client.fetchInfiniteQuery(search)
        if (pages.some(({ data }) => data.length > 0)) return example
      }
      return null
    },
    enabled: examples.length > 0,
    retry: false,
  })
  return found.data ?? undefined
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
  // Where OR joins some of it, only what is known to find something is of help.
  const tooMuch =
    (hasChoice(query) ? undefined : tooMuchIn(query)) ??
    (Object.keys(metadata).length > 0 ? ('conditions' as const) : undefined)
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
          {hasChoice(query) ? 'finds more.' : 'finds what begins so.'}
        </>
      )}
    </EmptyState>
  )
}
