import type { VectorStoreFile } from '#contract/vector-store-file.ts'

import type { NewVectorStoreFile } from '../vector-stores.ts'
import { fromBody } from './context.ts'
import type { Database } from './database.ts'
import type { Emit } from './writer.ts'

export interface StoreFileRow {
  seq: number
  file_id: string
  created_at: number
  status: VectorStoreFile['status']
  usage_bytes: number
  body: string
}
export const FILE_COLUMNS = 'v.seq, f.id AS file_id, v.created_at, v.status, v.usage_bytes, v.body'
export const FILE_TABLES = 'vector_store_files v CROSS JOIN files f ON f.seq = v.file'

export type FileBody = Pick<VectorStoreFile, 'last_error' | 'attributes'> & {
  chunking_strategy: Extract<VectorStoreFile['chunking_strategy'], { type: 'static' }>
}

export const toStoreFile = (row: StoreFileRow, vectorStoreId: string): VectorStoreFile => ({
  id: row.file_id,
  object: 'vector_store.file',
  usage_bytes: row.usage_bytes,
  created_at: row.created_at,
  vector_store_id: vectorStoreId,
  status: row.status,
  ...fromBody<FileBody>(row.body),
})

export const findStoreFile = (
  db: Database,
  vectorStoreId: string,
  fileId: string,
): StoreFileRow | undefined =>
  db.get<StoreFileRow>(
    `SELECT ${FILE_COLUMNS} FROM ${FILE_TABLES}
     WHERE f.id = ? AND v.store = (SELECT seq FROM vector_stores WHERE id = ?)`,
    fileId,
    vectorStoreId,
  )

/** Puts files into a store, to be read; those that are there already are read again. */
export const insertFiles = (
  db: Database,
  { store, id, batch }: { store: number; id: string; batch: number | null },
  files: readonly NewVectorStoreFile[],
  emit: Emit,
): void => {
  for (const { file_id, created_at, chunking, attributes } of files) {
    const file = db.get<{ seq: number }>('SELECT seq FROM files WHERE id = ?', file_id)
    // Deleted since it was checked: as if it had been put here and then deleted.
    if (!file) continue
    // A row of its own for each reading, so that what an earlier one still writes goes nowhere.
    db.run('DELETE FROM vector_store_files WHERE store = ? AND file = ?', store, file.seq)
    const body: FileBody = {
      last_error: null,
      chunking_strategy: { type: 'static', static: chunking },
      attributes: attributes ?? {},
    }
    db.insert(
      `INSERT INTO vector_store_files (store, file, batch, created_at, status, body)
       VALUES (?, ?, ?, ?, 'in_progress', ?)`,
      store,
      file.seq,
      batch,
      created_at,
      JSON.stringify(body),
    )
    emit({ type: 'vector_store.file.created', vector_store_id: id, file_id })
  }
  if (files.length > 0) emit({ type: 'vector_stores.work' })
}
