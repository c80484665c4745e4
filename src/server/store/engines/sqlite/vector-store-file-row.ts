import { DEFAULT_CHUNKING, type VectorStoreFile } from '#contract/vector-store-file.ts'
import type { NewVectorStoreFile } from '#server/store/vector-stores.ts'

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
  /** Under which key the passages of an earlier reading are kept while it is read again. */
  earlier: number | null
}
export const FILE_COLUMNS =
  'v.seq, f.id AS file_id, v.created_at, v.status, v.usage_bytes, v.body, v.earlier'
/** For lists, whose order is that of an index of the first. */
export const FILE_TABLES = 'vector_store_files v CROSS JOIN files f ON f.seq = v.file'

export type FileBody = Pick<VectorStoreFile, 'last_error' | 'attributes'> & {
  chunking_strategy: Extract<VectorStoreFile['chunking_strategy'], { type: 'static' }>
}

/** @throws {StoreDamaged} */
export const fileBody = (fileId: string, body: string): FileBody =>
  fromBody<FileBody>({ noun: 'vector store file', id: fileId }, body)

export const toStoreFile = (row: StoreFileRow, vectorStoreId: string): VectorStoreFile => ({
  id: row.file_id,
  object: 'vector_store.file',
  usage_bytes: row.usage_bytes,
  created_at: row.created_at,
  vector_store_id: vectorStoreId,
  status: row.status,
  ...fileBody(row.file_id, row.body),
})

export const findStoreFile = (
  db: Database,
  vectorStoreId: string,
  fileId: string,
): StoreFileRow | undefined =>
  db.get<StoreFileRow>(
    // By the file first: the other way round, all files of the store would be looked at.
    `SELECT ${FILE_COLUMNS} FROM files f CROSS JOIN vector_store_files v ON v.file = f.seq
     WHERE f.id = ? AND v.store = (SELECT seq FROM vector_stores WHERE id = ?)`,
    fileId,
    vectorStoreId,
  )

/** That `v` is the file in whose present or earlier reading the passages `key` are found. */
export const isFoundBy = (key: string): string =>
  `((v.seq = ${key} AND v.status = 'completed') OR v.earlier = ${key})`

/** Where files are put: a store, and the batch that they come with. */
export interface IntoStore {
  store: number
  id: string
  batch: number | null
}

interface HeldRow extends Pick<StoreFileRow, 'seq' | 'status' | 'body' | 'earlier'> {
  embedding_model: string | null
}

/**
 * Puts files into a store, to be read. Those that are there already are read again: they are found by
 * what was read of them until then, and keep what the request leaves out.
 */
export const insertFiles = (
  db: Database,
  { store, id, batch }: IntoStore,
  files: readonly NewVectorStoreFile[],
  emit: Emit,
): void => {
  for (const { file_id, created_at, chunking, attributes } of files) {
    const file = db.get<{ seq: number }>('SELECT seq FROM files WHERE id = ?', file_id)
    // Deleted since it was checked: as if it had been put here and then deleted.
    if (!file) continue
    const held = db.get<HeldRow>(
      `SELECT seq, status, body, earlier, embedding_model FROM vector_store_files
       WHERE store = ? AND file = ?`,
      store,
      file.seq,
    )
    const before = held && fileBody(file_id, held.body)
    const earlier = (held?.status === 'completed' ? held.seq : held?.earlier) ?? null
    // A row of its own for each reading, so that what an earlier one still writes goes nowhere.
    if (held) db.run('DELETE FROM vector_store_files WHERE seq = ?', held.seq)
    if (earlier !== null) db.run('DELETE FROM vector_store_garbage WHERE file = ?', earlier)
    const body: FileBody = {
      last_error: null,
      chunking_strategy: {
        type: 'static',
        static: chunking ?? before?.chunking_strategy.static ?? DEFAULT_CHUNKING,
      },
      attributes: attributes ?? before?.attributes ?? {},
    }
    db.insert(
      `INSERT INTO vector_store_files
         (store, file, batch, created_at, status, body, earlier, embedding_model)
       VALUES (?, ?, ?, ?, 'in_progress', ?, ?, ?)`,
      store,
      file.seq,
      batch,
      created_at,
      JSON.stringify(body),
      earlier,
      earlier === null ? null : (held?.embedding_model ?? null),
    )
    emit({ type: 'vector_store.file.created', vector_store_id: id, file_id })
  }
  if (files.length > 0) emit({ type: 'vector_stores.work' })
}
