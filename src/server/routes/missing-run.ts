import type { ApiError } from '../refusals/api-error.ts'
import { noRun } from '../refusals/runs.ts'
import { noThread } from '../refusals/threads.ts'
import type { ThreadStore } from '../store/threads.ts'

/** A run that is not there may be missing because its thread is: that is said first. */
export const missingRun = async (
  store: ThreadStore,
  { thread_id, run_id }: { thread_id: string; run_id: string },
): Promise<ApiError> => ((await store.getThread(thread_id)) ? noRun(run_id) : noThread(thread_id))
