import { MAX_THREAD_MESSAGES } from '#contract/message.ts'

import { ApiError, none } from './api-error.ts'

export const noThread = (id: string) => none('thread', id)
export const noMessage = (id: string) => none('message', id)

export const threadFull = (threadId: string) =>
  new ApiError(
    400,
    'thread_full',
    `Can't add messages to ${threadId}: a thread takes at most ${MAX_THREAD_MESSAGES} messages.`,
  )
