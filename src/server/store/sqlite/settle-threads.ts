import { facetsOf } from '../facets.ts'
import type { Database } from './database.ts'
import { moveFacets } from './thread-facets.ts'
import { openThread } from './thread-row.ts'

/**
 * Lists some of the threads that messages have moved by their own activity among those of their facets.
 * @returns whether there are more
 */
export const settleThreads = (db: Database, limit: number): boolean => {
  const rows = db.all<{ id: string }>(
    'SELECT id FROM threads INDEXED BY threads_moved WHERE settled <> activity LIMIT ?',
    limit,
  )
  for (const { id } of rows) {
    const open = openThread(db, id)
    if (!open) continue
    moveFacets(db, open, facetsOf(open), open.activity)
    db.run('UPDATE threads SET settled = activity WHERE seq = ?', open.seq)
  }
  return rows.length === limit
}
