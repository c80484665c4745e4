import type { QueryClient } from '@tanstack/react-query'

import type { CreateRunRequest, Run } from '#contract/run.ts'

import { type Patience, askOnce, knownOf, lookForRun } from './look-again.ts'
import { createRun } from './runs.ts'

/** Starts a run. Without an answer it looks whether the run is there. @throws {ApiFailure} */
export const startRun = (
  client: QueryClient,
  thread_id: string,
  body: CreateRunRequest,
  patience?: Patience,
): Promise<Run> => {
  const known = knownOf(client, thread_id)
  return askOnce(
    (signal) => createRun(thread_id, body, { signal }),
    (signal) => lookForRun(thread_id, known, body.assistant_id, signal),
    patience,
  )
}
