import type { StreamEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'

import type { RunChange } from './runs.ts'

/** Whether a change may be written to a run that stands so: another may have moved it meanwhile. */
export const mayCommit = (status: Run['status'], { from }: Pick<RunChange, 'from'>): boolean =>
  from.includes(status)

/** Whether these events tell that the message is made. */
export const isCreatedIn = (events: readonly StreamEvent[], { id }: Pick<Message, 'id'>): boolean =>
  events.some(({ event, data }) => event === 'thread.message.created' && data.id === id)

/**
 * What becomes of a message that a run writes, where `before` is stored. Its metadata is kept: only its
 * owner changes it. One that is not there is inserted if it is new; else its owner has deleted it, and it
 * stays so: undefined.
 */
export const writtenMessage = (
  before: Message | undefined,
  message: Message,
  isNew: boolean,
): Message | undefined => {
  if (before) return { ...message, metadata: before.metadata }
  return isNew ? message : undefined
}

/** Whether the thread counts as active by the change: its run moved on, or a message is new. */
export const isActivity = (
  was: Run,
  run: Run,
  messages: readonly Message[],
  told: readonly StreamEvent[],
): boolean => was.status !== run.status || messages.some((message) => isCreatedIn(told, message))
