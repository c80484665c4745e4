import { newStore } from '#console/util/store.ts'
import type { Message } from '#contract/message.ts'

export type MessageDialog =
  | { kind: 'json'; message: Message }
  | { kind: 'metadata'; message: Message }
  /** To read; editing is one step further. */
  | { kind: 'pairs'; message: Message }
  | { kind: 'delete'; message: Message }

/** The dialog that is open over the messages. One place shows it, whatever row asked. */
export const messageDialog = newStore<MessageDialog | undefined>(undefined)
