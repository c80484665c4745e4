import type { VectorStoreFileBatch } from '#contract/vector-store-file-batch.ts'
import { seconds } from '#server/clock.ts'
import type { Place } from '#server/store/summary.ts'
import type { VectorStoreStore } from '#server/store/vector-stores.ts'

import { forgetInAnswers } from './answers.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { deletedPlace, keepPlace } from './deleted-places.ts'
import { PUT_AT_ONCE, afterPutting, putAllOfBatch, putFiles } from './files-to-put.ts'
import { type Range, mapListed, readPage } from './page.ts'
import {
  FILE_COLUMNS,
  FILE_TABLES,
  type StoreFileRow,
  fileBody,
  findStoreFile,
  toStoreFile,
} from './vector-store-file-row.ts'
import { findLiveStore, findStore, touchStore } from './vector-store-row.ts'

type VectorStoreFiles = Pick<
  VectorStoreStore,
  | 'putVectorStoreFiles'
  | 'getVectorStoreFile'
  | 'setVectorStoreFileAttributes'
  | 'deleteVectorStoreFile'
  | 'listVectorStoreFiles'
  | 'getVectorStoreFileBatch'
  | 'cancelVectorStoreFileBatch'
>

export const vectorStoreFiles = ({ db, write, clock }: Context): VectorStoreFiles => ({
  putVectorStoreFiles: async (vectorStoreId, files, batchId, keep) => {
    const made = await write((emit) => {
      const now = seconds(clock)
      const store = findLiveStore(db, vectorStoreId, now)
      if (!store) return undefined
      const batch =
        batchId === undefined
          ? null
          : db.insert(
              'INSERT INTO vector_store_batches (id, store, created_at) VALUES (?, ?, ?)',
              batchId,
              store.seq,
              now,
            )
      if (batchId !== undefined) {
        const ids = { vector_store_id: vectorStoreId, batch_id: batchId }
        emit({ type: 'vector_store.file_batch.created', ...ids })
      }
      putFiles(db, { store: store.seq, id: vectorStoreId, batch }, files, emit)
      touchStore(db, vectorStoreId, now, emit)
      const put = files.slice(0, PUT_AT_ONCE).flatMap(({ file_id }) => {
        const row = findStoreFile(db, vectorStoreId, file_id)
        return row ? [toStoreFile(row, vectorStoreId)] : []
      })
      const made = batchId === undefined ? undefined : findBatch(db, vectorStoreId, batchId)
      return { files: put, ...(made && { batch: toBatch(made, vectorStoreId) }) }
    }, keep)
    return afterPutting({ db, write }, made)
  },

  getVectorStoreFile: async (vectorStoreId, fileId) => {
    const row = findStoreFile(db, vectorStoreId, fileId)
    return row && toStoreFile(row, vectorStoreId)
  },

  setVectorStoreFileAttributes: (vectorStoreId, fileId, attributes) =>
    write((emit) => {
      const row = findStoreFile(db, vectorStoreId, fileId)
      if (!row) return undefined
      const body = JSON.stringify({ ...fileBody(fileId, row.body), attributes: attributes ?? {} })
      db.run('UPDATE vector_store_files SET body = ? WHERE seq = ?', body, row.seq)
      emit({
        type: 'vector_store.file.modified',
        vector_store_id: vectorStoreId,
        file_id: fileId,
      })
      return toStoreFile({ ...row, body }, vectorStoreId)
    }),

  deleteVectorStoreFile: (vectorStoreId, fileId) =>
    write((emit) => {
      const row = findStoreFile(db, vectorStoreId, fileId)
      if (!row) return false
      const owner = findStore(db, vectorStoreId)?.seq
      const place = { at: row.created_at, seq: row.seq }
      keepPlace({ db, clock }, { list: 'vector store files', owner }, fileId, place)
      db.run('DELETE FROM vector_store_files WHERE seq = ?', row.seq)
      forgetInAnswers(db, fileId)
      emit({ type: 'vector_store.file.deleted', vector_store_id: vectorStoreId, file_id: fileId })
      emit({ type: 'vector_stores.work' })
      return true
    }),

  listVectorStoreFiles: async (vectorStoreId, { filter, batch_id, ...page }) => {
    const range = toRange(db, vectorStoreId, filter, batch_id)
    return mapListed(
      readPage<StoreFileRow>(db, range, page, (fileId) => {
        const row = findStoreFile(db, vectorStoreId, fileId)
        if (row) return { at: row.created_at, seq: row.seq } satisfies Place
        const owner = findStore(db, vectorStoreId)?.seq
        return deletedPlace(db, { list: 'vector store files', owner }, fileId)
      }),
      (row) => toStoreFile(row, vectorStoreId),
    )
  },

  getVectorStoreFileBatch: async (vectorStoreId, id) => {
    const row = findBatch(db, vectorStoreId, id)
    return row && toBatch(row, vectorStoreId)
  },

  cancelVectorStoreFileBatch: (vectorStoreId, id) =>
    write((emit) => {
      const row = findBatch(db, vectorStoreId, id)
      if (!row || row.in_progress === 0) return row && toBatch(row, vectorStoreId)
      db.run('UPDATE vector_store_batches SET stopped = 1 WHERE seq = ?', row.seq)
      putAllOfBatch(db, row.seq, emit)
      const open = `vector_store_files WHERE batch = ? AND status = 'in_progress'`
      db.run(`INSERT OR IGNORE INTO vector_store_garbage SELECT seq FROM ${open}`, row.seq)
      db.run(
        `UPDATE vector_store_files SET status = 'cancelled'
         WHERE batch = ? AND status = 'in_progress'`,
        row.seq,
      )
      const ids = { vector_store_id: vectorStoreId, batch_id: id }
      emit({ type: 'vector_store.file_batch.modified', ...ids })
      emit({ type: 'vector_stores.work' })
      const cancelled = findBatch(db, vectorStoreId, id)
      return cancelled && toBatch(cancelled, vectorStoreId)
    }),
})

const toRange = (
  db: Database,
  vectorStoreId: string,
  filter: string | undefined,
  batchId: string | undefined,
): Range => {
  const owner =
    batchId === undefined
      ? db.get<{ seq: number }>('SELECT seq FROM vector_stores WHERE id = ?', vectorStoreId)
      : findBatch(db, vectorStoreId, batchId)
  const column = batchId === undefined ? 'v.store' : 'v.batch'
  return {
    select: FILE_COLUMNS,
    body: 'v.body',
    from: FILE_TABLES,
    where: `${column} = ?${filter === undefined ? '' : ' AND v.status = ?'}`,
    params: [owner?.seq ?? null, ...(filter === undefined ? [] : [filter])],
    at: 'v.created_at',
    tie: 'v.tie',
  }
}

interface BatchRow {
  seq: number
  id: string
  created_at: number
  stopped: number
  in_progress: number
  completed: number
  failed: number
  cancelled: number
}

const findBatch = (db: Database, vectorStoreId: string, id: string): BatchRow | undefined =>
  db.get<BatchRow>(
    `SELECT seq, id, created_at, stopped, in_progress, completed, failed, cancelled
     FROM vector_store_batches
     WHERE id = ? AND store = (SELECT seq FROM vector_stores WHERE id = ?)`,
    id,
    vectorStoreId,
  )

const toBatch = (row: BatchRow, vectorStoreId: string): VectorStoreFileBatch => {
  const { in_progress, completed, failed, cancelled } = row
  const total = in_progress + completed + failed + cancelled
  return {
    id: row.id,
    object: 'vector_store.files_batch',
    created_at: row.created_at,
    vector_store_id: vectorStoreId,
    status: statusOf(row, total),
    file_counts: { in_progress, completed, failed, cancelled, total },
  }
}

const statusOf = (row: BatchRow, total: number): VectorStoreFileBatch['status'] => {
  if (row.in_progress > 0) return 'in_progress'
  if (row.stopped === 1) return 'cancelled'
  return total > 0 && row.failed === total ? 'failed' : 'completed'
}
