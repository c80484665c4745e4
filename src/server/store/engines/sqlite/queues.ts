import { queueNotOpen } from '#server/refusals/queues.ts'
import { noPerson } from '#server/refusals/reviews.ts'
import type { NewQueue, QueueStore } from '#server/store/queues.ts'

import { forgetInAnswers } from './answers.ts'
import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { deletedPlace, keepPlace } from './deleted-places.ts'
import { mapListed, readPage } from './page.ts'
import { findPerson } from './people.ts'
import { assign, claim, release, reopen, skip } from './queue-claims.ts'
import { fillQueue } from './queue-fill.ts'
import { listItems } from './queue-items.ts'
import { judgements } from './queue-judgements.ts'
import {
  IS_KEPT,
  QUEUES,
  QUEUE_COLUMNS,
  type QueueBody,
  type QueueRow,
  bodyIn,
  findQueue,
  requireQueue,
  toQueue,
} from './queue-row.ts'
import { settle } from './queue-settling.ts'
import { onlyReadable } from './readable.ts'
import type { SlowReader } from './slow-reader.ts'

export const queues = (
  { db, write, writeUnseen, clock }: Context,
  reader: SlowReader,
): QueueStore => ({
  insertQueue: (queue, keep) =>
    write((emit) => {
      insert(db, queue)
      emit({ type: 'queue.created', queue_id: queue.id })
      return toQueue(db, requireQueue(db, queue.id))
    }, keep),

  getQueue: async (id) => {
    const row = findQueue(db, id)
    return row && toQueue(db, row)
  },

  listQueues: async ({ state, ...page }) => {
    const range = {
      select: QUEUE_COLUMNS,
      body: 'q.body',
      from: QUEUES,
      where: state === undefined ? IS_KEPT : 'q.state = ?',
      params: state === undefined ? [] : [state],
      at: 'q.created_at',
      tie: 'q.tie',
    }
    const find = (id: string) =>
      db.get<{ at: number; seq: number }>(
        'SELECT created_at AS at, seq FROM queues WHERE id = ?',
        id,
      ) ?? deletedPlace(db, { list: 'queues' }, id)
    return mapListed(readPage<QueueRow>(db, range, page, find), (row) => toQueue(db, row))
  },

  updateQueue: (id, { state, ...change }) =>
    write((emit) => {
      const row = findQueue(db, id)
      if (!row) return undefined
      if (state && state !== row.state && row.state !== 'open' && row.state !== 'closed')
        throw queueNotOpen(row.state)
      const was = bodyIn(row)
      const { name = was.name, people = was.people } = change
      const body: QueueBody = { ...was, name, people: requirePeople(db, people) }
      save(db, row.seq, { state: state ?? row.state, body })
      if (change.people && people.length > 0) unassignOthers(db, row.seq, people)
      emit({ type: 'queue.modified', queue_id: id })
      return toQueue(db, requireQueue(db, id))
    }),

  deleteQueue: (id) =>
    write((emit) => {
      const row = findQueue(db, id)
      if (!row) return false
      keepPlace({ db, clock }, { list: 'queues' }, id, { at: row.created_at, seq: row.seq })
      db.run("UPDATE queues SET state = 'deleted' WHERE seq = ?", row.seq)
      forgetInAnswers(db, id)
      emit({ type: 'queue.deleted', queue_id: id })
      return true
    }),

  queuesToFill: async (onDamaged) => {
    const rows = db.all<QueueRow>(
      `SELECT ${QUEUE_COLUMNS} FROM ${QUEUES} WHERE q.state = 'filling' ORDER BY q.created_at, q.tie`,
    )
    return onlyReadable(rows, (row) => toQueue(db, row), onDamaged)
  },

  candidates: (page, signal) => reader.read('candidates', page, signal),

  emptyQueue: async (id, limit) => {
    const row = findQueue(db, id)
    if (row?.state !== 'filling') return false
    return writeUnseen(() => {
      const sql = 'SELECT seq FROM queue_items WHERE queue = ? LIMIT ?'
      return db.run(`DELETE FROM queue_items WHERE seq IN (${sql})`, row.seq, limit) > 0
    })
  },

  fillQueue: (id, threads) => write((emit) => fillQueue(db, id, threads, emit)),

  tellFilling: (id, { of, state, problem }) =>
    write((emit) => {
      const row = findQueue(db, id)
      if (row?.state !== 'filling') return false
      db.run('UPDATE queues SET matched = ? WHERE seq = ?', of, row.seq)
      const body = { ...bodyIn(row), problem: problem ?? null }
      save(db, row.seq, { state: state ?? 'filling', body })
      emit({ type: 'queue.modified', queue_id: id })
      return true
    }),

  settleQueues: (limit, onDamaged) => settle({ db, writeUnseen }, limit, onDamaged),

  listQueueItems: async (queueId, page, who) => listItems(db, requireQueue(db, queueId), page, who),

  claimItem: (queueId, claiming) => write((emit) => claim(db, queueId, claiming, emit)),
  skipItem: (queueId, itemId, by) => write((emit) => skip(db, { ...by, queueId, itemId }, emit)),
  reopenItem: (queueId, itemId, by) =>
    write((emit) => reopen(db, { ...by, queueId, itemId }, emit)),
  releaseItem: (queueId, itemId, by) =>
    write((emit) => release(db, { ...by, queueId, itemId }, emit)),
  assignItems: (queueId, assigning) => write((emit) => assign(db, queueId, assigning, emit)),

  queueTotals: (queueId, signal) => reader.read('queueTotals', queueId, signal),
  judgements: async (queueId, page) => judgements(db, queueId, page),
})

/** @throws {ApiError} */
const requirePeople = (db: Database, ids: readonly string[]): string[] => {
  for (const id of ids) if (!findPerson(db, id)) throw noPerson(id)
  return [...new Set(ids)]
}

/** @throws {ApiError} where a person is not there */
const insert = (
  db: Database,
  { object: _object, id, created_at, person_id, ...queue }: NewQueue,
): void => {
  const person = findPerson(db, person_id)
  if (!person) throw noPerson(person_id)
  const body: QueueBody = { ...queue, people: requirePeople(db, queue.people), problem: null }
  db.insert(
    "INSERT INTO queues (id, created_at, state, person, body) VALUES (?, ?, 'filling', ?, ?)",
    id,
    created_at,
    person.seq,
    JSON.stringify(body),
  )
}

const save = (
  db: Database,
  seq: number,
  { state, body }: { state: QueueRow['state']; body: QueueBody },
): void => {
  db.run('UPDATE queues SET state = ?, body = ? WHERE seq = ?', state, JSON.stringify(body), seq)
}

/** What is assigned to people who do not read a queue any more is anybody's. */
const unassignOthers = (db: Database, queue: number, people: readonly string[]): void => {
  db.run(
    `UPDATE queue_items SET assigned = NULL WHERE queue = ? AND status = 'open' AND assigned NOT IN
     (SELECT p.seq FROM json_each(?) x CROSS JOIN people p ON p.id = x.value)`,
    queue,
    JSON.stringify(people),
  )
}
