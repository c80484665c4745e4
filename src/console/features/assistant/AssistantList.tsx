import { useInfiniteQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { Bot, Plus } from 'lucide-react'
import { Link } from 'react-router'

import { assistantsQuery } from '#console/api/assistants.ts'
import { useWhyNot } from '#console/api/rights.ts'
import { paths } from '#console/paths.ts'
import { Button } from '#console/ui/Button.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { SPOKEN, TIGHT } from '#console/ui/narrow-head.ts'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { countText } from '#console/util/number.ts'
import type { Assistant } from '#contract/assistant.ts'

import { assistantName } from './assistant-name.ts'

/** The assistants, newest first. */
export const AssistantList = ({
  selected,
  onNew,
}: {
  selected: string | undefined
  onNew: () => void
}) => {
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(assistantsQuery())
  const whyNot = useWhyNot('createAssistant')
  // A page has one first heading: the open assistant's, else this.
  const Heading = selected === undefined ? 'h1' : 'h2'
  const assistants = data?.pages.flatMap((page) => page.data) ?? []
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col bg-list">
      <header className="@container flex min-h-bar shrink-0 items-center justify-between gap-2 ps-4.5 pe-3.5">
        <Heading tabIndex={-1} className="min-w-0 truncate text-heading outline-none">
          Assistants
        </Heading>
        <Button icon={Plus} whyNot={whyNot} onClick={onNew} className={TIGHT}>
          <span className={SPOKEN}>New</span>
        </Button>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {isPending && <Loading />}
        {error && !data && (
          <Failure
            what="The assistants could not be loaded."
            error={error}
            onRetry={() => void refetch()}
          />
        )}
        {data && assistants.length === 0 && (
          <EmptyState
            icon={Bot}
            title="No assistants yet"
            action={
              <Button variant="primary" icon={Plus} whyNot={whyNot} onClick={onNew}>
                New assistant
              </Button>
            }
          >
            An assistant is a model with its instructions and tools. Runs are started with one.
          </EmptyState>
        )}
        <ul className="space-y-0.5">
          {assistants.map((assistant) => (
            <li key={assistant.id} className="relative">
              {assistant.id === selected && (
                <span
                  aria-hidden
                  className="absolute -start-2 inset-y-2 w-[3px] rounded-e-full bg-accent forced-colors:bg-[Highlight]"
                />
              )}
              <Row assistant={assistant} isSelected={assistant.id === selected} />
            </li>
          ))}
        </ul>
        {hasNextPage && (
          <Button
            variant="quiet"
            busy={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
            className="mt-2 w-full"
          >
            Load more
          </Button>
        )}
      </div>
    </div>
  )
}

const Row = ({
  assistant: { id, name, description, model, tools },
  isSelected,
}: {
  assistant: Assistant
  isSelected: boolean
}) => (
  <Link
    to={paths.assistant(id)}
    aria-current={isSelected || undefined}
    className={clsx(
      'block w-full rounded-row border px-2.5 py-2 text-start',
      isSelected ? 'border-line bg-raise shadow-raise' : 'border-transparent hover:bg-hover',
    )}
  >
    <span className="block truncate font-strong">{assistantName({ name })}</span>
    {description && <span className="block truncate text-small text-ink-2">{description}</span>}
    <span className="block truncate text-meta text-ink-3">
      {model}
      {tools.length > 0 && ` · ${countText(tools.length, 'tool')}`}
    </span>
  </Link>
)

const Loading = () => (
  <div aria-busy className="space-y-2 px-2">
    {[0, 1, 2, 3].map((row) => (
      <Skeleton key={row} className="h-14 w-full" />
    ))}
  </div>
)
