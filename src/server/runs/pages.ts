import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'

import type { MessageStore } from '../store/messages.ts'
import type { RunStore } from '../store/runs.ts'
import { allOf, walkPages } from '../store/walk-pages.ts'

/** A thread's messages, newest first; pages are read only as far as they are asked for. */
export const messagesFromNewest = (
  store: MessageStore,
  threadId: string,
): AsyncGenerator<Message> => walkPages('desc', (page) => store.listMessages(threadId, page))

/** All steps of a run, in the order in which they were begun. */
export const allSteps = (store: RunStore, threadId: string, runId: string): Promise<RunStep[]> =>
  allOf('asc', (page) => store.listRunSteps(threadId, runId, page))
