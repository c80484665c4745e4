import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import clsx from 'clsx'

import { useLoggedTimes } from '#console/api/run-stream.ts'
import { runStepsQuery, runsQuery } from '#console/api/runs.ts'
import { useNow } from '#console/hooks/use-now.ts'
import { Button } from '#console/ui/Button.tsx'
import { runLook } from '#console/ui/run-state.ts'
import { RunState } from '#console/ui/RunState.tsx'
import { countText } from '#console/util/number.ts'
import { runReason } from '#console/util/run-reason.ts'
import { runTime } from '#console/util/run-times.ts'
import { fullTimeText, isoText } from '#console/util/time.ts'
import { knownUsage } from '#console/util/usage.ts'
import type { Run } from '#contract/run.ts'

import { calledTools, runTimes } from './run-list-rows.ts'

/** Why it went wrong, else which tools it called, as far as its steps were read. */
const RunNote = ({ threadId, run }: { threadId: string; run: Run }) => {
  const { data: steps } = useQuery({ ...runStepsQuery(threadId, run.id), enabled: false })
  const reason = runReason(run)
  const note = reason ?? calledTools(steps ?? [])
  if (note === '') return null
  const { tone } = runLook(run.status)
  return (
    <span
      dir="auto"
      className={clsx(
        'block truncate text-meta',
        reason ? (tone === 'error' ? 'text-error' : 'text-attention') : 'text-ink-3',
      )}
      title={note}
    >
      {note}
    </span>
  )
}

const RunTime = ({ run }: { run: Run }) => runTime(run, useLoggedTimes(run.id))

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
  const now = useNow()
  if (runs.length < 2) return undefined
  const times = runTimes(runs, now)
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
        {runs.map((run, at) => (
          <li key={run.id} className="border-line not-first:border-t">
            <button
              type="button"
              aria-current={run.id === selected}
              onClick={() => onSelect(run.id)}
              className={clsx(
                'block w-full px-3 py-1.5 text-start text-small hover:bg-hover focus-visible:-outline-offset-2',
                run.id === selected && 'bg-accent-soft',
              )}
            >
              <span className="flex flex-wrap items-center gap-x-3">
                <time
                  dir="auto"
                  dateTime={isoText(run.created_at)}
                  title={fullTimeText(run.created_at)}
                  className="min-w-14 whitespace-nowrap text-ink-3 tabular"
                >
                  {times[at]}
                </time>
                <RunState status={run.status} className="flex-1" />
                <span className="whitespace-nowrap text-ink-3 tabular">
                  <RunTime run={run} />
                </span>
                {knownUsage(run.usage) && (
                  <span className="whitespace-nowrap text-ink-3 tabular">
                    {countText(run.usage?.total_tokens ?? 0, 'token')}
                  </span>
                )}
              </span>
              <RunNote threadId={threadId} run={run} />
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
