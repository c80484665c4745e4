import { StoreDamaged } from '#server/refusals/failures.ts'
import type { Candidate, Candidates, CandidatesPage } from '#server/store/queues.ts'

import type { Database } from './database.ts'
import { readPage } from './page.ts'
import { BOUNDS } from './search-bounds.ts'
import { toRange } from './thread-lists.ts'
import { type ThreadRow, summaryIn } from './thread-row.ts'

type Row = Pick<ThreadRow, 'seq' | 'id' | 'created_at' | 'summary'> & { body?: string }

/** A page of the threads that may come into a queue. */
export const candidates = (
  db: Database,
  { limit, after, ...list }: CandidatesPage,
  bounds = BOUNDS,
): Candidates => {
  const { body: _, ...threads } = toRange(db, { ...list, order_by: 'created_at' }, bounds)
  const range = { ...threads, select: 't.seq, t.id, t.created_at, t.summary' }
  const page = { limit, order: 'asc' as const, ...(after !== undefined && { after }) }
  const { data, has_more } = readPage<Row>(db, range, page, (cursor) => {
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

const toCandidate = (db: Database, row: Row): Candidate => {
  const { last_run: last } = summaryIn(row)
  const run = last && runOf(db, row.seq, last.id)
  return {
    id: row.id,
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
