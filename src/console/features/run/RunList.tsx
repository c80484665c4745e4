import { useInfiniteQuery } from '@tanstack/react-query'
import clsx from 'clsx'

import { runsQuery } from '#console/api/runs.ts'
import { Button } from '#console/ui/Button.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { RunState } from '#console/ui/RunState.tsx'
import { countText } from '#console/util/number.ts'
import { knownUsage } from '#console/util/usage.ts'

/** The runs of the thread, newest first, to look at one. */
export const RunList = ({
  threadId,
  selected,
  onSelect,
}: {
  threadId: string
  selected: string
  onSelect: (runId: string) => void
}) => {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    runsQuery(threadId),
  )
  const runs = data?.pages.flatMap((page) => page.data) ?? []
  if (runs.length < 2) return undefined
  return (
    <section className="space-y-2">
      <h3 className="text-small font-strong text-ink-2">
        Runs of this thread{' '}
        <span className="font-normal text-ink-3 tabular">
          {runs.length}
          {hasNextPage && '+'}
        </span>
      </h3>
      <ul className="overflow-hidden rounded-card border border-line bg-raise">
        {runs.map((run) => (
          <li key={run.id} className="border-line not-first:border-t">
            <button
              type="button"
              aria-current={run.id === selected}
              onClick={() => onSelect(run.id)}
              className={clsx(
                'flex min-h-8 w-full flex-wrap items-center gap-x-3 px-3 text-start text-small hover:bg-hover focus-visible:-outline-offset-2',
                run.id === selected && 'bg-accent-soft',
              )}
            >
              <RelativeTime
                at={run.created_at}
                show="short"
                className="min-w-14 whitespace-nowrap text-ink-3"
              />
              <RunState status={run.status} className="flex-1" />
              {knownUsage(run.usage) && (
                <span className="text-ink-3 tabular">
                  {countText(run.usage?.total_tokens ?? 0, 'token')}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button
          size="small"
          variant="quiet"
          busy={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          Load older runs
        </Button>
      )}
    </section>
  )
}
