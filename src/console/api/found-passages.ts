import { type QueryClient, queryOptions } from '@tanstack/react-query'

import type { FileSearchResult, RunStep } from '#contract/run-step.ts'

import { queryKey } from './query-key.ts'
import { allSteps, runStepsQuery } from './run-steps.ts'

/** A message and the run that wrote it. */
export interface WrittenMessage {
  thread_id: string
  run_id: string
  message_id: string
}

/** The results of each file search of some steps, in order. */
const searchesIn = (steps: readonly RunStep[]): FileSearchResult[][] =>
  steps.flatMap(({ step_details: details }) =>
    details.type === 'tool_calls'
      ? details.tool_calls.flatMap((call) =>
          call.type === 'file_search' ? [call.file_search.results ?? []] : [],
        )
      : [],
  )

/** Steps that a stream told hold no passages, and those of a run that goes on may lack later searches. */
const keptSteps = (client: QueryClient, { thread_id, run_id, message_id }: WrittenMessage) => {
  const steps = client.getQueryData(runStepsQuery(thread_id, run_id).queryKey)
  const isWritten = steps?.some(
    ({ step_details: details }) =>
      details.type === 'message_creation' && details.message_creation.message_id === message_id,
  )
  const hasPassages = searchesIn(steps ?? []).some((results) =>
    results.some(({ content }) => content),
  )
  return isWritten && hasPassages ? steps : undefined
}

/** What the file searches before a message found, with the passages. It cites no later ones. */
export const foundQuery = (message: WrittenMessage) => {
  const { thread_id, run_id, message_id } = message
  const steps = queryKey('listRunSteps', { params: { thread_id, run_id } })
  return queryOptions({
    queryKey: [...steps, 'found', message_id],
    queryFn: async ({ signal, client }) =>
      searchesIn(keptSteps(client, message) ?? (await allSteps(thread_id, run_id, signal))),
  })
}
