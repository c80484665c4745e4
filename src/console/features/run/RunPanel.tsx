import { useInfiniteQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'

import { runsQuery, useActiveRun } from '#console/api/runs.ts'
import { Failure } from '#console/ui/Failure.tsx'
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
  /** Shows the making of an assistant; `close` is told which was made, if any. */
  createAssistant?: (close: (made?: Assistant) => void) => ReactNode
}

/** The runs of a thread: one of them in full, the others to choose from, and the start of a new one. */
export const RunPanel = ({ threadId, runId, onSelectRun, createAssistant }: RunPanelProps) => {
  const { data, error, isPending, refetch } = useInfiniteQuery(runsQuery(threadId))
  const held = useActiveRun(threadId)
  const [isStarting, setStarting] = useState(false)
  const shown = runId ?? data?.pages[0]?.data[0]?.id
  const started = (run: Run) => {
    setStarting(false)
    onSelectRun(run.id)
  }
  if (error && !data) {
    return (
      <Failure
        what="The runs of this thread could not be loaded."
        error={error}
        onRetry={() => void refetch()}
      />
    )
  }
  if (isPending && shown === undefined) return <Skeleton className="m-4 h-8 w-40" />
  return (
    <div className="space-y-5 p-3.5">
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
        />
      )}
      {shown !== undefined && !isStarting && (
        <RunList threadId={threadId} selected={shown} onSelect={onSelectRun} />
      )}
    </div>
  )
}

const ShownRun = ({
  threadId,
  runId,
  onStarted,
  onNew,
}: {
  threadId: string
  runId: string
  onStarted: (run: Run) => void
  onNew: () => void
}) => <RunView detail={useRunDetail(threadId, runId)} onStarted={onStarted} onNew={onNew} />
