import { toTerms } from '#server/store/terms.ts'
import type { FileToRead, NewChunk, VectorStoreStore } from '#server/store/vector-stores.ts'

import { type Context, fromBody } from './context.ts'
import type { Database } from './database.ts'
import { onlyReadable } from './readable.ts'
import { fileBody, findStoreFile } from './vector-store-file-row.ts'

type Chunks = Pick<
  VectorStoreStore,
  | 'listFilesToRead'
  | 'stillToRead'
  | 'insertChunks'
  | 'settleVectorStoreFile'
  | 'deleteChunks'
  | 'purgeChunks'
  | 'readChunks'
>

interface ToReadRow {
  key: number
  store: number
  file_id: string
  file_body: string
  body: string
}

export const vectorStoreChunks = ({ db, write, writeUnseen }: Context): Chunks => ({
  listFilesToRead: async (limit, except, after) => toRead(db, limit, except, after),

  stillToRead: async (keys) => keys.filter((key) => findReading(db, key) !== undefined),

  insertChunks: (key, chunks) =>
    writeUnseen(() => {
      const file = findReading(db, key)
      if (!file) return false
      for (const chunk of chunks) insertChunk(db, key, file, chunk)
      return true
    }),

  settleVectorStoreFile: (key, end) =>
    write((emit) => {
      const file = findReading(db, key)
      if (!file) return false
      const { vector_store_id, file_id } = file
      emit({ type: 'vector_store.file.modified', vector_store_id, file_id })
      // Runs may be waiting for it.
      emit({ type: 'vector_stores.work' })
      if (end.status === 'failed') {
        const body = { ...fileBody(file_id, file.body), last_error: end.error }
        db.run(
          `UPDATE vector_store_files SET status = 'failed', body = ? WHERE seq = ?`,
          JSON.stringify(body),
          key,
        )
        return true
      }
      const { usage_bytes } = db.get<{ usage_bytes: number }>(
        `SELECT coalesce((SELECT sum(octet_length(text)) FROM vector_store_chunks WHERE file = ?1), 0)
         + coalesce((SELECT sum(length(vector)) FROM vector_store_vectors WHERE file = ?1), 0)
         AS usage_bytes`,
        key,
      ) ?? { usage_bytes: 0 }
      db.run(
        `UPDATE vector_store_files SET status = 'completed', usage_bytes = ?, embedding_model = ?
         WHERE seq = ?`,
        usage_bytes,
        end.embedding_model,
        key,
      )
      return true
    }),

  deleteChunks: (key, limit) => writeUnseen(() => deleteSome(db, key, limit)),

  purgeChunks: (limit) =>
    writeUnseen(() => {
      const garbage = db.get<{ file: number }>('SELECT file FROM vector_store_garbage LIMIT 1')
      if (!garbage) return false
      if (deleteSome(db, garbage.file, limit) === 0) {
        db.run('DELETE FROM vector_store_garbage WHERE file = ?', garbage.file)
      }
      return true
    }),

  readChunks: async (vectorStoreId, fileId) => {
    const file = findStoreFile(db, vectorStoreId, fileId)
    const key = file?.status === 'completed' ? file.seq : file?.earlier
    if (key === undefined || key === null) return []
    return db
      .all<{ text: string; overlap: number }>(
        'SELECT text, overlap FROM vector_store_chunks WHERE file = ? ORDER BY seq',
        key,
      )
      .map(({ text, overlap }) => text.slice(overlap))
  },
})

interface Reading {
  store: number
  vector_store_id: string
  file_id: string
  filename: string
  body: string
}

/** The file if it is still being read. */
const findReading = (db: Database, key: number): Reading | undefined =>
  db.get<Reading>(
    `SELECT v.store, s.id AS vector_store_id, f.id AS file_id, v.body, f.body ->> 'filename' AS filename
     FROM vector_store_files v JOIN files f ON f.seq = v.file JOIN vector_stores s ON s.seq = v.store
     WHERE v.seq = ? AND v.status = 'in_progress'`,
    key,
  )

const insertChunk = (
  db: Database,
  key: number,
  { store, filename }: Reading,
  { text, overlap, tokens, terms, vector }: NewChunk,
): void => {
  const chunk = db.insert(
    'INSERT INTO vector_store_chunks (file, overlap, tokens, text) VALUES (?, ?, ?, ?)',
    key,
    overlap,
    tokens,
    text,
  )
  insertTerms(db, chunk, { store, filename, terms })
  if (!vector) return
  db.run(
    'INSERT INTO vector_store_vectors (file, chunk, vector) VALUES (?, ?, ?)',
    key,
    chunk,
    new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength),
  )
}

/** Notes by what a passage is found: its terms, those of its file's name, and its store. */
export const insertTerms = (
  db: Database,
  chunk: number,
  { store, filename, terms }: { store: number; filename: string; terms: string },
): void => {
  db.run(
    'INSERT INTO vector_store_terms (rowid, store, name, body) VALUES (?, ?, ?, ?)',
    chunk,
    storeTerm(store),
    toTerms(filename).join(' '),
    terms,
  )
}

/** The word by which a store's passages are told from others'. */
export const storeTerm = (store: number): string => `s${store}`

const deleteSome = (db: Database, key: number, limit: number): number =>
  db.run(
    `DELETE FROM vector_store_chunks WHERE seq IN
     (SELECT seq FROM vector_store_chunks WHERE file = ? LIMIT ?)`,
    key,
    limit,
  )

/** The files that wait in each store, the stores from the one after `after` round to it. */
const waitingByStore = (
  db: Database,
  limit: number,
  except: readonly number[],
  after: number,
): ToReadRow[][] => {
  const stores = db.all<{ seq: number }>(
    'SELECT seq FROM vector_stores WHERE in_progress > 0 ORDER BY seq <= ?, seq',
    after,
  )
  const waiting: ToReadRow[][] = []
  for (const { seq } of stores) {
    if (waiting.length === limit) break
    const files = db.all<ToReadRow>(
      `SELECT v.seq AS key, v.store, f.id AS file_id, f.body AS file_body, v.body
       FROM vector_store_files v JOIN files f ON f.seq = v.file
       WHERE v.store = ? AND v.status = 'in_progress'
         AND v.seq NOT IN (SELECT value FROM json_each(?))
       ORDER BY v.created_at, v.tie LIMIT ?`,
      seq,
      JSON.stringify(except),
      limit,
    )
    if (files.length > 0) waiting.push(files)
  }
  return waiting
}

/** Those of a row that cannot be read wait on: who asks for them is told why. */
const toRead = (
  db: Database,
  limit: number,
  except: readonly number[],
  after = 0,
): FileToRead[] => {
  const damaged: number[] = []
  const rows = inTurn(waitingByStore(db, limit, except, after)).slice(0, limit)
  const files = onlyReadable(rows, toFileToRead, (_, { key }) => damaged.push(key))
  return damaged.length === 0 ? files : toRead(db, limit, [...except, ...damaged], after)
}

const toFileToRead = ({ key, store, file_id, file_body, body }: ToReadRow): FileToRead => ({
  key,
  store,
  file_id,
  ...fromBody<Pick<FileToRead, 'filename' | 'bytes'>>({ noun: 'file', id: file_id }, file_body),
  chunking: fileBody(file_id, body).chunking_strategy.static,
})

/** The first of each list, then the second of each, and so on. */
const inTurn = <T>(lists: readonly T[][]): T[] => {
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, at) =>
    lists.flatMap((list) => list.slice(at, at + 1)),
  ).flat()
}
