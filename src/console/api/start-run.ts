import type { QueryClient } from '@tanstack/react-query'

import type { CreateRunRequest, Run } from '#contract/run.ts'

import { askOnce, knownOf, lookForRun } from './look-again.ts'
import { createRun } from './runs.ts'

/** Starts a run. Without an answer it looks whether the run is there. @throws {ApiFailure} */
export const startRun = (
  client: QueryClient,
  thread_id: string,
  body: CreateRunRequest,
): Promise<Run> => {
  const known = knownOf(client, thread_id)
  return askOnce(
    () => createRun(thread_id, body),
    () => lookForRun(thread_id, known, body.assistant_id),
  )
}
