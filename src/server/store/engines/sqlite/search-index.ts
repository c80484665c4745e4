import { StoreDamaged } from '#server/refusals/failures.ts'
import { WORDS_VERSION, termsOf } from '#server/search/text/words.ts'
import type { Recorded } from '#server/store/changes.ts'

import { latestNumber } from './changes.ts'
import type { Database } from './database.ts'
import { type Follower, type Watermark, follow, watermarkOf } from './follow.ts'
import { type Entry, type Kind, ROWS, putEntries, read } from './search-documents.ts'
import { NAME, clearSome } from './search-tables.ts'

/** How many bytes are taken in beside the event loop's other work: some milliseconds. */
const LITTLE = 8000

/** Where a walk over everything is: in which table, and after which row. */
interface Place {
  of: Kind
  seq: number
}
const NEXT = { message: 'step', step: 'thread', thread: 'review', review: undefined } as const

type MakeTerms = (text: string) => string

/** The index of all texts, which follows the record of changes. */
const searchIndex = (db: Database, makeTerms: MakeTerms): Follower => ({
  name: NAME,
  version: WORDS_VERSION,

  clear: () => clearSome(db),

  walk: (after) => {
    const place = toPlace(after)
    const entries = readAfter(db, place)
    putEntries(db, entries, makeTerms)
    const last = entries.at(-1)
    const of = last ? place.of : NEXT[place.of]
    return of && JSON.stringify({ of, seq: last?.seq ?? 0 } satisfies Place)
  },

  apply: (changes) => applyChanges(db, changes),
})

// The cast: only `walk` writes it.
const toPlace = (place: string | undefined): Place =>
  place === undefined ? { of: 'message', seq: 0 } : (JSON.parse(place) as Place)

const readAfter = (db: Database, { of, seq }: Place): Entry[] =>
  read[of](db, `WHERE t.seq > ? ORDER BY t.seq LIMIT ${ROWS}`, seq)

export interface Indexer {
  /**
   * Makes the words of what the next step takes in, before its transaction: they take the longest.
   * @param until as for {@link isBehind}
   */
  prepare: (until?: number) => void
  /**
   * Takes in a little more of what is behind, within a transaction of the caller's.
   * @param until as for {@link isBehind}
   * @returns whether there is more
   */
  step: (until?: number) => boolean
}

export const newIndexer = (db: Database, makeTerms: MakeTerms = termsOf): Indexer => {
  let made = new Map<string, string>()
  // What was written since then is made here.
  const makeOrTake: MakeTerms = (text) => made.get(text) ?? makeTerms(text)
  const index = searchIndex(db, makeOrTake)
  return {
    prepare: (until) => {
      const texts = nextEntries(db, until).flatMap(({ documents }) =>
        documents.map(({ text }) => text),
      )
      made = new Map(texts.map((text) => [text, makeOrTake(text)]))
    },
    // One or the other: how large is what changed is looked at in between.
    step: (until) =>
      (isToFollow(watermarkOf(db, NAME), until ?? latestNumber(db)) && follow(db, index)) ||
      takeWaiting(db, makeOrTake),
  }
}

/** What the next step takes in, if nothing is written before it. */
const nextEntries = (db: Database, until = latestNumber(db)): Entry[] => {
  const mark = watermarkOf(db, NAME)
  if (mark?.version !== WORDS_VERSION || mark.state === 'clearing') return []
  if (mark.state === 'walking') return readAfter(db, toPlace(mark.place ?? undefined))
  return isToFollow(mark, until) ? [] : (nextWaiting(db)?.entries ?? [])
}

/**
 * Whether the index is not made, or does not follow all that was written.
 * @param until the number of the last change that matters
 */
export const isBehind = (db: Database, until = latestNumber(db)): boolean =>
  isToFollow(watermarkOf(db, NAME), until) || isWaiting(db)

/** Whether something was written that cannot be found yet. What was deleted is found no more, whether followed or not. */
export const isMissing = (db: Database): boolean => {
  const mark = watermarkOf(db, NAME)
  if (!mark || isToFollow(mark, 0) || isWaiting(db)) return true
  if (mark.number >= latestNumber(db)) return false
  const first = db.get<{ number: number | null }>(
    'SELECT min(number) AS number FROM changes WHERE number > ?',
    mark.number,
  )
  // Those between are on record no more.
  if (first?.number !== mark.number + 1) return true
  const told = db.get(
    "SELECT 1 FROM changes WHERE number > ? AND type NOT LIKE '%.deleted' LIMIT 1",
    mark.number,
  )
  return told !== undefined
}

const isWaiting = (db: Database): boolean =>
  db.get('SELECT 1 FROM search_waiting LIMIT 1') !== undefined

const isToFollow = (mark: Watermark | undefined, until: number): boolean =>
  mark?.state !== 'following' || mark.version !== WORDS_VERSION || mark.number < until

/** Whether the index is being cleared: until that is done it is not to be asked. */
export const isBeingCleared = (db: Database): boolean => {
  const mark = watermarkOf(db, NAME)
  return mark?.state === 'clearing'
}

/** Whether so little is behind that it can be taken in beside the event loop's other work. */
export const isLittleBehind = (db: Database): boolean => {
  const mark = watermarkOf(db, NAME)
  const isFollowing = mark?.state === 'following' && mark.version === WORDS_VERSION
  try {
    return isFollowing ? isLittleWaiting(db) : TABLES.every((table) => isLittle(db, table))
  } catch (error) {
    // Whoever takes it in meets the damage only where it has to.
    if (error instanceof StoreDamaged) return false
    throw error
  }
}

const TABLES = ['messages', 'run_steps', 'threads', 'reviews', 'search_documents'] as const

const isLittle = (db: Database, table: (typeof TABLES)[number]): boolean => {
  const size = table === 'search_documents' ? 0 : 'octet_length(body)'
  const all = db.get<{ rows: number; size: number | null }>(
    `SELECT count(*) AS rows, sum(size) AS size FROM (SELECT ${size} AS size FROM ${table} LIMIT ${ROWS})`,
  )
  return !all || (all.rows < ROWS && (all.size ?? 0) <= LITTLE)
}

const isLittleWaiting = (db: Database): boolean => {
  const waiting = db.all<{ kind: string; size: number | null }>(
    `SELECT w.kind, coalesce(octet_length(m.body), octet_length(s.body), octet_length(t.body),
       octet_length(r.body)) AS size
     FROM search_waiting w
     LEFT JOIN messages m ON w.kind = 'message' AND m.seq = w.seq
     LEFT JOIN run_steps s ON w.kind = 'step' AND s.seq = w.seq
     LEFT JOIN threads t ON w.kind = 'thread' AND t.seq = w.seq
     LEFT JOIN reviews r ON w.kind = 'review' AND r.seq = w.seq LIMIT ${ROWS}`,
  )
  const size = waiting.reduce((total, each) => total + (each.size ?? 0), 0)
  return waiting.length < ROWS && size <= LITTLE && waiting.every(({ kind }) => kind !== 'import')
}

/** Notes what is to be taken in anew. What is deleted takes its documents along by itself. */
const applyChanges = (db: Database, changes: readonly Recorded[]): void => {
  const wait = (from: string, id: string) =>
    db.run(`INSERT OR IGNORE INTO search_waiting (kind, seq) SELECT ${from} WHERE id = ?`, id)
  for (const change of changes) {
    switch (change.type) {
      case 'message.created':
      case 'message.modified':
        wait(`'message', seq FROM messages`, change.message_id)
        break
      case 'run_step.created':
      case 'run_step.modified':
        wait(`'step', seq FROM run_steps`, change.step_id)
        break
      case 'thread.created':
      case 'thread.modified':
        wait(`'thread', seq FROM threads`, change.thread_id)
        break
      case 'review.created':
      case 'review.modified':
        wait(`'review', seq FROM reviews`, change.review_id)
        break
      case 'thread.imported':
        wait(`'thread', seq FROM threads`, change.thread_id)
        wait(`'import', seq FROM threads`, change.thread_id)
        break
      default:
    }
  }
}

/** Some of what waits. */
interface Batch {
  entries: Entry[]
  /** Notes that they wait no longer. */
  done(): void
}

/** @returns whether there is more */
const takeWaiting = (db: Database, makeTerms: MakeTerms): boolean => {
  const batch = nextWaiting(db)
  if (!batch) return false
  putEntries(db, batch.entries, makeTerms)
  batch.done()
  return true
}

/** What was written just now comes before what was imported. */
const nextWaiting = (db: Database): Batch | undefined =>
  nextOf(db, 'message') ??
  nextOf(db, 'step') ??
  nextOf(db, 'thread') ??
  nextOf(db, 'review') ??
  nextImported(db)

const nextOf = (db: Database, kind: Kind): Batch | undefined => {
  const seqs = db
    .all<{ seq: number }>(
      `SELECT seq FROM search_waiting WHERE kind = ? ORDER BY seq LIMIT ${ROWS}`,
      kind,
    )
    .map(({ seq }) => seq)
  const last = seqs.at(-1)
  if (last === undefined) return undefined
  const entries = read[kind](
    db,
    'WHERE t.seq IN (SELECT value FROM json_each(?)) ORDER BY t.seq',
    JSON.stringify(seqs),
  )
  return {
    entries,
    done: () => {
      const taken = entries.at(-1)?.seq ?? last
      db.run('DELETE FROM search_waiting WHERE kind = ? AND seq <= ?', kind, taken)
    },
  }
}

interface Imported {
  seq: number
  created_at: number
  tie: number
}

/** Some messages of an imported thread. In the end its steps wait. */
const nextImported = (db: Database): Batch | undefined => {
  const next = db.get<Imported>(
    `SELECT seq, created_at, tie FROM search_waiting WHERE kind = 'import' ORDER BY seq LIMIT 1`,
  )
  if (!next) return undefined
  const entries = read.message(
    db,
    `WHERE thread = ? AND (created_at, tie) > (?, ?) ORDER BY created_at, tie LIMIT ${ROWS}`,
    next.seq,
    next.created_at,
    next.tie,
  )
  return { entries, done: () => importedUpTo(db, next.seq, entries.at(-1)) }
}

const importedUpTo = (db: Database, thread: number, last: Entry | undefined): void => {
  if (last) {
    db.run(
      `UPDATE search_waiting SET created_at = ?, tie = ? WHERE kind = 'import' AND seq = ?`,
      last.created_at,
      last.seq,
      thread,
    )
    return
  }
  db.run(
    `INSERT OR IGNORE INTO search_waiting (kind, seq)
     SELECT 'step', s.seq FROM runs r JOIN run_steps s ON s.run = r.seq WHERE r.thread = ?`,
    thread,
  )
  db.run(`DELETE FROM search_waiting WHERE kind = 'import' AND seq = ?`, thread)
}
