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

export const toMessage = (
  { id, created_at, run_id, body }: MessageRow,
  threadId: string,
): Message => ({
  id,
  object: 'thread.message',
  created_at,
  thread_id: threadId,
  run_id,
  ...fromBody<Omit<Message, 'id' | 'object' | 'created_at' | 'thread_id' | 'run_id'>>(body),
})

const bodyOf = (message: Message): string =>
  toBody(message, ['id', 'object', 'created_at', 'thread_id', 'run_id'])

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
