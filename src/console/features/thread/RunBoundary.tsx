import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { ChevronRight, Zap } from 'lucide-react'
import { memo, type ReactNode } from 'react'

import { assistantQuery } from '#console/api/assistants.ts'
import { silentSince } from '#console/api/live-run.ts'
import { useLoggedTimes, useOfLiveRun } from '#console/api/run-stream.ts'
import { runQuery } from '#console/api/runs.ts'
import { useTicking } from '#console/hooks/use-ticking.ts'
import { runLook } from '#console/ui/run-state.ts'
import { RunState } from '#console/ui/RunState.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { countText } from '#console/util/number.ts'
import { NO_ASSISTANT, shownModel } from '#console/util/run-author.ts'
import { runReason } from '#console/util/run-reason.ts'
import { runTime } from '#console/util/run-times.ts'
import { shownName } from '#console/util/shown-name.ts'
import { durationText } from '#console/util/time.ts'
import { knownUsage } from '#console/util/usage.ts'
import { isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import { Knot } from './Knot.tsx'
import { RunCalls } from './RunCalls.tsx'

/** The time since `at`, counting while the component is there and its run is heard of. */
const Elapsed = ({ at, silent }: { at: number; silent: number | undefined }) => {
  const now = useTicking(silent === undefined, 100)
  return durationText(Math.max(0, (silent ?? now) - at))
}

const Timed = ({ bare, children }: { bare: boolean; children: ReactNode }) => (
  <span data-no-words className="flex shrink-0 items-center gap-2 text-ink-2 tabular">
    {!bare && <Dot />}
    {children}
  </span>
)

const Duration = ({ run, bare = false }: { run: Run; bare?: boolean }) => {
  const logged = useLoggedTimes(run.id)
  const silent = useOfLiveRun(run.id, silentSince)
  if (run.status === 'in_progress') {
    return (
      <Timed bare={bare}>
        <Elapsed at={logged?.run.from ?? run.created_at * 1000} silent={silent} />
      </Timed>
    )
  }
  const time = runTime(run, logged)
  return time === undefined ? null : <Timed bare={bare}>{time}</Timed>
}

const Dot = () => (
  <span aria-hidden className="text-ink-3">
    ·
  </span>
)

/** A short text stands whole, a long one has room for its beginning; most letters are less wide than a digit. */
const leastWidth = (text: string, beginning: string): string =>
  `min(${(text.length * 0.8).toFixed(1)}ch, ${beginning})`

const RunCard = ({ run, active, onOpen }: { run: Run; active: boolean; onOpen: () => void }) => {
  const { data: assistant } = useQuery({
    ...assistantQuery(run.assistant_id ?? ''),
    enabled: run.assistant_id !== null,
  })
  const name = shownName(
    assistant?.name || (run.assistant_id === null ? NO_ASSISTANT : 'Assistant'),
  )
  const model = shownModel(run.model)
  const tokens = knownUsage(run.usage)?.total_tokens ?? 0
  return (
    <button
      type="button"
      data-words
      aria-current={active || undefined}
      onClick={onOpen}
      className={clsx(
        'flex w-full items-center gap-x-2 @max-[15rem]:flex-wrap rounded-row border px-3.5 py-1.5 text-start transition-colors duration-100 hover:border-line-strong',
        active ? 'border-line-strong bg-raise' : 'border-line',
      )}
    >
      <Zap aria-hidden className="icon size-3.5 text-ink-2" />
      <span
        data-apart
        style={{ minWidth: leastWidth(name, '3em') }}
        className="truncate font-strong"
        title={run.assistant_id === null ? name : `${name} (${run.assistant_id})`}
      >
        {name}
      </span>
      {/* Of a line that is too narrow the model gives way before the name does, up to where it can still be told. */}
      <span
        data-apart
        style={{ minWidth: `calc(1.5ch + ${leastWidth(model, '6em')})` }}
        className="hidden shrink-999 items-center gap-2 text-ink-2 @min-[32em]:flex"
      >
        <Dot />
        <span className="min-w-0 truncate" title={model}>
          {model}
        </span>
      </span>
      <span className="hidden @min-[32em]:inline">
        <Dot />
      </span>
      <span data-apart className="contents">
        <RunState status={run.status} className="shrink-0" />
      </span>
      <Duration run={run} />
      <span data-no-words className="ms-auto shrink-0 text-ink-2 tabular">
        {tokens > 0 && (
          <span className="hidden @min-[40em]:inline">{countText(tokens, 'token')}</span>
        )}
      </span>
      <ChevronRight aria-hidden className="icon size-3.5 text-ink-2 rtl:-scale-x-100" />
    </button>
  )
}

/** A run that went as the one before it: that it was, and how long it took. */
const RunLine = ({ run, active, onOpen }: { run: Run; active: boolean; onOpen: () => void }) => (
  <button
    type="button"
    aria-current={active || undefined}
    onClick={onOpen}
    className={clsx(
      'flex min-h-6 items-center rounded-control text-meta hover:underline',
      active && 'bg-hover px-2 -mx-2 font-strong',
    )}
  >
    <span className="sr-only">Run {runLook(run.status).word}, </span>
    <Duration run={run} bare />
  </button>
)

/** A run that could not be read. The inspector tells why, and offers to try again. */
const UnknownRun = ({ active, onOpen }: { active: boolean; onOpen: () => void }) => (
  <button
    type="button"
    aria-current={active || undefined}
    onClick={onOpen}
    className="flex w-full items-center gap-x-2 rounded-row border border-dashed border-line px-3.5 py-1.5 text-start text-ink-2 transition-colors duration-100 hover:border-line-strong"
  >
    <Zap aria-hidden className="icon size-3.5" />
    <span className="min-w-0 flex-1 truncate">This run could not be read</span>
    <ChevronRight aria-hidden className="icon size-3.5 rtl:-scale-x-100" />
  </button>
)

/** Where a run began: its assistant, model, state, duration, tokens and tool calls. */
export const RunBoundary = memo(
  ({
    threadId,
    runId,
    run: known,
    awaited = false,
    repeats = false,
    active,
    askedCallId,
    onOpenRun,
  }: {
    threadId: string
    runId: string
    run: Run | undefined
    /** It may still come with others: it is not asked for alone. */
    awaited?: boolean
    /** By the same assistant and model as the run before it: said once is enough. */
    repeats?: boolean
    active: boolean
    /** The call of it that is shown in full. */
    askedCallId?: string | undefined
    onOpenRun: (runId: string, callId?: string) => void
  }) => {
    const { data, isError } = useQuery({
      ...runQuery(threadId, runId),
      enabled: known === undefined && !awaited,
    })
    const told = useOfLiveRun(runId, (live) => live.run)
    const cached = known ?? data
    // A run that is over stays so, and while its log is read again the stream tells what was before.
    const run = cached && !isActive(cached.status) ? cached : (told ?? cached)
    const { tone } = run ? runLook(run.status) : { tone: 'neutral' as const }
    const reason = run && runReason(run)
    // It keeps its height while its run is open beside the thread, so that opening it moves nothing.
    const isLine = repeats && run?.status === 'completed'
    return (
      <div data-run={runId} translate="no" className="relative ps-9.5 pt-2 pb-3 md:ps-13.5">
        <Knot shape="diamond" tone={tone} className={isLine ? 'top-3.5' : 'top-4.5'} />
        {run && isLine ? (
          <RunLine run={run} active={active} onOpen={() => onOpenRun(runId)} />
        ) : run ? (
          <div className="@container">
            <RunCard run={run} active={active} onOpen={() => onOpenRun(runId)} />
          </div>
        ) : isError ? (
          <UnknownRun active={active} onOpen={() => onOpenRun(runId)} />
        ) : (
          <Skeleton className="h-[calc(2rem+2px)] w-full rounded-row" />
        )}
        {reason && (
          <p
            dir="auto"
            className={clsx(
              'mt-1.5 line-clamp-2 text-small break-words',
              tone === 'error' ? 'text-error' : 'text-attention',
            )}
          >
            {reason}
          </p>
        )}
        <RunCalls
          threadId={threadId}
          runId={runId}
          askedCallId={askedCallId}
          onOpen={(callId) => onOpenRun(runId, callId)}
        />
      </div>
    )
  },
)
RunBoundary.displayName = 'RunBoundary'
