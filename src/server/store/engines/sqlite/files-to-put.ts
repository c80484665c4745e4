import { StoreDamaged } from '#server/refusals/failures.ts'
import type { NewVectorStoreFile, VectorStoreStore } from '#server/store/vector-stores.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { readable } from './readable.ts'
import { type IntoStore, insertFiles } from './vector-store-file-row.ts'
import type { Emit } from './writer.ts'

/** How many files are put into vector stores in one write: each takes several statements and triggers. */
export const PUT_AT_ONCE = 200

interface WaitingRow extends IntoStore {
  seq: number
  fresh: number
  size: number
  files: string
}

/**
 * Puts files into a store, to be read: the first of them at once, the others by `putWaitingFiles`. From
 * the start the counts are those of all.
 */
export const putFiles = (
  db: Database,
  into: IntoStore,
  files: readonly NewVectorStoreFile[],
  emit: Emit,
): void => {
  insertFiles(db, into, files.slice(0, PUT_AT_ONCE), emit)
  for (let at = PUT_AT_ONCE; at < files.length; at += PUT_AT_ONCE) {
    const some = files.slice(at, at + PUT_AT_ONCE)
    const fresh = freshOf(db, into.store, some)
    db.insert(
      `INSERT INTO vector_store_files_to_put (store, batch, fresh, size, files)
       VALUES (?, ?, ?, ?, ?)`,
      into.store,
      into.batch,
      fresh,
      some.length,
      JSON.stringify(some),
    )
    countWaiting(db, into, fresh, some.length)
  }
}

/** Of files that are here, how many the store does not have. */
const freshOf = (db: Database, store: number, files: readonly NewVectorStoreFile[]): number =>
  db.get<{ fresh: number }>(
    `SELECT count(*) AS fresh FROM json_each(?) j CROSS JOIN files f ON f.id = j.value
     WHERE NOT EXISTS (SELECT 1 FROM vector_store_files v WHERE v.file = f.seq AND v.store = ?)`,
    JSON.stringify(files.map(({ file_id }) => file_id)),
    store,
  )?.fresh ?? 0

const countWaiting = (
  db: Database,
  { store, batch }: Pick<IntoStore, 'store' | 'batch'>,
  fresh: number,
  size: number,
): void => {
  db.run('UPDATE vector_stores SET in_progress = in_progress + ? WHERE seq = ?', fresh, store)
  if (batch === null) return
  db.run('UPDATE vector_store_batches SET in_progress = in_progress + ? WHERE seq = ?', size, batch)
}

const nextWaiting = (db: Database, where = 'true', ...params: number[]): WaitingRow | undefined =>
  db.get<WaitingRow>(
    `SELECT w.seq, w.store, s.id, w.batch, w.fresh, w.size, w.files
     FROM vector_store_files_to_put w CROSS JOIN vector_stores s ON s.seq = w.store
     WHERE ${where} ORDER BY w.seq LIMIT 1`,
    ...params,
  )

/** @throws {StoreDamaged} */
const put = (db: Database, row: WaitingRow, emit: Emit): void => {
  // The cast: only `putFiles` writes them.
  const read = () => JSON.parse(row.files) as NewVectorStoreFile[]
  const files = readable('vector store', row.id, read)
  drop(db, row)
  insertFiles(db, row, files, emit)
}

const drop = (db: Database, row: WaitingRow): void => {
  db.run('DELETE FROM vector_store_files_to_put WHERE seq = ?', row.seq)
  countWaiting(db, row, -row.fresh, -row.size)
}

/** Puts in what waits for a batch that is about to end: left by a server that was killed, and so rare. */
export const putAllOfBatch = (db: Database, batch: number, emit: Emit): void => {
  for (let row; (row = nextWaiting(db, 'w.batch = ?', batch));) put(db, row, emit)
}

/** What waits for a store that has expired goes nowhere. */
export const dropAllOfStore = (db: Database, store: number): void => {
  for (let row; (row = nextWaiting(db, 'w.store = ?', store));) drop(db, row)
}

export const filesToPut = ({
  db,
  write,
}: Pick<Context, 'db' | 'write'>): Pick<VectorStoreStore, 'putWaitingFiles'> => {
  const next = (act: typeof put) =>
    write((emit) => {
      const row = nextWaiting(db)
      if (row) {
        act(db, row, emit)
        // Some of them may be gone.
        emit({ type: 'vector_store.modified', vector_store_id: row.id })
      }
      return row !== undefined
    })
  return {
    putWaitingFiles: async () => {
      if (!nextWaiting(db)) return false
      try {
        return await next(put)
      } catch (error) {
        if (!(error instanceof StoreDamaged)) throw error
        // What cannot be read lets the others through.
        return next(drop)
      }
    },
  }
}

/**
 * What a write has made, once the files that it left to wait are in. Where they cannot be put in now they
 * wait on, and what was made is there.
 */
export const afterPutting = async <Made>(
  context: Pick<Context, 'db' | 'write'>,
  made: Made,
): Promise<Made> => {
  const { putWaitingFiles } = filesToPut(context)
  try {
    while (await putWaitingFiles()) continue
  } catch {
    // Whoever reads the files of vector stores tries again.
  }
  return made
}
