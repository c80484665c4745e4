import { ApiError } from './api-error.ts'

/** A message for a thread that a run holds. Status 400: a 409 would be retried by every client. */
export const threadLocked = (threadId: string, runId: string) =>
  new ApiError(400, null, `Can't add messages to ${threadId} while a run ${runId} is active.`)
/** A run for a thread that a run holds. */
export const activeRun = (threadId: string, runId: string) =>
  new ApiError(400, null, `Thread ${threadId} already has an active run ${runId}.`)
