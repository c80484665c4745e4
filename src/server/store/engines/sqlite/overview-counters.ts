import type { Recorded } from '#server/store/changes.ts'

import { latestNumber } from './changes.ts'
import type { Database } from './database.ts'
import { type Follower, type Watermark, follow, watermarkOf } from './follow.ts'
import { type Looked, type PartKind, ROWS, look } from './overview-parts.ts'
import { type KeptPart, change, count, put } from './overview-put.ts'
import { LEVELS, Tally, sumUp } from './overview-tally.ts'
import { naming } from './search-documents.ts'

/** The name of the counters among those that follow the record of changes. */
export const NAME = 'overview'
/** Counts up when something is counted otherwise than before. */
export const COUNTING_VERSION = 2

/** How many rows of each table go in one step of clearing: some milliseconds. */
const CLEARED_AT_ONCE = 500
/** How many parts of a deleted thread are taken away in one step. */
const GONE_AT_ONCE = 300
/** Of how many parts a thread is large: another assistant in it counts all of them once more. */
const LARGE = 1000

/**
 * Where a walk over everything is. Runs come first: they say where messages are counted. Longer ranges come last,
 * each summed up once.
 */
type Place = { of: PartKind; seq: number } | { level: number; scope: number; bucket: number }
const NEXT = {
  run: 'thread',
  thread: 'message',
  message: 'review',
  review: 'pair',
  pair: undefined,
} as const

const TABLES = [
  ['overview_waiting', 'kind, seq'],
  ['overview_parts', 'thread, kind, seq'],
  ['overview_ran', 'thread, ran'],
  ['overview_waits', 'run'],
  ['overview_counts', 'scope, level, bucket'],
  ['overview_names', 'id'],
] as const

const counters = (db: Database): Follower => ({
  name: NAME,
  version: COUNTING_VERSION,

  clear: () =>
    TABLES.map(
      ([table, key]) =>
        db.run(
          `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} LIMIT ${CLEARED_AT_ONCE})`,
        ) === CLEARED_AT_ONCE,
    ).includes(true),

  walk: (after) => {
    // The cast: only what stands below writes it.
    const place = after === undefined ? FIRST : (JSON.parse(after) as Place)
    const next = 'of' in place ? walkObjects(db, place) : walkLevel(db, place)
    return next && JSON.stringify(next)
  },

  apply: (changes) => applyChanges(db, changes),
})

const FIRST: Place = { of: 'run', seq: 0 }
/** Before all buckets. JSON has no infinity. */
const BEFORE_ALL = Number.MIN_SAFE_INTEGER

const walkObjects = (db: Database, { of, seq }: { of: PartKind; seq: number }): Place => {
  const found = look[of](db, 'WHERE o.seq > ? ORDER BY o.seq', seq)
  count(db, of, found, 1)
  const last = found.at(-1)
  if (last) return { of, seq: last.seq }
  const next = NEXT[of]
  return next ? { of: next, seq: 0 } : { level: 0, scope: 0, bucket: BEFORE_ALL }
}

const walkLevel = (
  db: Database,
  { level, ...after }: { level: number; scope: number; bucket: number },
): Place | undefined => {
  const last = sumUp(db, level, after)
  if (last) return { level, scope: last.scope, bucket: last.bucket }
  // The last level is summed up and sums up to none.
  return level + 2 < LEVELS.length ? { level: level + 1, scope: 0, bucket: BEFORE_ALL } : undefined
}

/** Notes what is to be counted anew. What is deleted notes itself. */
const applyChanges = (db: Database, changes: readonly Recorded[]): void => {
  const wait = (kind: string, from: string, id: string) =>
    naming(`a ${kind}`, () =>
      db.run(
        `INSERT OR IGNORE INTO overview_waiting (kind, seq, thread) SELECT ?, ${from} WHERE id = ?`,
        kind,
        id,
      ),
    )
  for (const change of changes) {
    switch (change.type) {
      case 'message.created':
      case 'message.modified':
        wait('message', 'seq, thread FROM messages', change.message_id)
        break
      case 'run.created':
      case 'run.modified':
      case 'run_step.created':
      case 'run_step.modified':
        wait('run', 'seq, thread FROM runs', change.run_id)
        break
      case 'thread.created':
        wait('thread', 'seq, seq FROM threads', change.thread_id)
        break
      case 'thread.imported':
        wait('thread', 'seq, seq FROM threads', change.thread_id)
        wait('runs of', 'seq, seq FROM threads', change.thread_id)
        wait('messages of', 'seq, seq FROM threads', change.thread_id)
        break
      case 'review.created':
      case 'review.modified':
      case 'review.deleted':
        wait('review', 'seq, thread FROM reviews', change.review_id)
        wait('pair', 'seq, seq FROM threads', change.thread_id)
        break
      case 'label.modified':
        waitForLabel(db, change.label_id)
        break
      default:
    }
  }
}

/** Of a label that another was merged into: its reviews may be counted for that one, or for both. */
const waitForLabel = (db: Database, label: string): void => {
  db.run(
    `INSERT OR IGNORE INTO overview_waiting (kind, seq, thread)
     SELECT 'review', r.seq, r.thread FROM review_labels l CROSS JOIN reviews r ON r.seq = l.review
     WHERE l.label = ?1 AND r.thread IS NOT NULL AND EXISTS (SELECT 1 FROM labels WHERE merged_into = ?1)`,
    label,
  )
}

/**
 * Counts a little more of what is behind, within a transaction of the caller's.
 * @param until as for {@link isBehind}
 * @returns whether there is more
 */
export const countSome = (db: Database, until = latestNumber(db)): boolean =>
  (isToFollow(watermarkOf(db, NAME), until) && follow(db, counters(db))) || takeWaiting(db)

const isToFollow = (mark: Watermark | undefined, until: number): boolean =>
  mark?.state !== 'following' || mark.version !== COUNTING_VERSION || mark.number < until

const isWaiting = (db: Database): boolean =>
  db.get('SELECT 1 FROM overview_waiting LIMIT 1') !== undefined

/**
 * Whether the counters are not made, or do not follow all that was written.
 * @param until the number of the last change that matters
 */
export const isBehind = (db: Database, until = latestNumber(db)): boolean =>
  isToFollow(watermarkOf(db, NAME), until) || isWaiting(db)

/** Whether something was written or deleted that is not counted yet. */
export const isUncounted = (db: Database): boolean => {
  const mark = watermarkOf(db, NAME)
  if (!mark || isToFollow(mark, 0) || isWaiting(db)) return true
  if (mark.number >= latestNumber(db)) return false
  const next = db.get<{ first: number; counted: number }>(
    `SELECT min(number) AS first,
       max(type GLOB 'thread.*' OR type GLOB 'message.*' OR type GLOB 'run*' OR type GLOB 'review.*'
         OR type IN ('label.modified', 'reset')) AS counted
     FROM changes WHERE number > ?`,
    mark.number,
  )
  return next?.first !== mark.number + 1 || next.counted === 1
}

/** Whether so little is behind that it can be counted beside the event loop's other work. */
export const isLittleBehind = (db: Database): boolean => {
  const mark = watermarkOf(db, NAME)
  if (mark?.state !== 'following' || mark.version !== COUNTING_VERSION) return isLittleThere(db)
  const waiting = db.all<{ kind: string; thread: number }>(
    `SELECT kind, thread FROM overview_waiting LIMIT ${ROWS}`,
  )
  return (
    waiting.length < ROWS &&
    waiting.every(({ kind, thread }) =>
      kind === 'run' || kind === 'gone' ? !isLarge(db, thread) : !kind.endsWith(' of'),
    )
  )
}

const isLarge = (db: Database, thread: number): boolean => {
  const all = db.get<{ parts: number }>(
    `SELECT count(*) AS parts FROM (SELECT 1 FROM overview_parts WHERE thread = ? LIMIT ${LARGE})`,
    thread,
  )
  return all?.parts === LARGE
}

const isLittleThere = (db: Database): boolean =>
  ['messages', 'runs', 'threads', 'overview_parts'].every((table) => {
    const all = db.get<{ rows: number }>(
      `SELECT count(*) AS rows FROM (SELECT 1 FROM ${table} LIMIT ${ROWS})`,
    )
    return (all?.rows ?? 0) < ROWS
  })

/** @returns whether there is more */
const takeWaiting = (db: Database): boolean =>
  takeGone(db) ||
  takeOf(db, 'run') ||
  takeOf(db, 'thread') ||
  takeOf(db, 'message') ||
  takeOf(db, 'review') ||
  takeOf(db, 'pair') ||
  takeImported(db, 'run') ||
  takeImported(db, 'message')

const takeOf = (db: Database, kind: PartKind): boolean => {
  const waiting = db.all<{ seq: number; thread: number }>(
    `SELECT seq, thread FROM overview_waiting WHERE kind = ? ORDER BY seq LIMIT ${ROWS}`,
    kind,
  )
  const last = waiting.at(-1)
  if (!last) return false
  const found = look[kind](
    db,
    'WHERE o.seq IN (SELECT value FROM json_each(?)) ORDER BY o.seq',
    JSON.stringify(waiting.map(({ seq }) => seq)),
  )
  const bySeq = new Map(found.map((each) => [each.seq, each]))
  // As far as was read: those between are gone, and so are those behind where nothing was found.
  const reached = found.at(-1)?.seq ?? last.seq
  const taken = waiting.filter(({ seq }) => seq <= reached)
  count(
    db,
    kind,
    taken.map(
      ({ seq, thread }) => bySeq.get(seq) ?? { seq, thread, created_at: 0, part: undefined },
    ),
  )
  db.run(
    'DELETE FROM overview_waiting WHERE kind = ? AND seq IN (SELECT value FROM json_each(?))',
    kind,
    JSON.stringify(taken.map(({ seq }) => seq)),
  )
  return true
}

/** Some runs or messages of imported threads: of many that are small, as they touch the same counters. */
const takeImported = (db: Database, kind: 'run' | 'message'): boolean => {
  const waits = `${kind}s of`
  const threads = db.all<Imported>(
    `SELECT seq, created_at, tie FROM overview_waiting WHERE kind = ? ORDER BY seq LIMIT ${ROWS}`,
    waits,
  )
  if (threads.length === 0) return false
  const tally = new Tally(db)
  let left = ROWS
  for (const thread of threads) {
    const found = look[kind](
      db,
      'WHERE o.thread = ? AND (o.created_at, o.tie) > (?, ?) ORDER BY o.created_at, o.tie',
      thread.seq,
      thread.created_at,
      thread.tie,
    )
    put(db, tally, kind, found)
    importedUpTo(db, waits, thread.seq, found)
    left -= found.length + 1
    if (left <= 0) break
  }
  tally.write()
  return true
}

interface Imported {
  seq: number
  created_at: number
  tie: number
}

const importedUpTo = (
  db: Database,
  waits: string,
  thread: number,
  found: readonly Looked[],
): void => {
  const last = found.at(-1)
  if (!last) {
    db.run('DELETE FROM overview_waiting WHERE kind = ? AND seq = ?', waits, thread)
    return
  }
  db.run(
    'UPDATE overview_waiting SET created_at = ?, tie = ? WHERE kind = ? AND seq = ?',
    last.created_at,
    last.seq,
    waits,
    thread,
  )
}

/** Takes away some of what a deleted thread had. */
const takeGone = (db: Database): boolean => {
  const gone = db.get<{ seq: number }>(
    "SELECT seq FROM overview_waiting WHERE kind = 'gone' ORDER BY seq LIMIT 1",
  )
  if (!gone) return false
  const parts = db.all<KeptPart>(
    `SELECT kind, seq, quarter, ran, counts FROM overview_parts WHERE thread = ?
     ORDER BY kind, seq LIMIT ${GONE_AT_ONCE}`,
    gone.seq,
  )
  const tally = new Tally(db)
  for (const part of parts) change(db, tally, { ...part, thread: gone.seq }, part, undefined)
  tally.write()
  if (parts.length < GONE_AT_ONCE)
    db.run("DELETE FROM overview_waiting WHERE kind = 'gone' AND seq = ?", gone.seq)
  return true
}
