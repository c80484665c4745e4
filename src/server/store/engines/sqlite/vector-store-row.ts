import type { VectorStore } from '#contract/vector-store.ts'
import { seconds } from '#server/clock.ts'
import { vectorStoreExpired } from '#server/refusals/vector-stores.ts'
import type { Brought, NewVectorStore } from '#server/store/vector-stores.ts'

import { type Context, fromBody } from './context.ts'
import type { Database } from './database.ts'
import { putFiles } from './files-to-put.ts'
import type { Emit } from './writer.ts'

export interface VectorStoreRow {
  seq: number
  id: string
  created_at: number
  last_active_at: number
  expires_days: number | null
  expires_at: number | null
  expired: number
  in_progress: number
  completed: number
  failed: number
  cancelled: number
  usage_bytes: number
  body: string
}
export const STORE_COLUMNS =
  'seq, id, created_at, last_active_at, expires_days, expires_at, expired, ' +
  'in_progress, completed, failed, cancelled, usage_bytes, body'

export type StoreBody = Pick<VectorStore, 'name' | 'metadata'>

/** @param now in seconds: what is past its time has expired, marked or not */
export const toVectorStore = (row: VectorStoreRow, now: number): VectorStore => {
  const { in_progress, completed, failed, cancelled, expires_days: days } = row
  return {
    id: row.id,
    object: 'vector_store',
    created_at: row.created_at,
    ...fromBody<StoreBody>({ noun: 'vector store', id: row.id }, row.body),
    usage_bytes: row.usage_bytes,
    file_counts: {
      in_progress,
      completed,
      failed,
      cancelled,
      total: in_progress + completed + failed + cancelled,
    },
    status: statusOf(row, now),
    ...(days !== null && { expires_after: { anchor: 'last_active_at', days } }),
    expires_at: row.expires_at,
    last_active_at: row.last_active_at,
  }
}

const statusOf = (row: VectorStoreRow, now: number): VectorStore['status'] => {
  if (isExpired(row, now)) return 'expired'
  return row.in_progress > 0 ? 'in_progress' : 'completed'
}

export const isExpired = (row: VectorStoreRow, now: number): boolean =>
  row.expired !== 0 || (row.expires_at !== null && row.expires_at <= now)

export const findStore = (db: Database, id: string): VectorStoreRow | undefined =>
  db.get<VectorStoreRow>(`SELECT ${STORE_COLUMNS} FROM vector_stores WHERE id = ?`, id)

/** @throws {ApiError} `vectorStoreExpired` */
export const findLiveStore = (
  db: Database,
  id: string,
  now: number,
): VectorStoreRow | undefined => {
  const row = findStore(db, id)
  if (row && isExpired(row, now)) throw vectorStoreExpired(id)
  return row
}

/** Inserts a store with its first files. */
export const createStore = (db: Database, store: NewVectorStore, emit: Emit): number => {
  const seq = db.insert(
    `INSERT INTO vector_stores (id, created_at, last_active_at, expires_days, body)
     VALUES (?, ?, ?, ?, ?)`,
    store.id,
    store.created_at,
    store.created_at,
    store.expires_after?.days ?? null,
    JSON.stringify({ name: store.name, metadata: store.metadata }),
  )
  emit({ type: 'vector_store.created', vector_store_id: store.id })
  putFiles(db, { store: seq, id: store.id, batch: null }, store.files, emit)
  return seq
}

/**
 * Inserts what another object brings, in the transaction that is for that object. A store that is gone
 * takes nothing.
 * @throws {ApiError} `vectorStoreExpired`
 */
export const bringFiles = (
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  brought: Brought | undefined,
  emit: Emit,
): void => {
  if (!brought) return
  if ('made' in brought) {
    createStore(db, brought.made, emit)
    return
  }
  const now = seconds(clock)
  const store = findLiveStore(db, brought.into, now)
  if (!store) return
  putFiles(db, { store: store.seq, id: store.id, batch: null }, brought.files, emit)
  touchStore(db, store.id, now, emit)
}

export const touchStore = (db: Database, id: string, now: number, emit: Emit): void => {
  const touched = db.run(
    `UPDATE vector_stores SET last_active_at = ? WHERE id = ? AND expired = 0
     AND last_active_at < ? AND (expires_at IS NULL OR expires_at > ?)`,
    now,
    id,
    now,
    now,
  )
  if (touched > 0) emit({ type: 'vector_store.modified', vector_store_id: id })
}
