import type { Message } from '#contract/message.ts'

import type { AsCame } from './loose-json.ts'
import type { SourceMessage } from './source-schema.ts'

interface Place {
  threadId: string
  /** The id of a message that brings none. */
  derived: string
  createdAt: number
}

/** A message of the source as it stands on the wire. */
export function toImportedMessage(
  source: SourceMessage,
  { threadId, derived, createdAt }: Place,
): Message {
  // A message that was still being written will not be finished here.
  const cut = source.status === 'in_progress'
  const status = cut ? 'incomplete' : (source.status ?? 'completed')
  const message: AsCame<Message, 'incomplete_details' | 'content' | 'attachments'> = {
    id: source.id ?? derived,
    object: 'thread.message',
    created_at: createdAt,
    thread_id: threadId,
    status,
    incomplete_details: source.incomplete_details ?? (cut ? { reason: 'run_expired' } : null),
    completed_at: source.completed_at ?? (status === 'completed' ? createdAt : null),
    incomplete_at: source.incomplete_at ?? (status === 'incomplete' ? createdAt : null),
    role: source.role,
    content: source.content,
    assistant_id: source.assistant_id ?? null,
    run_id: source.run_id ?? null,
    attachments: source.attachments ?? [],
    metadata: source.metadata ?? {},
  }
  // The cast: `toMapped` checks each message as whoever reads it does. What is newer than ours is kept.
  return message as Message
}
