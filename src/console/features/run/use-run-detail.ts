import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { type LiveRun, lastOf } from '#console/api/live-run.ts'
import { useFollowRun, useLiveRunSlowly } from '#console/api/run-stream.ts'
import { runQuery, runStepsQuery } from '#console/api/runs.ts'
import { isActive, isRunEnd } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'

import { useSentOutputs, withSentOutputs } from './sent-outputs.ts'

export interface RunDetail {
  run: Run | undefined
  steps: readonly RunStep[]
  live: LiveRun | undefined
  /** Its steps, or its events, are still to be told. */
  isLoading: { steps: boolean; events: boolean }
  error: Error | null
  retry: () => void
}

const NO_STEPS: readonly RunStep[] = []

/** A run with its steps and events, from its stream while it is read and from the API otherwise. */
export const useRunDetail = (threadId: string, runId: string): RunDetail => {
  const query = useQuery(runQuery(threadId, runId))
  const live = useLiveRunSlowly(runId)
  useFollowRun(threadId, query.data)
  const streamed = live?.run
  const run = useMemo(() => newer(streamed, query.data), [streamed, query.data])
  const isOver = run !== undefined && !isActive(run.status)
  const steps = useQuery({ ...runStepsQuery(threadId, runId), enabled: isOver })
  const sent = useSentOutputs(runId)
  const told = steps.data ?? live?.steps ?? NO_STEPS
  // Only the API gives what file search found; the stream is what moves.
  const current = isOver && told.length > 0 ? told : (live?.steps ?? told)
  const shown = useMemo(() => withSentOutputs(current, sent), [current, sent])
  const isReading =
    live === undefined || live.connection === 'connecting' || (isOver && isReplaying(live))
  const isFetching = isOver && steps.isPending
  return useMemo(
    () => ({
      run,
      steps: shown,
      live,
      isLoading: { steps: isFetching, events: isReading },
      error: query.error,
      retry: () => void query.refetch(),
    }),
    // `query` is a new object each time.
    // oxlint-disable-next-line react/exhaustive-deps
    [run, shown, live, isFetching, isReading, query.error, query.refetch],
  )
}

/** Whether what happened before it was opened is still being told. */
const isReplaying = (live: LiveRun): boolean => {
  const { connection, liveSince = 0 } = live
  const last = lastOf(live)
  return connection === 'live' && !isRunEnd(last?.name ?? '') && (last?.at ?? 0) < liveSince
}

/** How a run stands while it goes on is the stream's to tell; its end and its metadata are the API's. */
const newer = (streamed: Run | undefined, fetched: Run | undefined): Run | undefined => {
  if (!streamed || !fetched) return streamed ?? fetched
  return isActive(fetched.status) ? { ...streamed, metadata: fetched.metadata } : fetched
}
