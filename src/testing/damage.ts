import { open } from 'node:fs/promises'

import { Database } from '#server/store/engines/sqlite/database.ts'

/** Puts zeros where a table of a database file begins. Connections that are open may not notice. */
export const damageTable = async (path: string, table: string): Promise<void> => {
  const db = new Database(path)
  db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  const root = db.get<{ page: number; size: number }>(
    `SELECT rootpage AS page, page_size AS size FROM sqlite_schema, pragma_page_size
     WHERE name = ?`,
    table,
  )
  db.close()
  if (!root) throw new Error(`there is no table ${table}`)
  const file = await open(path, 'r+')
  await file.write(new Uint8Array(root.size), 0, root.size, (root.page - 1) * root.size)
  await file.close()
}
