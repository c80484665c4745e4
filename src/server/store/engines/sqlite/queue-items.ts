import { type ItemStatus, type QueueItem, CLAIM_SECONDS } from '#contract/queue.ts'
import { noItem } from '#server/refusals/queues.ts'
import type { Listed } from '#server/store/pages.ts'
import type { QueueItemsPage } from '#server/store/queues.ts'
import type { Place } from '#server/store/summary.ts'

import type { Database, Param } from './database.ts'
import { mapListed, readPage } from './page.ts'
import { findPerson } from './people.ts'
import { withSummary } from './thread-lists.ts'
import { THREAD_COLUMNS, type ThreadRow } from './thread-row.ts'
import type { Emit } from './writer.ts'

export interface ItemRow {
  seq: number
  id: string
  queue: number
  position: number
  reading: number
  twice: number
  thread_id: string
  assigned: number | null
  holder: number | null
  held_until: number | null
  status: ItemStatus
  sealed: number
  judge: number | null
  review: string | null
  verdict: string | null
}

export const ITEM_COLUMNS = [
  'i.seq, i.id, i.queue, i.position, i.reading, i.twice, i.thread_id, i.assigned, i.holder',
  'i.held_until, i.status, i.sealed, i.judge, i.review, i.verdict',
].join(', ')

/** @throws {ApiError} where the queue has none of that id */
export const requireItem = (db: Database, queue: number, id: string): ItemRow => {
  const row = db.get<ItemRow>(
    `SELECT ${ITEM_COLUMNS} FROM queue_items i WHERE i.id = ? AND i.queue = ?`,
    id,
    queue,
  )
  if (!row) throw noItem(id)
  return row
}

/** The readings of a thread in a queue, the first one first. */
export const readingsOf = (db: Database, queue: number, threadId: string): ItemRow[] =>
  db.all<ItemRow>(
    `SELECT ${ITEM_COLUMNS} FROM queue_items i WHERE i.thread_id = ? AND +i.queue = ? ORDER BY i.reading`,
    threadId,
    queue,
  )

/** Whether somebody reads it now. */
export const isHeld = ({ status, holder, held_until }: ItemRow, at: number): boolean =>
  status === 'open' && holder !== null && held_until !== null && held_until > at

const personIdOf = (db: Database, seq: number | null): string | null =>
  seq === null
    ? null
    : (db.get<{ id: string }>('SELECT id FROM people WHERE seq = ?', seq)?.id ?? null)

export const nameOf = (db: Database, seq: number | null): string =>
  db.get<{ name: string }>('SELECT name FROM people WHERE seq = ?', seq)?.name ?? 'Somebody'

/** Who asks, if that is known, and when. */
export interface Asking {
  person_id?: string | undefined
  at: number
}

export const toItem = (
  db: Database,
  row: ItemRow,
  queueId: string,
  { person_id, at }: Asking,
): QueueItem => {
  const person = personIdOf(db, row.judge ?? row.assigned)
  const isJudged = row.verdict !== null
  const sealed = isJudged && row.sealed === 1
  const isTold = isJudged && (!sealed || person === person_id)
  const thread = db.get<ThreadRow>(
    `SELECT ${THREAD_COLUMNS} FROM threads t WHERE t.id = ?`,
    row.thread_id,
  )
  return {
    id: row.id,
    object: 'queue.item',
    queue_id: queueId,
    thread_id: row.thread_id,
    position: row.position,
    reading: row.reading,
    readings: row.twice === 1 ? 2 : 1,
    person_id: person,
    claim: isHeld(row, at)
      ? { person_id: personIdOf(db, row.holder) ?? '', until: row.held_until ?? at }
      : null,
    status: row.status,
    sealed,
    review_id: isTold ? row.review : null,
    thread: thread && row.status !== 'gone' ? withSummary(db, thread) : null,
  }
}

/** @throws {NoCursor} */
export const listItems = (
  db: Database,
  queue: { seq: number; id: string },
  page: QueueItemsPage,
  asking: Asking,
): Listed<QueueItem> => {
  const { status, person_id, reading } = page
  const where = ['i.queue = ?']
  const params: Param[] = [queue.seq]
  if (person_id !== undefined) {
    where.push('i.whose = ?')
    params.push(findPerson(db, person_id)?.seq ?? 0)
  }
  if (status !== undefined) {
    // The sign keeps it from being taken for the list's index.
    where.push(person_id === undefined ? 'i.status = ?' : '+i.status = ?')
    params.push(status)
  }
  if (reading !== undefined) {
    where.push('+i.reading = ?')
    params.push(reading)
  }
  const range = {
    select: ITEM_COLUMNS,
    from: 'queue_items i',
    where: where.join(' AND '),
    params,
    at: 'i.position',
    tie: 'i.reading',
  }
  const find = (id: string): Place | undefined =>
    db.get<Place>(
      'SELECT position AS at, reading AS seq FROM queue_items WHERE id = ? AND queue = ?',
      id,
      queue.seq,
    )
  return mapListed(readPage<ItemRow & { body?: string }>(db, range, page, find), (row) =>
    toItem(db, row, queue.id, asking),
  )
}

export const tellItem = (emit: Emit, queueId: string, { id }: Pick<ItemRow, 'id'>): void =>
  emit({ type: 'queue.item.modified', queue_id: queueId, item_id: id })

/** Gives a person a reading, and takes from them what else they held in the queue. */
export const hold = (
  db: Database,
  { item, queueId, person, at }: { item: ItemRow; queueId: string; person: number; at: number },
  emit: Emit,
): void => {
  const others = db.all<Pick<ItemRow, 'seq' | 'id'>>(
    'SELECT seq, id FROM queue_items WHERE queue = ? AND holder = ? AND seq <> ?',
    item.queue,
    person,
    item.seq,
  )
  for (const other of others) {
    db.run('UPDATE queue_items SET holder = NULL, held_until = NULL WHERE seq = ?', other.seq)
    tellItem(emit, queueId, other)
  }
  db.run(
    'UPDATE queue_items SET holder = ?, held_until = ? WHERE seq = ?',
    person,
    at + CLAIM_SECONDS,
    item.seq,
  )
  tellItem(emit, queueId, item)
}
