import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import { threadQuery, threadTitle } from '#console/api/threads.ts'
import type { SideData } from '#console/features/compare/Comparison.tsx'
import { entriesOf } from '#console/features/compare/entries.ts'
import {
  answererFacts,
  fileFacts,
  metadataFacts,
  threadFigures,
} from '#console/features/compare/facts.ts'
import {
  MOST_MESSAGES,
  type ThreadRead,
  readSoFar,
  threadSideQuery,
} from '#console/features/compare/read-thread-side.ts'
import type { ComparePlace, CompareSide } from '#console/paths.ts'
import { countText } from '#console/util/number.ts'
import { dateText } from '#console/util/time.ts'

import { type OnPlace, type ReadSide, TwoSides } from './TwoSides.tsx'

const dataOf = ({ thread, messages, runs, steps, names }: ThreadRead): SideData => ({
  sections: [
    { title: 'Metadata', facts: metadataFacts(thread.metadata) },
    { title: 'Files', facts: fileFacts(thread) },
    { title: 'Runs', facts: answererFacts(runs, names) },
    { title: 'Timing and size', facts: threadFigures(messages, runs) },
  ],
  entries: entriesOf(messages, steps),
})

const useThreadSide = (side: CompareSide): ReadSide => {
  const { data: read, error, refetch } = useQuery(threadSideQuery(side.thread))
  // What is known of it already stands at once.
  const { data: thread } = useQuery({ ...threadQuery(side.thread), enabled: false })
  const soFar = readSoFar.use().get(side.thread)
  const data = useMemo(() => read && dataOf(read), [read])
  const known = read?.thread ?? thread
  return {
    side,
    title: known && threadTitle(known),
    note: read
      ? `${countText(read.messages.length, 'message')} · since ${dateText(read.thread.created_at)}`
      : soFar === undefined
        ? undefined
        : `${countText(soFar, 'message')} read…`,
    data,
    cut: read?.isCut
      ? `only the first ${countText(MOST_MESSAGES, 'message')} are compared.`
      : undefined,
    error,
    retry: () => void refetch(),
  }
}

/** Two threads, all of each. */
export const ComparedThreads = ({
  left,
  right,
  ...rest
}: {
  left: CompareSide
  right: CompareSide
  place: ComparePlace
  onPlace: OnPlace
}) => <TwoSides what="thread" left={useThreadSide(left)} right={useThreadSide(right)} {...rest} />
