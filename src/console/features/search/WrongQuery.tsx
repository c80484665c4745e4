import { SearchX } from 'lucide-react'

import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { focusSearch } from '#console/util/search-field.ts'
import type { QueryProblem } from '#contract/search-language.ts'

/** Describes the field in which the query is written. */
export const WRONG_QUERY = 'wrong-query'

/** What is wrong in a query, at its place. */
export const WrongQuery = ({ query, problem }: { query: string; problem: QueryProblem }) => {
  const { start, end, message } = problem
  return (
    <div id={WRONG_QUERY} role="alert" className="min-h-0 flex-1 overflow-y-auto">
      <EmptyState
        icon={SearchX}
        title="This search cannot be read"
        action={<Button onClick={() => focusSearch(problem)}>Correct it</Button>}
      >
        <p dir="auto" className="mb-1.5 break-words text-ink">
          {query.slice(0, start)}
          <mark className="rounded-[3px] bg-error-soft text-error underline decoration-wavy decoration-from-font underline-offset-2 forced-colors:bg-[Mark]">
            {query.slice(start, end)}
          </mark>
          {query.slice(end)}
        </p>
        <p>
          <ProblemText message={message} />
        </p>
      </EmptyState>
    </div>
  )
}

/** What is written as it stands in a query: `-card`, `meta."order no":4`. */
const EXAMPLE = /((?<!\S)(?:-(?=\S)|[a-z]+(?:\.(?:"[^"]*"|[^\s:"]+))?:(?=\S))(?:"[^"]*"|\S)+)/

/** What is wrong, as a sentence. No example in it breaks at its minus or its blanks. */
export const ProblemText = ({ message }: Pick<QueryProblem, 'message'>) =>
  asSentence(message)
    .split(EXAMPLE)
    .map((text, at) =>
      at % 2 === 1 ? (
        // The pieces of a message stay in their order. What is wider than a line breaks all the same.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={at} className="inline-block max-w-full break-words">
          {text}
        </span>
      ) : (
        text
      ),
    )

/** An operator that begins it stays as it is written. */
const asSentence = (message: string) =>
  /^[a-z.]+:/.test(message) ? message : message.charAt(0).toUpperCase() + message.slice(1)
