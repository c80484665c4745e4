import { MAX_THREAD_MESSAGES } from '#contract/message.ts'

import { ApiError, none } from './api-error.ts'

export const noThread = (id: string) => none('thread', id)
export const noMessage = (id: string) => none('message', id)

/** A message for a thread that a run holds. Status 400: a 409 would be retried by every client. */
export const threadLocked = (threadId: string, runId: string) =>
  new ApiError(400, null, `Can't add messages to ${threadId} while a run ${runId} is active.`)
/** A run for a thread that a run holds. */
export const activeRun = (threadId: string, runId: string) =>
  new ApiError(400, null, `Thread ${threadId} already has an active run ${runId}.`)
export const threadFull = (threadId: string) =>
  new ApiError(
    400,
    'thread_full',
    `Can't add messages to ${threadId}: a thread takes at most ${MAX_THREAD_MESSAGES} messages.`,
  )
