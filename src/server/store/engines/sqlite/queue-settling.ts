import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { tellReviews } from './queue-judging.ts'
import { onlyReadable } from './readable.ts'
import { refoldReviews } from './review-row.ts'
import type { Emit } from './writer.ts'

interface Ended {
  seq: number
  id: string
  state: 'deleted' | 'closed'
}

/** A queue that has ended and is not settled yet. */
const nextEnded = (db: Database): Ended | undefined =>
  db.get<Ended>("SELECT seq, id, state FROM queues WHERE state = 'deleted' LIMIT 1") ??
  db.get<Ended>(
    `SELECT q.seq, q.id, q.state FROM queues q WHERE q.state = 'closed'
     AND EXISTS (SELECT 1 FROM queue_items i WHERE i.queue = q.seq AND i.sealed = 1) LIMIT 1`,
  )

/** Tells some of what was sealed in queues that have ended, and removes some of what deleted ones had. */
export const settle = async (
  { db, writeUnseen }: Pick<Context, 'db' | 'writeUnseen'>,
  limit: number,
  onDamaged?: (error: Error) => void,
): Promise<boolean> => {
  if (!nextEnded(db)) return false
  return writeUnseen((emit) => {
    const ended = nextEnded(db)
    const telling = { emit, onDamaged }
    if (ended && !unsealSome(db, ended, limit, telling) && ended.state === 'deleted') {
      const some = 'SELECT seq FROM queue_items WHERE queue = ? LIMIT ?'
      const removed = db.run(`DELETE FROM queue_items WHERE seq IN (${some})`, ended.seq, limit)
      if (removed === 0) db.run('DELETE FROM queues WHERE seq = ?', ended.seq)
    }
    return nextEnded(db) !== undefined
  })
}

/** @returns whether there were any */
const unsealSome = (
  db: Database,
  { seq, id, state }: Ended,
  limit: number,
  { emit, onDamaged }: { emit: Emit; onDamaged: ((error: Error) => void) | undefined },
): boolean => {
  const items = db.all<{ id: string; seq: number; thread_id: string; review: string | null }>(
    `SELECT i.id, i.seq, i.thread_id, i.review FROM queue_items i INDEXED BY queue_items_sealed
     WHERE i.queue = ? AND i.sealed = 1 LIMIT ?`,
    seq,
    limit,
  )
  for (const item of items) db.run('UPDATE queue_items SET sealed = 0 WHERE seq = ?', item.seq)
  const threadIds = [...new Set(items.map(({ thread_id }) => thread_id))]
  for (const threadId of threadIds) {
    db.run('UPDATE queue_items SET sealed = 0 WHERE thread_id = ? AND queue = ?', threadId, seq)
    tellReviews(db, id, threadId, emit)
  }
  onlyReadable(threadIds, (threadId) => refoldReviews(db, threadId), onDamaged)
  if (state === 'closed')
    for (const item of items)
      if (item.review !== null)
        emit({ type: 'queue.item.modified', queue_id: id, item_id: item.id })
  return items.length > 0
}
