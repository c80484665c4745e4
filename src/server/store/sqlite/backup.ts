import { DatabaseSync, backup } from 'node:sqlite'

/** Copies a database as it stands at one moment, while others read and write it. */
export const copyDatabase = async (from: string, to: string): Promise<void> => {
  const db = new DatabaseSync(from, { readOnly: true })
  try {
    await backup(db, to)
  } finally {
    db.close()
  }
}
