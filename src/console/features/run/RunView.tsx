import { ChevronRight, SearchX } from 'lucide-react'
import { memo, type ReactNode, useMemo, useState } from 'react'

import { timesOf } from '#console/api/event-groups.ts'
import { isNotFound } from '#console/api/failure.ts'
import { type LiveRun, silentSince } from '#console/api/live-run.ts'
import { useTicking } from '#console/hooks/use-ticking.ts'
import { Button } from '#console/ui/Button.tsx'
import { JsonView } from '#console/ui/CodeView.tsx'
import { EmptyState } from '#console/ui/EmptyState.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import { numberText } from '#console/util/number.ts'
import { durationText } from '#console/util/time.ts'
import { isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import { RequiredAction } from './RequiredAction.tsx'
import { timingOf } from './run-timing.ts'
import { RunEnding } from './RunEnding.tsx'
import { RunEvents } from './RunEvents.tsx'
import { RunHeader } from './RunHeader.tsx'
import { RunSteps } from './RunSteps.tsx'
import { RunTiles } from './RunTiles.tsx'
import { RunTimeline } from './RunTimeline.tsx'
import type { RunDetail } from './use-run-detail.ts'

/** Everything one run tells, while it goes on and after. */
export const RunView = ({
  detail: { run, steps, live, isLoading, error, retry },
  onStarted,
  onNew,
  onNewest,
}: {
  detail: RunDetail
  onStarted: (run: Run) => void
  onNew: () => void
  /** Shows the newest run, where there is one. */
  onNewest: (() => void) | undefined
}) => {
  const timing = useMemo(() => run && timingOf(run, steps, live), [run, steps, live])
  if (isNotFound(error) && !run) return <GoneRun onNewest={onNewest} />
  if (error && !run)
    return <Failure what="The run could not be loaded." error={error} onRetry={retry} />
  if (!run || !timing || isLoading.steps) return <Loading />
  const silent = live && silentSince(live)
  const logged = live && timesOf(live)
  // What the log tells more exactly is not told before; its place is kept.
  const isReading = isLoading.events && !isActive(run.status)
  const events = live?.end ?? 0
  return (
    <>
      <RunHeader
        run={run}
        timing={timing}
        logged={isReading ? 'reading' : logged}
        isPolled={live?.isPolled === true}
        silentSince={silent}
        onStarted={onStarted}
        onNew={onNew}
      />
      {isActive(run.status) && silent !== undefined && <Silence since={silent} />}
      {live?.connection === 'failed' && isActive(run.status) && (
        <Failure
          layout="inline"
          what="The events of this run cannot be read."
          error={live.failure}
        />
      )}
      <RunEnding run={run} messages={live?.messages ?? []} steps={steps} />
      <RunTiles run={run} steps={steps} timing={timing} isReading={isReading} />
      <RequiredAction key={run.id} run={run} steps={steps} />
      {steps.length > 0 && (
        <Section title="Timeline">
          <div className="rounded-card border border-line bg-raise px-3 py-2">
            <div className={isReading ? 'invisible' : undefined}>
              <RunTimeline timing={timing} />
            </div>
          </div>
        </Section>
      )}
      {steps.length > 0 && (
        <Section title="Steps" count={steps.length}>
          <RunSteps steps={steps} logged={isReading ? 'reading' : logged} />
        </Section>
      )}
      {live && events > 0 && (
        <Section title="Events" count={events}>
          <RunEvents live={live} />
        </Section>
      )}
      {events === 0 && live && isRead(live) && !isActive(run.status) && (
        <Section title="Events">
          <NoEvents why={live?.failure} />
        </Section>
      )}
      {isLoading.events && isActive(run.status) && (
        <Section title="Events">
          <Skeleton className="h-52 w-full" />
        </Section>
      )}
      <RawRun run={run} />
    </>
  )
}

/** Whether all that can be read of its events was. */
const isRead = ({ connection }: LiveRun): boolean =>
  connection === 'ended' || connection === 'failed'

/** Why a run that is over shows no events. */
const NoEvents = ({ why }: { why: Error | undefined }) =>
  why && !isNotFound(why) ? (
    <Failure layout="inline" what="The events of this run cannot be read." error={why} />
  ) : (
    <p className="text-small text-ink-2">
      No events of this run are kept. A run that was imported has none.
    </p>
  )

/** Drawn once it is opened, and again only when the run changes: the figures above are drawn four times a second. */
const RawRun = memo(({ run }: { run: Run }) => {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="group" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex cursor-pointer list-none items-center gap-1.5 text-small font-strong text-ink-2 hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="icon size-3.5 group-open:rotate-90" />
        The run as JSON
      </summary>
      {isOpen && <JsonView label="Run" value={run} className="mt-2" />}
    </details>
  )
})

/** In place of a clock that would go on whatever became of the run. */
const Silence = ({ since }: { since: number }) => {
  const now = useTicking(true, 1000)
  const seconds = Math.max(1, Math.round((now - since) / 1000))
  return (
    <p className="text-small text-attention">
      <output>No word from the server, reconnecting</output>
      <span aria-hidden className="tabular">
        {' '}
        ({durationText(seconds * 1000)})
      </span>
    </p>
  )
}

const Section = ({
  title,
  count,
  children,
}: {
  title: string
  count?: number
  children: ReactNode
}) => (
  <section aria-label={title} className="space-y-2">
    <h3 className="text-small font-strong text-ink-2">
      {title}
      {count !== undefined && (
        <span className="ms-1.5 font-normal text-ink-3 tabular">{numberText(count)}</span>
      )}
    </h3>
    {children}
  </section>
)

const GoneRun = ({ onNewest }: { onNewest: (() => void) | undefined }) => (
  <EmptyState
    icon={SearchX}
    title="This run is not in the thread"
    action={onNewest && <Button onClick={onNewest}>Show the newest run</Button>}
  >
    The link may belong to another thread.
  </EmptyState>
)

const Loading = () => (
  <div aria-busy className="space-y-4">
    <Skeleton className="h-8 w-40" />
    <Skeleton className="h-14 w-full" />
    <Skeleton className="h-28 w-full" />
    <Skeleton className="h-24 w-full" />
  </div>
)
