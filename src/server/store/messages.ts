import type { MessageDays } from '#contract/message-days.ts'
import type { Message } from '#contract/message.ts'
import type { ToolResources } from '#contract/tool.ts'

import type { Keep } from './answers.ts'
import type { Listed, Page } from './pages.ts'
import type { NewVectorStore } from './vector-stores.ts'

export interface MessageStore {
  /**
   * Appends messages, and merges `attach` into the thread's tool resources, in one transaction.
   * @throws {ApiError} the thread does not exist (`noThread`), a run is active (`threadLocked`), or it is full (`threadFull`)
   */
  insertMessages(
    threadId: string,
    messages: Message[],
    attach?: Attach,
    keep?: Keep<void>,
  ): Promise<void>
  getMessage(threadId: string, id: string): Promise<Message | undefined>
  updateMessage(
    threadId: string,
    id: string,
    change: (message: Message) => Message,
  ): Promise<Message | undefined>
  deleteMessage(threadId: string, id: string): Promise<boolean>
  /** @throws {NoCursor} when `after` or `before` names no message of the thread */
  listMessages(threadId: string, page: MessagesPage): Promise<Listed<Message>>
  /**
   * The days that have messages; undefined where there is no such thread. Costs as much as there are
   * days, however long the thread is.
   * @param starts when they begin, in order; the last one ends the day before it
   */
  getMessageDays(
    threadId: string,
    starts: readonly number[],
  ): Promise<Omit<MessageDays, 'object'> | undefined>
}

interface MessagesPage extends Page {
  run_id?: string
}

/** Files that messages bring to their thread. */
export interface Attach {
  code_interpreter?: string[]
  /** Goes into the thread's vector store; where it has none (any more), into this one. */
  file_search?: NewVectorStore
}

/** Merges files into tool resources, without doubling any. */
export const attachTo = (
  resources: ToolResources | null | undefined,
  attach: Attach,
): ToolResources => {
  const files = attach.code_interpreter ?? []
  if (files.length === 0) return resources ?? {}
  const held = resources?.code_interpreter?.file_ids ?? []
  return { ...resources, code_interpreter: { file_ids: [...new Set([...held, ...files])] } }
}
