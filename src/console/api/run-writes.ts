import type { QueryClient } from '@tanstack/react-query'

import type { CreateRunRequest, Run, ToolOutput } from '#contract/run.ts'

import type { Patience } from '../util/patience.ts'
import { knownOf, lookForRun } from './look-again.ts'
import { refreshRun, writeRun } from './run-pages.ts'
import { change, make } from './writes.ts'

/** Starts a run. Without an answer it looks whether the run is there. @throws {ApiFailure} */
export const startRun = (
  client: QueryClient,
  thread_id: string,
  body: CreateRunRequest,
  patience?: Patience,
): Promise<Run> => {
  const known = knownOf(client, thread_id)
  return make(
    'createRun',
    { params: { thread_id }, body },
    (signal) => lookForRun(thread_id, known, body.assistant_id, signal),
    patience,
  )
}

/** Stops a run and writes how it stands. Where that is refused, it may be over. @throws {ApiFailure} */
export const stopRun = async (
  client: QueryClient,
  { thread_id, id: run_id }: Pick<Run, 'thread_id' | 'id'>,
  patience?: Patience,
): Promise<void> => {
  try {
    writeRun(client, await change('cancelRun', { params: { thread_id, run_id } }, patience))
  } catch (error) {
    await refreshRun(client, { thread_id, id: run_id }).catch(() => undefined)
    throw error
  }
}

export const submitToolOutputs = (
  thread_id: string,
  run_id: string,
  tool_outputs: ToolOutput[],
  patience?: Patience,
) =>
  change(
    'submitToolOutputsToRun',
    { params: { thread_id, run_id }, body: { tool_outputs } },
    patience,
  )
