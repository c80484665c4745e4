import type { Message } from '#contract/message.ts'

import type { Database } from './database.ts'
import { type MessageRow, findMessage, insertMessage, rowOf, toMessage } from './message-row.ts'
import { type OpenThread, withMessage } from './thread-row.ts'

/**
 * The rows of messages of one thread that stand otherwise than they are given: those of one second, which alone
 * stand by their numbers.
 * @param messages the oldest first
 */
const misplacedIn = (db: Database, messages: readonly Message[]): MessageRow[][] => {
  if (messages.length < 2) return []
  const groups = [...Map.groupBy(messages, ({ created_at }) => created_at)]
    // Most stand alone in their second.
    .filter(([, group]) => group.length > 1)
    .map(([second, group]) =>
      group
        .flatMap(({ thread_id, id }) => findMessage(db, thread_id, id) ?? [])
        .filter(({ created_at }) => created_at === second),
    )
  return groups.filter((rows) => rows.some(({ seq }, at) => seq < (rows[at - 1]?.seq ?? 0)))
}

export const isInOrder = (db: Database, messages: readonly Message[]): boolean =>
  misplacedIn(db, messages).length === 0

/**
 * Has messages of one second stand as they are given: what was heard of first, as an answer that was streamed,
 * may have been made after what is told later, as the question before it.
 * @param moved told the id of each message that moves
 */
export const putInOrder = (
  db: Database,
  open: OpenThread,
  messages: readonly Message[],
  moved: (id: string) => void,
): OpenThread => {
  let now = open
  for (const group of misplacedIn(db, messages)) {
    const numbers = group.map(({ seq }) => seq).toSorted((a, b) => a - b)
    const places = group.map((row, at) => ({
      row,
      message: toMessage(row, open.thread.id),
      to: numbers[at] ?? row.seq,
    }))
    const moving = places.filter(({ row, to }) => row.seq !== to)
    // What is found by a number, as the words of a text, goes with its row and is made anew.
    for (const { row, message } of moving) {
      db.run('DELETE FROM messages WHERE seq = ?', row.seq)
      now = withMessage(db, now, { at: row.created_at, seq: row.seq }, message, undefined)
    }
    for (const { message, to } of moving) {
      const place = insertMessage(db, open.seq, rowOf(message), to)
      now = withMessage(db, now, place, undefined, message)
      moved(message.id)
    }
  }
  return now
}
