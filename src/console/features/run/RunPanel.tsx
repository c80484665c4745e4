import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from 'react'

import { readAgain } from '#console/api/read-again.ts'
import { runsQuery, useActiveRun } from '#console/api/runs.ts'
import { Button } from '#console/ui/Button.tsx'
import { Failure } from '#console/ui/Failure.tsx'
import { RunState } from '#console/ui/RunState.tsx'
import { Skeleton } from '#console/ui/Skeleton.tsx'
import type { Assistant } from '#contract/assistant.ts'
import type { Run } from '#contract/run.ts'

import { RunList } from './RunList.tsx'
import { RunView } from './RunView.tsx'
import { StartRunForm } from './StartRunForm.tsx'
import { useRunDetail } from './use-run-detail.ts'

export interface RunPanelProps {
  threadId: string
  /** The run to show; without one, the newest. */
  runId?: string | undefined
  onSelectRun: (runId: string) => void
  /** Called with a run that began, here or elsewhere, while the newest was shown. */
  onNewRun: (runId: string) => void
  /** Shows the making of an assistant; `close` is told which was made, if any. */
  createAssistant?: (close: (made?: Assistant) => void) => ReactNode
}

/** The runs of a thread: one of them in full, the others to choose from, and the start of a new one. */
export const RunPanel = ({
  threadId,
  runId,
  onSelectRun,
  onNewRun,
  createAssistant,
}: RunPanelProps) => {
  const client = useQueryClient()
  const { data, error, isPending } = useInfiniteQuery(runsQuery(threadId))
  const held = useActiveRun(threadId)
  const [isStarting, setStarting] = useState(false)
  const newest = data?.pages[0]?.data[0]?.id
  const shown = runId ?? newest
  useNewest(newest, shown, onNewRun)
  const started = (run: Run) => {
    setStarting(false)
    onNewRun(run.id)
  }
  if (error && !data) {
    return (
      <Failure
        what="The runs of this thread could not be loaded."
        error={error}
        onRetry={() => readAgain(client)}
      />
    )
  }
  if (isPending && shown === undefined) return <Skeleton className="m-4 h-8 w-40" />
  return (
    <div className="space-y-5 p-3.5">
      {held && shown !== undefined && held.id !== shown && !isStarting && (
        <div className="flex items-center gap-2 rounded-card bg-accent-soft px-3 py-1.5 text-small">
          <RunState status={held.status} />
          <span className="min-w-0 flex-1">Another run holds this thread.</span>
          <Button size="small" onClick={() => onSelectRun(held.id)}>
            Show it
          </Button>
        </div>
      )}
      {shown === undefined && <p className="text-ink-2">No runs in this thread yet.</p>}
      {shown === undefined || isStarting ? (
        <StartRunForm
          threadId={threadId}
          held={held}
          onStarted={started}
          onCancel={shown === undefined ? undefined : () => setStarting(false)}
          createAssistant={createAssistant}
        />
      ) : (
        <ShownRun
          key={shown}
          threadId={threadId}
          runId={shown}
          onStarted={started}
          onNew={() => setStarting(true)}
          onNewest={newest === undefined ? undefined : () => onSelectRun(newest)}
        />
      )}
      {shown !== undefined && !isStarting && (
        <RunList threadId={threadId} selected={shown} onSelect={onSelectRun} />
      )}
    </div>
  )
}

/** Whoever looks at the newest run goes on to the next one, wherever it was started. */
const useNewest = (
  newest: string | undefined,
  shown: string | undefined,
  onNewRun: (runId: string) => void,
) => {
  const before = useRef(newest)
  useEffect(() => {
    const wasNewest = before.current !== undefined && shown === before.current
    const isNewer = newest !== undefined && newest !== before.current
    before.current = newest
    if (wasNewest && isNewer) onNewRun(newest)
  }, [newest, shown, onNewRun])
}

const ShownRun = ({
  threadId,
  runId,
  ...on
}: {
  threadId: string
  runId: string
} & Omit<ComponentProps<typeof RunView>, 'detail'>) => (
  <RunView detail={useRunDetail(threadId, runId)} {...on} />
)
