import type { FoundChunk, VectorQuery, WordsQuery } from '#server/store/vector-stores.ts'

import type { Database, Param } from './database.ts'
import { storeTerm } from './vector-store-chunks.ts'
import { isFoundBy } from './vector-store-file-row.ts'

/** What a word of the file's name counts, beside one of its text. */
const NAME_WEIGHT = 0.5
/** bm25() of FTS5 gives a word that is there again and again at most this times its weight. */
const MOST = 2.2
/** Vectors held at a time. */
const VECTORS_AT_ONCE = 512

/** Passages by the words they share with the query, the best first. */
export const findByWords = (db: Database, query: WordsQuery): FoundChunk[] => {
  const stores = seqsOf(db, query.vectorStoreIds)
  if (stores.length === 0 || query.terms.length === 0) return []
  return findWords(db, stores, query)
}

/** Passages by the angle between their vector and the query's, the nearest first. */
export const findByVector = (
  db: Database,
  { vectorStoreIds, files, limit, vector, embedding_model }: VectorQuery,
): FoundChunk[] => {
  const stores = JSON.stringify(seqsOf(db, vectorStoreIds))
  const best: FoundChunk[] = []
  let [file, chunk] = [0, 0]
  for (;;) {
    const rows = db.all<{ file: number; chunk: number; vector: Uint8Array }>(
      `SELECT e.file, e.chunk, e.vector FROM vector_store_vectors e
       CROSS JOIN vector_store_files v ON ${isFoundBy('e.file')}
       WHERE (e.file, e.chunk) > (?, ?) AND v.store IN (SELECT value FROM json_each(?))
       AND v.embedding_model = ?
       ${files ? 'AND e.file IN (SELECT value FROM json_each(?))' : ''}
       ORDER BY e.file, e.chunk LIMIT ${VECTORS_AT_ONCE}`,
      file,
      chunk,
      stores,
      embedding_model,
      ...(files ? [JSON.stringify(files)] : []),
    )
    for (const row of rows) keep(best, { chunk: row.chunk, score: dot(vector, row.vector) }, limit)
    const last = rows.at(-1)
    if (!last || rows.length < VECTORS_AT_ONCE) return best
    file = last.file
    chunk = last.chunk
  }
}

export const seqsOf = (db: Database, ids: readonly string[]): number[] =>
  db
    .all<{ seq: number }>(
      'SELECT seq FROM vector_stores WHERE id IN (SELECT value FROM json_each(?))',
      JSON.stringify(ids),
    )
    .map(({ seq }) => seq)

const findWords = (
  db: Database,
  stores: number[],
  { terms, files, limit }: WordsQuery,
): FoundChunk[] => {
  const words = terms.map((term) => `"${term.replaceAll('"', '""')}"`)
  const inStores = stores.map((store) => `"${storeTerm(store)}"`).join(' OR ')
  const match = `store : (${inStores}) AND {name body} : (${words.join(' OR ')})`
  const params: Param[] = files ? [match, JSON.stringify(files), limit] : [match, limit]
  const rows = db.all<{ chunk: number; score: number }>(
    `SELECT t.rowid AS chunk, -bm25(vector_store_terms, 0, ${NAME_WEIGHT}, 1) AS score
     FROM vector_store_terms t JOIN vector_store_chunks c ON c.seq = t.rowid
     JOIN vector_store_files v ON ${isFoundBy('c.file')}
     WHERE vector_store_terms MATCH ?
     ${files ? 'AND c.file IN (SELECT value FROM json_each(?))' : ''}
     ORDER BY score DESC, t.rowid LIMIT ?`,
    ...params,
  )
  const whole = weightOf(db, words) * MOST
  // The root brings a passage that has all words once near to 0.7, one with a tenth of them to 0.2.
  return rows.map(({ chunk, score }) => ({
    chunk,
    score: Math.min(1, Math.sqrt(Math.max(0, score) / whole)),
  }))
}

/** The inverse document frequencies of the words, as bm25() counts them, summed up. */
const weightOf = (db: Database, words: string[]): number => {
  const count = (sql: string, ...params: Param[]) => db.get<{ n: number }>(sql, ...params)?.n ?? 0
  const all = count('SELECT count(*) AS n FROM vector_store_chunks')
  return words.reduce((sum, word) => {
    const having = count(
      'SELECT count(*) AS n FROM vector_store_terms WHERE vector_store_terms MATCH ?',
      `{name body} : ${word}`,
    )
    return sum + Math.max(1e-6, Math.log((all - having + 0.5) / (having + 0.5)))
  }, 0)
}

const dot = (a: Float32Array, bytes: Uint8Array): number => {
  // A copy where the bytes do not begin at a place for numbers.
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes)
  const b = new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4)
  if (b.length !== a.length) return 0
  let sum = 0
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return Math.min(1, Math.max(0, sum))
}

/** Puts an item in its place among the best, which stay no more than `limit`. */
const keep = (best: FoundChunk[], item: FoundChunk, limit: number): void => {
  const worst = best.at(-1)
  if (best.length >= limit && worst && worst.score >= item.score) return
  const at = best.findIndex(({ score }) => score < item.score)
  best.splice(at < 0 ? best.length : at, 0, item)
  if (best.length > limit) best.pop()
}
