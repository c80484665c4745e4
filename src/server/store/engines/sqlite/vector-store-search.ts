import type { Attributes } from '#contract/vector-store-file.ts'
import type { VectorStoreStore } from '#server/store/vector-stores.ts'

import { type Context, fromBody } from './context.ts'
import type { SlowReader } from './slow-reader.ts'
import { fileBody, isFoundBy } from './vector-store-file-row.ts'
import { seqsOf } from './vector-store-ranking.ts'

type Search = Pick<
  VectorStoreStore,
  'listAttributes' | 'findByWords' | 'findByVector' | 'getPassages'
>

export const vectorStoreSearch = ({ db }: Context, reader: SlowReader): Search => ({
  listAttributes: async (vectorStoreIds) =>
    db
      .all<{ key: number; file_id: string; body: string }>(
        `SELECT coalesce(v.earlier, v.seq) AS key, f.id AS file_id, v.body
         FROM vector_store_files v JOIN files f ON f.seq = v.file
         WHERE (v.status = 'completed' OR v.earlier IS NOT NULL)
           AND v.store IN (SELECT value FROM json_each(?))`,
        JSON.stringify(seqsOf(db, vectorStoreIds)),
      )
      .map(({ key, file_id, body }) => ({
        key,
        attributes: fileBody(file_id, body).attributes ?? null,
      })),

  findByWords: (query) => reader.read('findByWords', query),
  findByVector: (query) => reader.read('findByVector', query),

  getPassages: async (chunks) => {
    const rows = db.all<PassageRow>(
      `SELECT c.seq AS chunk, c.text, c.tokens, f.id AS file_id,
         f.body ->> 'filename' AS filename, v.body ->> 'attributes' AS attributes
       FROM vector_store_chunks c JOIN vector_store_files v ON ${isFoundBy('c.file')}
       JOIN files f ON f.seq = v.file
       WHERE c.seq IN (SELECT value FROM json_each(?))`,
      JSON.stringify(chunks),
    )
    const byChunk = new Map(rows.map((row) => [row.chunk, row]))
    return chunks.flatMap((chunk) => {
      const row = byChunk.get(chunk)
      if (!row) return []
      const { attributes, file_id: id } = row
      const of = { noun: 'vector store file', id }
      const read = attributes === null ? null : fromBody<Attributes>(of, attributes)
      return [{ ...row, attributes: read }]
    })
  },
})

interface PassageRow {
  chunk: number
  text: string
  tokens: number
  file_id: string
  filename: string
  attributes: string | null
}
