import type { Place } from '#server/store/summary.ts'

import type { Database } from './database.ts'
import { onlyReadable } from './readable.ts'
import { type Line, lookOn, openThread, saveThread } from './thread-row.ts'
import type { Emit } from './writer.ts'

interface LineRow extends Place {
  thread: number
  id: string
  line: Line
}

const next = (db: Database): LineRow | undefined =>
  db.get<LineRow>(
    `SELECT l.thread, t.id, l.line, l.at, l.seq FROM lines_to_find l
     CROSS JOIN threads t ON t.seq = l.thread LIMIT 1`,
  )

export const hasLinesToFind = (db: Database): boolean => next(db) !== undefined

/**
 * Looks for the title or preview of a thread whose own was deleted, where a write left that for later.
 * @param limit how many messages are looked at
 * @returns whether there is more to look at
 */
export const findLines = (db: Database, limit: number, emit: Emit): boolean => {
  const row = next(db)
  if (!row) return false
  const { thread, id, line } = row
  // What cannot be read keeps the summary it has, so that the others get theirs.
  const [looked] = onlyReadable(
    [row],
    () => {
      const open = openThread(db, id)
      return open && { open, ...lookOn(db, open, line, row, limit) }
    },
    () => undefined,
  )
  if (looked?.from) {
    const { at, seq } = looked.from
    db.run(
      'UPDATE lines_to_find SET at = ?, seq = ? WHERE thread = ? AND line = ?',
      at,
      seq,
      thread,
      line,
    )
    return true
  }
  db.run('DELETE FROM lines_to_find WHERE thread = ? AND line = ?', thread, line)
  if (looked && looked.summary !== looked.open.summary) {
    saveThread(db, looked.open, { ...looked.open, summary: looked.summary })
    emit({ type: 'thread.modified', thread_id: id })
  }
  return hasLinesToFind(db)
}
