import type { NoneLeft, QueueItem } from '#contract/queue.ts'
import type { ApiError } from '#server/refusals/api-error.ts'
import {
  assignedOutside,
  itemAssigned,
  itemGone,
  itemHeld,
  itemJudged,
  itemSkipped,
  notHeld,
  notSkipped,
  readBefore,
} from '#server/refusals/queues.ts'
import { noPerson } from '#server/refusals/reviews.ts'
import type { Assigned, Assigning, Claimed, Claiming, Reader } from '#server/store/queues.ts'

import type { Database } from './database.ts'
import { findPerson } from './people.ts'
import {
  ITEM_COLUMNS,
  type ItemRow,
  hold,
  isHeld,
  nameOf,
  requireItem,
  tellItem,
  toItem,
} from './queue-items.ts'
import { bodyIn, requireMember, requireOpen } from './queue-row.ts'
import type { Emit } from './writer.ts'

/** Of the items `i` and `o`, that `o` is the other reading of the same thread. */
const OTHER = 'o.queue = i.queue AND o.position = i.position AND o.reading = 3 - i.reading'
/** That whoever is asked about gives the other reading, has given or skipped it, or holds it. */
const READS_OTHER = `EXISTS (SELECT 1 FROM queue_items o WHERE i.twice = 1 AND ${OTHER}
  AND (o.whose = ?1 OR (o.holder = ?1 AND o.held_until > ?2)))`

/** Why a person cannot have a reading; undefined where they can. */
export const whyNot = (
  db: Database,
  item: ItemRow,
  person: number,
  at: number,
): ApiError | undefined => {
  const { status, judge, holder, assigned } = item
  if (status === 'gone') return itemGone()
  if (status === 'judged') return itemJudged(nameOf(db, judge))
  if (status === 'skipped') return itemSkipped(nameOf(db, judge))
  if (isHeld(item, at) && holder !== person) return itemHeld(nameOf(db, holder))
  if (assigned !== null && assigned !== person) return itemAssigned(nameOf(db, assigned))
  return readsOther(db, item, person, at) ? readBefore() : undefined
}

const readsOther = (db: Database, item: ItemRow, person: number, at: number): boolean =>
  db.get(
    `SELECT 1 FROM queue_items i WHERE i.seq = ?3 AND ${READS_OTHER}`,
    person,
    at,
    item.seq,
  ) !== undefined

/** Gives a person the reading that they ask for, or the next one. @throws {ApiError} */
export const claim = (
  db: Database,
  queueId: string,
  { person_id, item_id, after, at }: Claiming,
  emit: Emit,
): Claimed => {
  const queue = requireOpen(db, queueId)
  const person = requireMember(db, queue, person_id)
  const seeker = { queue: queue.seq, person, at }
  const told = (row: ItemRow): QueueItem => toItem(db, row, queueId, { person_id, at })
  let item: ItemRow | undefined
  if (item_id !== undefined) {
    item = requireItem(db, queue.seq, item_id)
    const refusal = whyNot(db, item, person, at)
    if (refusal) throw refusal
  } else if (after !== undefined) {
    item = nextInTurn(db, seeker, requireItem(db, queue.seq, after))
  } else item = heldBy(db, seeker) ?? nextInTurn(db, seeker)
  const left = leftFor(db, seeker)
  if (!item) return { item: null, upcoming: null, left, reason: reasonOf(db, seeker, left) }
  hold(db, { item, queueId, person, at }, emit)
  const upcoming = nextInTurn(db, seeker, item)
  return {
    item: told(requireItem(db, queue.seq, item.id)),
    upcoming: upcoming ? told(upcoming) : null,
    left,
    reason: null,
  }
}

interface Seeker {
  queue: number
  person: number
  at: number
}

/** What a person holds; a claim that has ended counts while nobody else took it. */
const heldBy = (db: Database, { queue, person, at }: Seeker): ItemRow | undefined => {
  const row = db.get<ItemRow>(
    `SELECT ${ITEM_COLUMNS} FROM queue_items i WHERE i.queue = ? AND i.holder = ? LIMIT 1`,
    queue,
    person,
  )
  return row && !whyNot(db, row, person, at) ? row : undefined
}

type Spot = Pick<ItemRow, 'position' | 'reading' | 'seq'>

/** The next behind a reading, and from the first on where there is none. */
const nextInTurn = (db: Database, seeker: Seeker, behind?: Spot): ItemRow | undefined =>
  next(db, seeker, behind) ?? (behind ? next(db, seeker, undefined, behind.seq) : undefined)

const next = (
  db: Database,
  seeker: Seeker,
  behind: Spot = { position: 0, reading: 0, seq: 0 },
  but = behind.seq,
): ItemRow | undefined => {
  let first: ItemRow | undefined
  for (const part of partsFor(db, seeker)) {
    const item = nextAmong(db, seeker, part, behind, but)
    if (item && (!first || comesBefore(item, first))) first = item
  }
  return first
}

const comesBefore = (a: Spot, b: Spot): boolean =>
  a.position < b.position || (a.position === b.position && a.reading < b.reading)

/** Open readings that are assigned to the same person, or to nobody, and that the same one cannot have. */
interface Part {
  assigned: number | null
  barred: number | null
}

/** What a person may read: each part is a range of one index, in order. There are as many as people who read. */
function* partsFor(db: Database, { queue, person }: Seeker): Iterable<Part> {
  for (const assigned of [null, person]) {
    yield { assigned, barred: null }
    let barred: number | undefined = Number.MIN_SAFE_INTEGER
    while ((barred = nextBarred(db, queue, assigned, barred)) !== undefined)
      if (barred !== person) yield { assigned, barred }
  }
}

const nextBarred = (
  db: Database,
  queue: number,
  assigned: number | null,
  behind: number,
): number | undefined =>
  db.get<{ barred: number }>(
    `SELECT i.barred FROM ${TO_CLAIM} AND i.assigned IS ? AND i.barred > ? ORDER BY i.barred LIMIT 1`,
    queue,
    assigned,
    behind,
  )?.barred

const nextAmong = (
  db: Database,
  { queue, person, at }: Seeker,
  { assigned, barred }: Part,
  { position, reading }: Spot,
  but: number,
): ItemRow | undefined =>
  db.get<ItemRow>(
    `SELECT ${ITEM_COLUMNS} FROM queue_items i INDEXED BY queue_items_to_claim
     WHERE i.queue = ?3 AND i.status = 'open' AND i.assigned IS ?7 AND i.barred IS ?8
     AND (i.position, i.reading) > (?4, ?5)
     AND (i.holder IS NULL OR i.holder = ?1 OR i.held_until <= ?2) AND i.seq <> ?6 AND NOT ${READS_OTHER}
     ORDER BY i.position, i.reading LIMIT 1`,
    person,
    at,
    queue,
    position,
    reading,
    but,
    assigned,
    barred,
  )

/** The open readings of a queue, whose columns but for the holder stand in this index. */
const TO_CLAIM =
  "queue_items i INDEXED BY queue_items_to_claim WHERE i.queue = ? AND i.status = 'open'"

const countWhere = (db: Database, sql: string, ...params: (number | null)[]): number =>
  db.get<{ readings: number }>(`SELECT count(*) AS readings FROM ${sql}`, ...params)?.readings ?? 0

/** How many open readings are assigned to a person, or nobody. */
const countOpen = (db: Database, { queue, person }: Seeker): number =>
  [null, person].reduce(
    (sum: number, assigned) =>
      sum + countWhere(db, `${TO_CLAIM} AND i.assigned IS ?`, queue, assigned),
    0,
  )

/** How many open readings a person may give, with those that others hold. */
const leftFor = (db: Database, seeker: Seeker): number => {
  const { queue, person } = seeker
  const readOther = [null, person].reduce(
    (sum: number, assigned) =>
      sum +
      countWhere(db, `${TO_CLAIM} AND i.assigned IS ? AND i.barred = ?`, queue, assigned, person),
    0,
  )
  return countOpen(db, seeker) - readOther
}

const reasonOf = (db: Database, seeker: Seeker, left: number): NoneLeft => {
  if (left > 0) return 'held'
  if (countWhere(db, TO_CLAIM, seeker.queue) === 0) return 'judged'
  return countOpen(db, seeker) > 0 ? 'read_before' : 'assigned'
}

/** What is done to one reading by its reader. */
interface Doing extends Reader {
  queueId: string
  itemId: string
}

const changed = (
  db: Database,
  { queueId, itemId, person_id, at }: Doing,
  emit: Emit,
): QueueItem => {
  const row = requireItem(db, requireOpen(db, queueId).seq, itemId)
  tellItem(emit, queueId, row)
  return toItem(db, row, queueId, { person_id, at })
}

/** @throws {ApiError} */
export const skip = (db: Database, doing: Doing, emit: Emit): QueueItem => {
  const { queueId, itemId, person_id, at } = doing
  const queue = requireOpen(db, queueId)
  const person = requireMember(db, queue, person_id)
  const item = requireItem(db, queue.seq, itemId)
  // The same again.
  if (item.status === 'skipped' && item.judge === person)
    return toItem(db, item, queueId, { person_id, at })
  const refusal = whyNot(db, item, person, at)
  if (refusal) throw refusal
  db.run(
    `UPDATE queue_items SET status = 'skipped', judge = ?, holder = NULL, held_until = NULL WHERE seq = ?`,
    person,
    item.seq,
  )
  return changed(db, doing, emit)
}

/** Takes back that a reading was skipped; whoever does holds it. @throws {ApiError} */
export const reopen = (db: Database, doing: Doing, emit: Emit): QueueItem => {
  const { queueId, itemId, person_id, at } = doing
  const queue = requireOpen(db, queueId)
  const person = requireMember(db, queue, person_id)
  const item = requireItem(db, queue.seq, itemId)
  if (item.status !== 'skipped') throw notSkipped()
  db.run("UPDATE queue_items SET status = 'open', judge = NULL WHERE seq = ?", item.seq)
  const open = requireItem(db, queue.seq, itemId)
  // What is somebody else's to read is only opened.
  if (!whyNot(db, open, person, at)) hold(db, { item: open, queueId, person, at }, emit)
  return changed(db, doing, emit)
}

/** @throws {ApiError} where the person does not hold it */
export const release = (db: Database, doing: Doing, emit: Emit): QueueItem => {
  const queue = requireOpen(db, doing.queueId)
  const person = requireMember(db, queue, doing.person_id)
  const item = requireItem(db, queue.seq, doing.itemId)
  if (item.holder !== person) throw notHeld()
  db.run('UPDATE queue_items SET holder = NULL, held_until = NULL WHERE seq = ?', item.seq)
  return changed(db, doing, emit)
}

/** Assigns some readings, each to whoever has fewest by then. @throws {ApiError} */
export const assign = (
  db: Database,
  queueId: string,
  { people, item_ids, after, loads, limit, at }: Assigning,
  emit: Emit,
): Assigned => {
  const queue = requireOpen(db, queueId)
  const { people: members } = bodyIn(queue)
  const known = people.map((id) => {
    const person = findPerson(db, id)
    if (!person) throw noPerson(id)
    if (members.length > 0 && !members.includes(id)) throw assignedOutside(person.name)
    return { id, seq: person.seq }
  })
  const asked =
    item_ids === undefined
      ? `i.seq > ? AND i.status = 'open' AND i.assigned IS ${people.length > 0 ? '' : 'NOT '}NULL`
      : 'i.id IN (SELECT value FROM json_each(?))'
  const rows = db.all<ItemRow>(
    `SELECT ${ITEM_COLUMNS} FROM queue_items i WHERE i.queue = ? AND ${asked} ORDER BY i.seq LIMIT ?`,
    queue.seq,
    item_ids === undefined ? after : JSON.stringify(item_ids),
    limit,
  )
  const now = new Map(loads)
  let assigned = 0
  for (const item of rows) {
    if (item.status !== 'open') continue
    // What somebody reads now is not taken from them.
    const able = isHeld(item, at) ? known.filter(({ seq }) => seq === item.holder) : known
    const to = able
      .toSorted((a, b) => (now.get(a.id) ?? 0) - (now.get(b.id) ?? 0))
      .find(({ seq }) => !readsOther(db, item, seq, at))
    if (known.length > 0 && !to) continue
    db.run('UPDATE queue_items SET assigned = ? WHERE seq = ?', to?.seq ?? null, item.seq)
    if (to) now.set(to.id, (now.get(to.id) ?? 0) + 1)
    if (item_ids !== undefined) tellItem(emit, queueId, item)
    assigned++
  }
  if (assigned > 0 && item_ids === undefined) emit({ type: 'queue.modified', queue_id: queueId })
  const last = rows.length === limit && item_ids === undefined ? rows.at(-1)?.seq : undefined
  return { assigned, left_out: rows.length - assigned, after: last ?? null, loads: now }
}
