import type { Queue, QueueCounts } from '#contract/queue.ts'
import { notInQueue, queueNotOpen } from '#server/refusals/queues.ts'
import { noPerson, noQueue } from '#server/refusals/reviews.ts'

import type { Database } from './database.ts'
import { findPerson } from './people.ts'
import { asObject, readable } from './readable.ts'

export interface QueueRow {
  seq: number
  id: string
  created_at: number
  state: Queue['state']
  matched: number
  person_id: string
  person_name: string
  initials: string
  body: string
}

export type QueueBody = Pick<
  Queue,
  | 'name'
  | 'query'
  | 'time_zone'
  | 'metadata'
  | 'sample'
  | 'criteria'
  | 'people'
  | 'second_reading'
  | 'problem'
>

export const QUEUE_COLUMNS = [
  'q.seq, q.id, q.created_at, q.state, q.matched',
  'p.id AS person_id, p.name AS person_name, p.initials, q.body',
].join(', ')
export const QUEUES = 'queues q CROSS JOIN people p ON p.seq = q.person'
/** Those that are deleted are there until nothing is left in them. */
export const IS_KEPT = "+q.state <> 'deleted'"

export const bodyIn = ({ id, body }: Pick<QueueRow, 'id' | 'body'>): QueueBody =>
  // The cast: only writes of queues make it.
  readable('queue', id, () => asObject(JSON.parse(body)) as unknown as QueueBody)

export const findQueue = (db: Database, id: string): QueueRow | undefined =>
  db.get<QueueRow>(`SELECT ${QUEUE_COLUMNS} FROM ${QUEUES} WHERE q.id = ? AND ${IS_KEPT}`, id)

/** @throws {ApiError} */
export const requireQueue = (db: Database, id: string): QueueRow => {
  const row = findQueue(db, id)
  if (!row) throw noQueue(id)
  return row
}

/** @throws {ApiError} where it is not there, or takes no judgements now */
export const requireOpen = (db: Database, id: string): QueueRow => {
  const row = requireQueue(db, id)
  if (row.state !== 'open') throw queueNotOpen(row.state)
  return row
}

/** The number of a person who may read what is in a queue. @throws {ApiError} */
export const requireMember = (db: Database, row: QueueRow, personId: string): number => {
  const person = findPerson(db, personId)
  if (!person) throw noPerson(personId)
  const { people } = bodyIn(row)
  if (people.length > 0 && !people.includes(personId)) throw notInQueue(person.name)
  return person.seq
}

export const toQueue = (db: Database, row: QueueRow): Queue => ({
  id: row.id,
  object: 'queue',
  ...bodyIn(row),
  of: row.matched,
  person: { id: row.person_id, name: row.person_name, initials: row.initials },
  state: row.state,
  counts: countsOf(db, row.seq),
  created_at: row.created_at,
})

interface Counted {
  reading: number
  status: string
  verdict: 'pass' | 'needs_work' | 'fail' | null
  sealed: number
  readings: number
}

/** One walk along an index of the queue's own. */
export const countsOf = (db: Database, queue: number): QueueCounts => {
  const counts = {
    items: 0,
    readings: 0,
    judged: 0,
    skipped: 0,
    gone: 0,
    sealed: 0,
    pass: 0,
    needs_work: 0,
    fail: 0,
  }
  const rows = db.all<Counted>(
    `SELECT reading, status, verdict, sealed, count(*) AS readings FROM queue_items
     WHERE queue = ? GROUP BY reading, status, verdict, sealed`,
    queue,
  )
  for (const { reading, status, verdict, sealed, readings } of rows) {
    counts.readings += readings
    if (reading === 1) counts.items += readings
    if (status === 'skipped') counts.skipped += readings
    if (verdict === null) {
      if (status === 'gone') counts.gone += readings
      continue
    }
    counts.judged += readings
    if (sealed === 1) counts.sealed += readings
    else counts[verdict] += readings
  }
  return counts
}
