import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { assistantQuery } from '#console/api/assistants.ts'
import { threadQuery, threadTitle } from '#console/api/threads.ts'
import type { SideData } from '#console/features/compare/Comparison.tsx'
import { entriesOf, messageEntry } from '#console/features/compare/entries.ts'
import {
  metadataFacts,
  outcomeFacts,
  runFigures,
  settingFacts,
  toolFacts,
} from '#console/features/compare/facts.ts'
import { runMessagesQuery } from '#console/features/compare/read-thread-side.ts'
import { timingOf } from '#console/features/run/run-timing.ts'
import { useRunDetail } from '#console/features/run/use-run-detail.ts'
import type { ComparePlace, CompareSide } from '#console/paths.ts'
import { runLook } from '#console/ui/run-state.ts'
import { exactTimeText } from '#console/util/time.ts'

import { type OnPlace, type ReadSide, TwoSides } from './TwoSides.tsx'

type RunSide = CompareSide & { run: string }

const useRunSide = (side: RunSide): ReadSide => {
  const { run, steps, live, isLoading, error, retry } = useRunDetail(side.thread, side.run)
  const thread = useQuery(threadQuery(side.thread))
  const messages = useQuery(runMessagesQuery(side.thread, side.run))
  const assistant = useQuery({
    ...assistantQuery(run?.assistant_id ?? ''),
    enabled: Boolean(run?.assistant_id),
  })
  const isNamed = !run?.assistant_id || !assistant.isPending
  const name = assistant.data?.name?.trim() || undefined
  const timing = useMemo(() => run && timingOf(run, steps, live), [run, steps, live])
  const { from, to, firstTokenMs, isExact = false } = timing ?? {}
  const { data: written } = messages
  const isRead = run && written && isNamed && !isLoading.steps
  const entries = useMemo(
    () => written && entriesOf(written.map(messageEntry), steps),
    [written, steps],
  )
  const data = useMemo((): SideData | undefined => {
    if (!isRead || !entries) return undefined
    const totalMs = to === undefined || from === undefined ? undefined : to - from
    return {
      sections: [
        { title: 'Outcome', facts: outcomeFacts(run) },
        { title: 'Settings', facts: settingFacts(run, name) },
        { title: 'Tools', facts: toolFacts(run) },
        { title: 'Metadata', facts: metadataFacts(run.metadata) },
        { title: 'Timing and tokens', facts: runFigures(run, { totalMs, firstTokenMs, isExact }) },
      ],
      entries,
    }
  }, [isRead, run, entries, name, from, to, firstTokenMs, isExact])
  return {
    side,
    title: thread.data && threadTitle(thread.data),
    note: run && `${runLook(run.status).word} · ${exactTimeText(run.created_at)}`,
    data,
    error: error ?? messages.error ?? thread.error,
    retry: () => {
      retry()
      void messages.refetch()
      void thread.refetch()
    },
  }
}

/** Two runs, with what each was asked and wrote. */
export const ComparedRuns = ({
  left,
  right,
  ...rest
}: {
  left: RunSide
  right: RunSide
  place: ComparePlace
  onPlace: OnPlace
}) => <TwoSides what="run" left={useRunSide(left)} right={useRunSide(right)} {...rest} />
