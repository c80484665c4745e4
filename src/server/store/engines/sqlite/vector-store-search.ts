import type { Attributes } from '#contract/vector-store-file.ts'
import { createBreath } from '#server/in-turn.ts'
import type { Place } from '#server/store/summary.ts'
import type { VectorStoreStore } from '#server/store/vector-stores.ts'

import { type Context, fromBody } from './context.ts'
import type { Database } from './database.ts'
import type { SlowReader } from './slow-reader.ts'
import { fileBody, isFoundBy } from './vector-store-file-row.ts'
import { seqsOf } from './vector-store-ranking.ts'

type Search = Pick<
  VectorStoreStore,
  'listAttributes' | 'findByWords' | 'findByVector' | 'getPassages'
>

export const vectorStoreSearch = ({ db }: Context, reader: SlowReader): Search => ({
  listAttributes: async (vectorStoreIds) => {
    const found: Awaited<ReturnType<Search['listAttributes']>> = []
    const breathe = createBreath()
    for (const store of seqsOf(db, vectorStoreIds)) {
      let place: Place | undefined = { at: 0, seq: 0 }
      while (place) {
        const rows = attributesAfter(db, store, place)
        found.push(...rows.map(toFound))
        place = rows.length < FILES_AT_ONCE ? undefined : rows.at(-1)
        await breathe()
      }
    }
    return found
  },

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

/** How many files are read at a time. */
const FILES_AT_ONCE = 500

interface AttributesRow extends Place {
  key: number
  file_id: string
  body: string
}

/** The next files of a store that can be found, in the order of its list. */
const attributesAfter = (db: Database, store: number, { at, seq }: Place): AttributesRow[] =>
  db.all<AttributesRow>(
    `SELECT v.created_at AS at, v.seq, coalesce(v.earlier, v.seq) AS key, f.id AS file_id, v.body
     FROM vector_store_files v CROSS JOIN files f ON f.seq = v.file
     WHERE v.store = ? AND (v.created_at, v.tie) > (?, ?)
       AND (v.status = 'completed' OR v.earlier IS NOT NULL)
     ORDER BY v.created_at, v.tie LIMIT ${FILES_AT_ONCE}`,
    store,
    at,
    seq,
  )

const toFound = ({ key, file_id, body }: AttributesRow) => ({
  key,
  attributes: fileBody(file_id, body).attributes ?? null,
})

interface PassageRow {
  chunk: number
  text: string
  tokens: number
  file_id: string
  filename: string
  attributes: string | null
}
