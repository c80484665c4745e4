import type { Message } from '#contract/message.ts'
import type { Place } from '#server/store/summary.ts'

import { toBody } from './context.ts'
import type { Database } from './database.ts'
import { asObject, readable } from './readable.ts'

/** What a message is made of. */
export interface ListedRow {
  id: string
  created_at: number
  run_id: string | null
  body: string
}
export const LISTED_COLUMNS = 'id, created_at, run_id, body'

export interface MessageRow extends ListedRow {
  seq: number
}
export const MESSAGE_COLUMNS = `seq, ${LISTED_COLUMNS}`

const COLUMNS = ['id', 'object', 'created_at', 'thread_id', 'run_id'] as const
type Fields = Omit<Message, (typeof COLUMNS)[number]>
type Body = Fields & {
  /** In place of content of one plain text part. */
  text?: string
}

const usualFields = (createdAt: number): Fields => ({
  status: 'completed',
  incomplete_details: null,
  completed_at: createdAt,
  incomplete_at: null,
  role: 'user',
  content: [],
  assistant_id: null,
  attachments: [],
  metadata: {},
})

/** Written out field by field: a page of a hundred is made in half the time that spreading takes. */
export const toMessage = (
  { id, created_at, run_id, body }: ListedRow,
  threadId: string,
): Message => {
  // The cast: only `bodyOf` writes them. Older bodies have all their fields.
  const kept: Partial<Body> = readable('message', id, () => asObject(JSON.parse(body)))
  const usual = usualFields(created_at)
  return {
    id,
    object: 'thread.message',
    created_at,
    thread_id: threadId,
    status: kept.status ?? usual.status,
    incomplete_details: kept.incomplete_details ?? usual.incomplete_details,
    // Null is not usual here: the answer of a run is not complete while it is written.
    completed_at: kept.completed_at === undefined ? usual.completed_at : kept.completed_at,
    incomplete_at: kept.incomplete_at ?? usual.incomplete_at,
    role: kept.role ?? usual.role,
    content:
      kept.text === undefined
        ? (kept.content ?? usual.content)
        : [{ type: 'text', text: { value: kept.text, annotations: [] } }],
    assistant_id: kept.assistant_id ?? usual.assistant_id,
    run_id,
    attachments: kept.attachments === undefined ? usual.attachments : kept.attachments,
    metadata: kept.metadata ?? usual.metadata,
  }
}

/** A message as it is written. */
export interface NewRow {
  message: Message
  body: string
}

/** About how many characters are made before others get in. */
const SLICE = 256 * 1024

/**
 * The rows of new messages, made before the write that takes them all: nobody else is answered while
 * that goes on.
 */
export const rowsOf = async (messages: readonly Message[]): Promise<NewRow[]> => {
  const rows: NewRow[] = []
  let made = 0
  for (const message of messages) {
    const row = rowOf(message)
    rows.push(row)
    made += row.body.length
    if (made < SLICE) continue
    made = 0
    await new Promise(setImmediate)
  }
  return rows
}

export const rowOf = (message: Message): NewRow => ({ message, body: bodyOf(message) })

const bodyOf = (message: Message): string => {
  const text = plainText(message.content)
  const stored = text === undefined ? message : { ...message, content: [], text }
  return toBody(stored, [...COLUMNS], () => usualFields(message.created_at))
}

/** The text of content that is one text part and nothing else. */
const plainText = ([part, ...more]: Message['content']): string | undefined => {
  if (part?.type !== 'text' || more.length > 0 || Object.keys(part).length !== 2) return undefined
  const { value, annotations, ...others } = part.text
  return annotations.length === 0 && Object.keys(others).length === 0 ? value : undefined
}

/** @param seq its number, where it takes the place of another; else the next one */
export const insertMessage = (
  db: Database,
  thread: number,
  { message, body }: NewRow,
  seq: number | null = null,
): Place => ({
  at: message.created_at,
  seq: db.insert(
    'INSERT INTO messages (seq, id, thread, created_at, run_id, body) VALUES (?, ?, ?, ?, ?, ?)',
    seq,
    message.id,
    thread,
    message.created_at,
    message.run_id,
    body,
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
