import { useQueryClient } from '@tanstack/react-query'
import { Columns2, Plus, RotateCcw, Square } from 'lucide-react'
import { useMemo, useRef } from 'react'

import { useWhyNot } from '#console/api/rights.ts'
import { writeRun } from '#console/api/run-pages.ts'
import { stopRun, startRun } from '#console/api/run-writes.ts'
import { useTicking } from '#console/hooks/use-ticking.ts'
import { useWrite } from '#console/hooks/use-write.ts'
import { Button } from '#console/ui/Button.tsx'
import { compareWith } from '#console/ui/compare-with.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { LateCancel } from '#console/ui/LateCancel.tsx'
import { runLook } from '#console/ui/run-state.ts'
import { StatusDot } from '#console/ui/RunState.tsx'
import { WriteFailure } from '#console/ui/WriteFailure.tsx'
import { type LoggedTimes, runTime } from '#console/util/run-times.ts'
import { durationText } from '#console/util/time.ts'
import { canCancel, isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import { PolledMark } from './PolledMark.tsx'
import { rerunRequest } from './run-settings.ts'
import type { RunTiming } from './run-timing.ts'
import { RunAuthor } from './RunAuthor.tsx'

/** How a run stands and for how long, and what can be done with it. */
export const RunHeader = ({
  run,
  timing,
  logged,
  isPolled,
  silentSince,
  onStarted,
  onNew,
}: {
  run: Run
  timing: RunTiming
  /** The times that its events tell; `reading` while they are on their way. */
  logged: LoggedTimes | 'reading' | undefined
  /** Some of its events were polled. */
  isPolled: boolean
  /** When the last word of it came, where its stream broke off. */
  silentSince: number | undefined
  onStarted: (run: Run) => void
  onNew: () => void
}) => {
  const client = useQueryClient()
  const active = isActive(run.status)
  const write = (changed: Run) => writeRun(client, changed)
  const cancel = useWrite({
    write: (_: void, patience) => stopRun(client, run, patience),
  })
  const whyNot = useWhyNot('createRun')
  const whyNotStop = useWhyNot('cancelRun')
  // It is drawn with each step of the clock.
  const request = useMemo(() => rerunRequest(run), [run])
  const stop = useRef<AbortController>(undefined)
  const again = useWrite({
    write: (_: void, patience) => {
      const { signal } = (stop.current = new AbortController())
      const asked = request ?? { assistant_id: '' }
      return startRun(client, run.thread_id, asked, { ...patience, signal })
    },
    onSuccess: (started) => {
      write(started)
      onStarted(started)
    },
  })
  const { word } = runLook(run.status)
  return (
    <header className="space-y-2">
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-2">
        <StatusDot status={run.status} />
        <h2 className="text-heading first-letter:uppercase">{word}</h2>
        <Elapsed run={run} timing={timing} logged={logged} silentSince={silentSince} />
        {isPolled && <PolledMark />}
        <span className="ms-auto flex gap-2">
          <IconButton
            label="Compare with…"
            icon={Columns2}
            onClick={() =>
              compareWith.set({ side: { thread: run.thread_id, run: run.id }, as: 'right' })
            }
          />
          {canCancel(run) && (
            <Button
              icon={Square}
              busy={cancel.isPending}
              whyNot={whyNotStop}
              onClick={() => cancel.mutate()}
            >
              Stop
            </Button>
          )}
          {again.isPending && !again.doubt && <LateCancel onCancel={() => stop.current?.abort()} />}
          {!active && run.status !== 'completed' && request && (
            <Button
              icon={RotateCcw}
              busy={again.isPending}
              whyNot={whyNot}
              onClick={() => again.mutate()}
            >
              Retry
            </Button>
          )}
          {run.status === 'completed' && (
            <Button icon={Plus} whyNot={whyNot} onClick={onNew}>
              New run
            </Button>
          )}
          {!active && run.status !== 'completed' && whyNot === undefined && (
            <IconButton label="New run" icon={Plus} onClick={onNew} />
          )}
        </span>
      </div>
      <RunAuthor run={run} />
      {canCancel(run) && (
        <WriteFailure deed="the run was stopped" error={cancel.error} doubt={cancel.doubt} />
      )}
      <WriteFailure deed="the run was started again" error={again.error} doubt={again.doubt} />
    </header>
  )
}

const Elapsed = ({
  run,
  timing: { from, to: end },
  logged,
  silentSince,
}: {
  run: Run
  timing: RunTiming
  logged: LoggedTimes | 'reading' | undefined
  silentSince: number | undefined
}) => {
  const to = end ?? silentSince
  const now = useTicking(to === undefined, 100)
  // What the server tells is as exact.
  if (logged === 'reading' && !run.times) return undefined
  const text = isActive(run.status)
    ? durationText(Math.max(0, (to ?? now) - from))
    : runTime(run, logged === 'reading' ? undefined : logged)
  return <span className="text-ink-3 tabular">{text}</span>
}
