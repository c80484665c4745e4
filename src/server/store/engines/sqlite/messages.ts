import type { Message } from '#contract/message.ts'
import { threadLocked } from '#server/refusals/locked-threads.ts'
import type { MessageStore } from '#server/store/messages.ts'
import type { Place } from '#server/store/summary.ts'

import { forgetInAnswers } from './answers.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { deletedPlace, keepPlace } from './deleted-places.ts'
import {
  LISTED_COLUMNS,
  type ListedRow,
  type MessageRow,
  findMessage,
  rowsOf,
  saveMessage,
  toMessage,
} from './message-row.ts'
import { mapListed, readPage } from './page.ts'
import { keepWithoutMessage } from './reviews-gone.ts'
import { clearFromLog } from './run-events.ts'
import { requireThread, requireUnlocked, saveThread, withMessage } from './thread-row.ts'
import { appendMessages } from './threads.ts'

export const messages = ({ db, write, clock }: Context): MessageStore => ({
  insertMessages: async (threadId, added, attach, keep) => {
    const rows = await rowsOf(added)
    return write((emit) => {
      const open = requireThread(db, threadId)
      requireUnlocked(db, open, threadLocked)
      saveThread(db, open, appendMessages(db, open, rows, attach, emit))
    }, keep)
  },

  getMessage: async (threadId, id) => {
    const row = findMessage(db, threadId, id)
    return row && toMessage(row, threadId)
  },

  updateMessage: (threadId, id, change) =>
    write((emit) => {
      const row = findMessage(db, threadId, id)
      if (!row) return undefined
      const before = toMessage(row, threadId)
      const after = change(before)
      saveMessage(db, row.seq, after)
      refold(db, threadId, row, before, after)
      emit({ type: 'message.modified', thread_id: threadId, message_id: id })
      return after
    }),

  deleteMessage: (threadId, id) =>
    write((emit) => {
      const row = findMessage(db, threadId, id)
      if (!row) return false
      const owner = db.get<{ thread: number }>(
        'SELECT thread FROM messages WHERE seq = ?',
        row.seq,
      )?.thread
      const place = { at: row.created_at, seq: row.seq }
      keepPlace({ db, clock }, { list: 'messages', owner }, id, place)
      db.run('DELETE FROM messages WHERE seq = ?', row.seq)
      const { seq: thread } = requireThread(db, threadId)
      keepWithoutMessage(db, { thread, thread_id: threadId, message_id: id }, emit)
      forgetInAnswers(db, id)
      clearFromLog(db, { id, thread, run_id: row.run_id })
      refold(db, threadId, row, toMessage(row, threadId), undefined)
      emit({ type: 'message.deleted', thread_id: threadId, message_id: id })
      return true
    }),

  listMessages: async (threadId, { run_id, ...page }) =>
    mapListed(
      readPage<ListedRow>(
        db,
        {
          select: LISTED_COLUMNS,
          body: 'body',
          from: 'messages',
          // The plus keeps the thread's own index out: a run's messages are few.
          where: run_id === undefined ? `thread = ${THREAD}` : `run_id = ? AND +thread = ${THREAD}`,
          params: run_id === undefined ? [threadId] : [run_id, threadId],
          at: 'created_at',
          tie: 'tie',
        },
        page,
        (id) => placeOf(db, threadId, id),
      ),
      (row) => toMessage(row, threadId),
    ),

  getMessageDays: async (threadId, starts) => {
    const thread = db.get<{ seq: number }>('SELECT seq FROM threads WHERE id = ?', threadId)?.seq
    if (thread === undefined) return undefined
    const ends = db.get<{ first_at: number | null; last_at: number | null }>(ENDS, thread)
    const data = starts.slice(0, -1).flatMap((start, day) => {
      const end = starts[day + 1] ?? start
      const first = db.get<{ id: string }>(FIRST_OF_DAY, thread, start, end)
      return first ? [{ start, message_id: first.id }] : []
    })
    return { first_at: ends?.first_at ?? null, last_at: ends?.last_at ?? null, data }
  },
})

const FIRST_OF_DAY = /* sql */ `
SELECT id FROM messages WHERE thread = ? AND created_at >= ? AND created_at < ?
ORDER BY created_at, tie LIMIT 1`

/** Asked for in one query, both would be looked for in all of the thread's messages. */
const ENDS = /* sql */ `
SELECT
  (SELECT min(created_at) FROM messages WHERE thread = ?1) AS first_at,
  (SELECT max(created_at) FROM messages WHERE thread = ?1) AS last_at`

/** The thread of an id, within the statement that needs it: one more would cost as much as ten messages. */
const THREAD = '(SELECT seq FROM threads WHERE id = ?)'

/** Where a message of a thread stands, or stood. */
const placeOf = (db: Database, threadId: string, id: string): Place | undefined => {
  const place = db.get<Place>(
    `SELECT created_at AS at, seq FROM messages WHERE id = ? AND thread = ${THREAD}`,
    id,
    threadId,
  )
  if (place) return place
  const thread = db.get<{ seq: number }>('SELECT seq FROM threads WHERE id = ?', threadId)
  return thread && deletedPlace(db, { list: 'messages', owner: thread.seq }, id)
}

const refold = (
  db: Database,
  threadId: string,
  row: MessageRow,
  before: Message,
  after: Message | undefined,
): void => {
  const open = requireThread(db, threadId)
  const place = { at: row.created_at, seq: row.seq }
  saveThread(db, open, withMessage(db, open, place, before, after))
}
