import type { QueryClient } from '@tanstack/react-query'

import { readRunParts, wholeRuns, wholeThread } from '#console/api/whole-thread.ts'
import { numberText } from '#console/util/number.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

import { rowsOf } from './rows.ts'
import { type WholeEntry, wholeEntries } from './whole-entries.ts'

/** How far the reading has come. */
export interface Reading {
  messages: number
  /** Those whose steps are read. */
  runs: number
  /** Undefined until all are listed. */
  runsOf: number | undefined
}

export const NOTHING_READ: Reading = { messages: 0, runs: 0, runsOf: undefined }

/** Messages are the first half of it, runs with their steps the second. Nothing, while it is not known. */
export const readPart = (
  { messages, runs, runsOf }: Reading,
  expected: number | undefined,
): number => {
  if (runsOf !== undefined) return runsOf === 0 ? 1 : 0.5 + (0.5 * runs) / runsOf
  return expected ? 0.5 * Math.min(1, messages / expected) : 0
}

export const readingText = ({ messages, runs, runsOf }: Reading): string =>
  runsOf === undefined || runsOf === 0
    ? `${numberText(messages)} messages read`
    : `${numberText(messages)} messages read, ${numberText(runs)} of ${numberText(runsOf)} runs`

const gathered = async <Item>(
  pages: AsyncIterable<readonly Item[]>,
  onRead: (count: number) => void = () => undefined,
): Promise<Item[]> => {
  const all: Item[] = []
  for await (const page of pages) {
    all.push(...page)
    onRead(all.length)
  }
  return all
}

/** Reads all messages of a thread, and its runs with their steps. @throws {ApiFailure} */
export async function readWhole(
  client: QueryClient,
  threadId: string,
  signal: AbortSignal,
  onRead: (reading: Reading) => void = () => undefined,
): Promise<readonly WholeEntry[]> {
  const messages: readonly Message[] = await gathered(wholeThread(threadId, signal), (count) =>
    onRead({ ...NOTHING_READ, messages: count }),
  )
  const runs: readonly Run[] = await gathered(wholeRuns(threadId, signal))
  const tell = (count: number) =>
    onRead({ messages: messages.length, runs: count, runsOf: runs.length })
  tell(0)
  const parts = await readRunParts(client, runs, signal, tell)
  const rows = rowsOf({ messages, runs, streamingIds: [], hasOlder: false, hasNewer: false })
  return wholeEntries(rows, ({ id }) => parts.get(id) ?? { steps: undefined, assistant: undefined })
}
