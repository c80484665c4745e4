import { TERMS_VERSION, toTerms } from '#server/store/terms.ts'

import type { Database } from './database.ts'
import { hasWalked, walkOnce } from './follow.ts'
import { insertTerms } from './vector-store-chunks.ts'

const NAME = 'vector store terms'

/** Whether passages are found by terms that an earlier version made. */
export const hasOldTerms = (db: Database): boolean => !hasWalked(db, NAME, TERMS_VERSION)

/**
 * Makes the terms of some passages anew from their texts, within a transaction of the caller's. Files are
 * not read for it, and vectors stay. It goes on where it was after a restart.
 * @returns whether there are more
 */
export const remakeTerms = (db: Database, limit: number): boolean =>
  walkOnce(db, {
    name: NAME,
    version: TERMS_VERSION,
    walk: (after) => {
      const rows = db.all<PassageRow>(
        `SELECT c.seq, c.text, v.store, f.body ->> 'filename' AS filename
         FROM (SELECT seq, file, text FROM vector_store_chunks WHERE seq > ? ORDER BY seq LIMIT ?) c
         LEFT JOIN vector_store_files v ON v.seq = c.file OR v.earlier = c.file
         LEFT JOIN files f ON f.seq = v.file
         ORDER BY c.seq`,
        Number(after ?? 0),
        limit,
      )
      for (const { seq, text, store, filename } of rows) {
        if (store === null || filename === null) continue
        db.run('DELETE FROM vector_store_terms WHERE rowid = ?', seq)
        insertTerms(db, seq, { store, filename, terms: toTerms(text).join(' ') })
      }
      return rows.length < limit ? undefined : String(rows.at(-1)?.seq)
    },
  })

interface PassageRow {
  seq: number
  text: string
  /** Null for what was deleted and waits to be removed. */
  store: number | null
  filename: string | null
}
