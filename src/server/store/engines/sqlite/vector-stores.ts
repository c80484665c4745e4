import { seconds } from '#server/clock.ts'
import type { Place } from '#server/store/summary.ts'
import type { VectorStoreStore } from '#server/store/vector-stores.ts'

import { forgetInAnswers } from './answers.ts'
import { type Context, fromBody } from './context.ts'
import type { Database } from './database.ts'
import { deletedPlace, keepPlace } from './deleted-places.ts'
import { afterPutting, dropAllOfStore } from './files-to-put.ts'
import { mapListed, readPage } from './page.ts'
import {
  STORE_COLUMNS,
  type StoreBody,
  type VectorStoreRow,
  createStore,
  findStore,
  toVectorStore,
  touchStore,
} from './vector-store-row.ts'

type VectorStores = Pick<
  VectorStoreStore,
  | 'insertVectorStore'
  | 'getVectorStore'
  | 'updateVectorStore'
  | 'deleteVectorStore'
  | 'listVectorStores'
  | 'touchVectorStores'
  | 'expireVectorStores'
>

export const vectorStores = ({ db, write, clock }: Context): VectorStores => {
  const now = () => seconds(clock)
  const get = (id: string) => {
    const row = findStore(db, id)
    return row && toVectorStore(row, now())
  }
  return {
    insertVectorStore: async (store, keep) => {
      const made = await write((emit) => {
        createStore(db, store, emit)
        const inserted = get(store.id)
        if (!inserted) throw new Error('a vector store that was inserted is not there')
        return inserted
      }, keep)
      return afterPutting({ db, write }, made)
    },

    getVectorStore: async (id) => get(id),

    updateVectorStore: (id, { expires_after, ...change }) =>
      write((emit) => {
        const row = findStore(db, id)
        if (!row) return undefined
        const body = { ...fromBody<StoreBody>({ noun: 'vector store', id }, row.body), ...change }
        const days = expires_after === undefined ? row.expires_days : (expires_after?.days ?? null)
        // What has expired by the old rule is not brought back by a new one.
        if (row.expired === 0 && toVectorStore(row, now()).status === 'expired') {
          beginEnd(db, row.seq)
          emit({ type: 'vector_stores.work' })
        }
        db.run(
          'UPDATE vector_stores SET body = ?, expires_days = ? WHERE seq = ?',
          JSON.stringify(body),
          days,
          row.seq,
        )
        emit({ type: 'vector_store.modified', vector_store_id: id })
        return get(id)
      }),

    deleteVectorStore: (id) =>
      write((emit) => {
        const place = placeOf(db, id)
        if (!place) return false
        keepPlace({ db, clock }, { list: 'vector stores' }, id, place)
        db.run('DELETE FROM vector_stores WHERE id = ?', id)
        forgetInAnswers(db, id)
        emit({ type: 'vector_store.deleted', vector_store_id: id })
        emit({ type: 'vector_stores.work' })
        return true
      }),

    listVectorStores: async (page) =>
      mapListed(
        readPage<VectorStoreRow>(
          db,
          {
            select: STORE_COLUMNS,
            body: 'body',
            from: 'vector_stores',
            where: 'true',
            params: [],
            at: 'created_at',
            tie: 'tie',
          },
          page,
          (id) => placeOf(db, id) ?? deletedPlace(db, { list: 'vector stores' }, id),
        ),
        (row) => toVectorStore(row, now()),
      ),

    touchVectorStores: (ids) =>
      write((emit) => {
        for (const id of ids) touchStore(db, id, now(), emit)
      }),

    expireVectorStores: () =>
      write((emit) => {
        const over = storesToEnd(db, now())
        let left = FILES_AT_ONCE
        for (const { seq, id } of over) {
          if (left === 0) break
          left -= endFiles(db, seq, left)
          // Whoever reads a store whose time is over takes it for expired already.
          if (left > 0) endStore(db, seq)
          emit({ type: 'vector_store.modified', vector_store_id: id })
        }
        if (over.length > 0) emit({ type: 'vector_stores.work' })
        return over.length
      }),
  }
}

const storesToEnd = (db: Database, now: number) =>
  db.all<{ seq: number; id: string }>(
    `SELECT * FROM (SELECT seq, id FROM vector_stores WHERE expired = ${ENDING} LIMIT 100)
     UNION ALL SELECT * FROM
       (SELECT seq, id FROM vector_stores WHERE expired = 0 AND expires_at <= ? LIMIT 100)`,
    now,
  )

/** `expired` of a store some of whose files are still to be ended. */
const ENDING = 2

/** Ends a store, or where it has many files, notes that the others are still to be ended. */
const beginEnd = (db: Database, seq: number): void => {
  if (endFiles(db, seq, FILES_AT_ONCE) < FILES_AT_ONCE) endStore(db, seq)
  else db.run(`UPDATE vector_stores SET expired = ${ENDING} WHERE seq = ?`, seq)
}

/** How many files of expired stores are ended in one write: each has triggers that count it. */
const FILES_AT_ONCE = 500

/** Ends up to so many files of a store that has expired, whose passages can go. @returns how many */
const endFiles = (db: Database, store: number, limit: number): number => {
  dropAllOfStore(db, store)
  const files = db.all<{ seq: number }>(
    `SELECT seq FROM vector_store_files
     WHERE store = ? AND (status = 'in_progress' OR usage_bytes > 0) LIMIT ?`,
    store,
    limit,
  )
  for (const { seq } of files) {
    db.run('INSERT OR IGNORE INTO vector_store_garbage VALUES (?)', seq)
    db.run(
      `UPDATE vector_store_files
       SET usage_bytes = 0, status = iif(status = 'in_progress', 'cancelled', status) WHERE seq = ?`,
      seq,
    )
  }
  return files.length
}

/** Notes that a store has expired. Files that counted for nothing may have passages, too. */
const endStore = (db: Database, seq: number): void => {
  db.run('UPDATE vector_stores SET expired = 1 WHERE seq = ?', seq)
  db.run(
    'INSERT OR IGNORE INTO vector_store_garbage SELECT seq FROM vector_store_files WHERE store = ?',
    seq,
  )
}

const placeOf = (db: Database, id: string): Place | undefined =>
  db.get<Place>('SELECT created_at AS at, seq FROM vector_stores WHERE id = ?', id)
