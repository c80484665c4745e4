import type { Message } from '#contract/message.ts'

import type { Place } from '../summary.ts'
import { fromBody, toBody } from './context.ts'
import type { Database } from './database.ts'

export interface MessageRow {
  seq: number
  id: string
  created_at: number
  run_id: string | null
  body: string
}
export const MESSAGE_COLUMNS = 'seq, id, created_at, run_id, body'

type Body = Omit<Message, 'id' | 'object' | 'created_at' | 'thread_id' | 'run_id'> & {
  /** In place of content of one plain text part. */
  text?: string
}

const usualMessage = (createdAt: number) => () =>
  ({
    status: 'completed',
    incomplete_details: null,
    completed_at: createdAt,
    incomplete_at: null,
    role: 'user',
    content: [],
    assistant_id: null,
    attachments: [],
    metadata: {},
  }) as const satisfies Partial<Message>

export const toMessage = (
  { id, created_at, run_id, body }: MessageRow,
  threadId: string,
): Message => {
  // The cast: a constant's lists are read-only, those of a body are not.
  const usual = usualMessage(created_at) as () => Partial<Body>
  const { text, ...fields } = fromBody<Body>(body, usual)
  return {
    id,
    object: 'thread.message',
    created_at,
    thread_id: threadId,
    run_id,
    ...fields,
    ...(text !== undefined && {
      content: [{ type: 'text', text: { value: text, annotations: [] } }],
    }),
  }
}

const bodyOf = (message: Message): string => {
  const text = plainText(message.content)
  const stored = text === undefined ? message : { ...message, content: [], text }
  return toBody(
    stored,
    ['id', 'object', 'created_at', 'thread_id', 'run_id'],
    usualMessage(message.created_at) as () => Partial<Message>,
  )
}

/** The text of content that is one text part and nothing else. */
const plainText = ([part, ...more]: Message['content']): string | undefined => {
  if (part?.type !== 'text' || more.length > 0 || Object.keys(part).length !== 2) return undefined
  const { value, annotations, ...others } = part.text
  return annotations.length === 0 && Object.keys(others).length === 0 ? value : undefined
}

export const insertMessage = (db: Database, thread: number, message: Message): Place => ({
  at: message.created_at,
  seq: db.insert(
    'INSERT INTO messages (id, thread, created_at, run_id, body) VALUES (?, ?, ?, ?, ?)',
    message.id,
    thread,
    message.created_at,
    message.run_id,
    bodyOf(message),
  ),
})

export const findMessage = (db: Database, threadId: string, id: string): MessageRow | undefined =>
  db.get<MessageRow>(
    `SELECT ${MESSAGE_COLUMNS} FROM messages
     WHERE id = ? AND thread = (SELECT seq FROM threads WHERE id = ?)`,
    id,
    threadId,
  )

export const saveMessage = (db: Database, seq: number, message: Message): void => {
  db.run('UPDATE messages SET body = ? WHERE seq = ?', bodyOf(message), seq)
}
