import type { Recorded } from '#server/store/changes.ts'
import { timeBin } from '#server/store/overview.ts'

import { latestNumber } from './changes.ts'
import type { Database } from './database.ts'
import { type Follower, type Watermark, follow, watermarkOf } from './follow.ts'
import { pack } from './overview-pack.ts'
import { KINDS, type Looked, type Part, type PartKind, ROWS, look } from './overview-parts.ts'
import { Tally } from './overview-tally.ts'

/** The name of the counters among those that follow the record of changes. */
export const NAME = 'overview'
/** Counts up when something is counted otherwise than before. */
export const COUNTING_VERSION = 1

/** How many rows of each table go in one step of clearing: some milliseconds. */
const CLEARED_AT_ONCE = 500
/** How many parts of a deleted thread are taken away in one step. */
const GONE_AT_ONCE = 300
/** Of how many parts a thread is large: another assistant in it counts all of them once more. */
const LARGE = 1000

/** Where a walk over everything is. Runs first: they say where messages are counted. */
interface Place {
  of: PartKind
  seq: number
}
const NEXT = { run: 'thread', thread: 'message', message: undefined } as const

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
    const place: Place = after === undefined ? { of: 'run', seq: 0 } : (JSON.parse(after) as Place)
    const found = look[place.of](db, 'WHERE o.seq > ? ORDER BY o.seq', place.seq)
    count(db, place.of, found)
    const last = found.at(-1)
    const of = last ? place.of : NEXT[place.of]
    return of && JSON.stringify({ of, seq: last?.seq ?? 0 } satisfies Place)
  },

  apply: (changes) => applyChanges(db, changes),
})

/** Notes what is to be counted anew. What is deleted notes itself. */
const applyChanges = (db: Database, changes: readonly Recorded[]): void => {
  const wait = (kind: string, from: string, id: string) =>
    db.run(
      `INSERT OR IGNORE INTO overview_waiting (kind, seq, thread) SELECT ?, ${from} WHERE id = ?`,
      kind,
      id,
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
      default:
    }
  }
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
       max(type GLOB 'thread.*' OR type GLOB 'message.*' OR type GLOB 'run*' OR type = 'reset') AS counted
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

/** Some runs or messages of an imported thread. */
const takeImported = (db: Database, kind: 'run' | 'message'): boolean => {
  const waits = `${kind}s of`
  const next = db.get<{ seq: number; created_at: number; tie: number }>(
    'SELECT seq, created_at, tie FROM overview_waiting WHERE kind = ? ORDER BY seq LIMIT 1',
    waits,
  )
  if (!next) return false
  const found = look[kind](
    db,
    'WHERE o.thread = ? AND (o.created_at, o.tie) > (?, ?) ORDER BY o.created_at, o.tie',
    next.seq,
    next.created_at,
    next.tie,
  )
  count(db, kind, found)
  const last = found.at(-1)
  if (last) {
    db.run(
      'UPDATE overview_waiting SET created_at = ?, tie = ? WHERE kind = ? AND seq = ?',
      last.created_at,
      last.seq,
      waits,
      next.seq,
    )
  } else db.run('DELETE FROM overview_waiting WHERE kind = ? AND seq = ?', waits, next.seq)
  return true
}

interface KeptPart {
  kind: number
  seq: number
  quarter: number
  ran: number | null
  counts: Uint8Array
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

/** Counts objects as they stand in place of what they counted as before. */
const count = (db: Database, kind: PartKind, found: readonly Looked[]): void => {
  const tally = new Tally(db)
  for (const { seq, thread, part } of found) {
    const was = db.get<KeptPart>(
      `SELECT kind, seq, quarter, ran, counts FROM overview_parts
       WHERE thread = ? AND kind = ? AND seq = ?`,
      thread,
      KINDS[kind],
      seq,
    )
    change(db, tally, { thread, kind: KINDS[kind], seq }, was, part)
  }
  tally.write()
}

interface Key {
  thread: number
  kind: number
  seq: number
}

const change = (
  db: Database,
  tally: Tally,
  { thread, kind, seq }: Key,
  was: KeptPart | undefined,
  now: Part | undefined,
): void => {
  const isRun = kind === KINDS.run
  if (was) {
    db.run(
      'DELETE FROM overview_parts WHERE thread = ? AND kind = ? AND seq = ?',
      thread,
      kind,
      seq,
    )
    tally.add(scopesFor(tally, thread, was.ran), was.quarter, was.counts, -1)
    if (isRun) db.run('DELETE FROM overview_waits WHERE run = ?', seq)
  }
  if (isRun && was?.ran !== now?.ran) moveRan(db, tally, thread, was?.ran, now?.ran)
  if (!now) return
  const counts = pack(now.counts)
  db.run(
    'INSERT INTO overview_parts (thread, kind, seq, quarter, ran, counts) VALUES (?, ?, ?, ?, ?, ?)',
    thread,
    kind,
    seq,
    now.quarter,
    now.ran ?? null,
    counts,
  )
  tally.add(scopesFor(tally, thread, now.ran), now.quarter, counts, 1)
  const { wait, ran } = now
  if (!wait || ran === undefined) return
  db.run(
    'INSERT OR REPLACE INTO overview_waits (run, quarter, bin, ms, since, ended, ran) VALUES (?, ?, ?, ?, ?, ?, ?)',
    seq,
    now.quarter,
    wait.ms === null ? -1 : timeBin(wait.ms),
    wait.ms,
    wait.since,
    wait.ended,
    ran,
  )
}

const scopesFor = (tally: Tally, thread: number, ran: number | null | undefined) =>
  ran == null ? tally.scopesOfThread(thread) : tally.scopesOf(ran)

/** Another assistant or model ran in a thread, or one does no more: what else is in it is counted with it. */
const moveRan = (
  db: Database,
  tally: Tally,
  thread: number,
  was: number | null | undefined,
  now: number | undefined,
): void => {
  const before = tally.scopesOfThread(thread)
  if (was != null) {
    db.run('UPDATE overview_ran SET runs = runs - 1 WHERE thread = ? AND ran = ?', thread, was)
    db.run('DELETE FROM overview_ran WHERE thread = ? AND ran = ? AND runs <= 0', thread, was)
  }
  if (now !== undefined) {
    db.run(
      `INSERT INTO overview_ran (thread, ran, runs) VALUES (?, ?, 1)
       ON CONFLICT DO UPDATE SET runs = runs + 1`,
      thread,
      now,
    )
  }
  const after = tally.scopesOfThread(thread)
  const gone = [...before].filter((scope) => !after.has(scope))
  const added = [...after].filter((scope) => !before.has(scope))
  if (gone.length === 0 && added.length === 0) return
  const others = db.all<{ quarter: number; counts: Uint8Array }>(
    `SELECT quarter, counts FROM overview_parts WHERE thread = ? AND kind < ${KINDS.run}`,
    thread,
  )
  for (const { quarter, counts } of others) {
    tally.add(gone, quarter, counts, -1)
    tally.add(added, quarter, counts, 1)
  }
}
