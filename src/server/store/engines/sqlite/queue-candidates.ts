import { StoreDamaged } from '#server/refusals/failures.ts'
import type { Candidate, Candidates, CandidatesPage } from '#server/store/queues.ts'

import type { Database } from './database.ts'
import { type Range, readPage } from './page.ts'
import { BOUNDS } from './search-bounds.ts'
import { isBeingCleared } from './search-index.ts'
import { type Asked, everyMatch } from './search-query.ts'
import { rangeOf, textsAsked, toRange } from './thread-lists.ts'
import { type ThreadRow, summaryIn } from './thread-row.ts'

type Row = Pick<ThreadRow, 'seq' | 'id' | 'created_at' | 'summary'> & { body?: string }
const COLUMNS = 't.seq, t.id, t.created_at, t.summary'

/** A page of the threads that may come into a queue. */
export const candidates = (
  db: Database,
  { limit, after, ...list }: CandidatesPage,
  bounds = BOUNDS,
): Candidates => {
  const page = { ...list, order_by: 'created_at' as const }
  const texts = list.match && textsAsked(db, list.match, bounds)
  return texts
    ? ofTexts(db, page, { texts, limit, after })
    : ofThreads(db, toRange(db, page, bounds), { limit, after })
}

interface Walk {
  limit: number
  after: string | undefined
}

const ofThreads = (db: Database, range: Range, { limit, after }: Walk): Candidates => {
  const { body: _, ...threads } = range
  const page = { limit, order: 'asc' as const, ...(after !== undefined && { after }) }
  const { data, has_more } = readPage<Row>(db, { ...threads, select: COLUMNS }, page, (cursor) => {
    // The place itself, which stays when its thread is deleted.
    const [at = 0, seq = 0] = cursor.split(':').map(Number)
    return { at, seq }
  })
  const last = data.at(-1)
  return {
    data: data.map((row) => toCandidate(db, row)),
    last: last ? `${last.created_at}:${last.seq}` : null,
    has_more,
  }
}

/** The threads of some texts that match. Each text is looked at once, where a walk over threads would ask each for all. */
const ofTexts = (
  db: Database,
  list: Parameters<typeof rangeOf>[0],
  { texts, limit, after }: Walk & { texts: Asked },
): Candidates => {
  if (isBeingCleared(db)) return { data: [], last: null, has_more: false }
  const from = after === undefined ? texts.from : Math.max(texts.from, Number(after) + 1)
  const { sql, params } = everyMatch({ ...texts, from }, 'ASC')
  const found = db.all<{ doc: number; thread: number }>(
    `SELECT f.doc, d.thread FROM (${sql} LIMIT ?) f CROSS JOIN search_documents d ON d.doc = f.doc`,
    ...params,
    limit,
  )
  const seqs = new Set(found.map(({ thread }) => thread))
  const { from: tables, where, params: asked } = rangeOf(list, [...seqs])
  const rows = db.all<Row>(`SELECT ${COLUMNS} FROM ${tables} WHERE ${where}`, ...asked)
  const last = found.at(-1)
  return {
    data: rows.map((row) => toCandidate(db, row)),
    last: last ? String(last.doc) : null,
    has_more: found.length === limit,
  }
}

const toCandidate = (db: Database, row: Row): Candidate => {
  const { last_run: last } = summaryIn(row)
  const run = last && runOf(db, row.seq, last.id)
  return {
    id: row.id,
    number: row.seq,
    created_at: row.created_at,
    assistant: run?.assistant ?? null,
    model: run?.model ?? null,
    status: last?.status ?? null,
  }
}

/** @throws {StoreDamaged} that names it */
const runOf = (db: Database, thread: number, id: string) => {
  try {
    return db.get<{ assistant: string | null; model: string | null }>(
      `SELECT json_extract(body, '$.assistant_id') AS assistant, json_extract(body, '$.model') AS model
       FROM runs WHERE id = ? AND thread = ?`,
      id,
      thread,
    )
  } catch (error) {
    throw error instanceof StoreDamaged ? new StoreDamaged(error.cause, `run '${id}'`) : error
  }
}
