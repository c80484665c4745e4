import { facetsOf } from '#server/store/facets.ts'

import type { Database } from './database.ts'
import { onlyReadable } from './readable.ts'
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
    // One that cannot be read stays where it is listed, so that the others get their turn.
    for (const open of onlyReadable(
      [id],
      (each) => openThread(db, each),
      () => undefined,
    )) {
      if (open) moveFacets(db, open, facetsOf(open), open.activity)
    }
    db.run('UPDATE threads SET settled = activity WHERE id = ?', id)
  }
  return rows.length === limit
}
