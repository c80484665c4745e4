import type { Metadata } from '#contract/primitives.ts'

import type { Patience } from '../util/patience.ts'
import { change } from './writes.ts'

export const modifyMessage = (
  thread_id: string,
  message_id: string,
  metadata: Metadata,
  patience?: Patience,
) => change('modifyMessage', { params: { thread_id, message_id }, body: { metadata } }, patience)

export const deleteMessage = (thread_id: string, message_id: string, patience?: Patience) =>
  change('deleteMessage', { params: { thread_id, message_id } }, patience)
