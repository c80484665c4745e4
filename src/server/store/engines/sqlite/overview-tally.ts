import type { Database } from './database.ts'
import { findName, idOfName, nameOfId } from './overview-keys.ts'
import { type Counts, eachPacked, pack, unpack } from './overview-pack.ts'

/** How many quarters of an hour a bucket of each level has. Each is a multiple of the one before. */
export const LEVELS = [1, 4, 24, 96, 96 * 32] as const

/** Of all that is counted. */
export const ALL: readonly string[] = []
/** What counters are narrowed to. */
export const scopeName = (assistant?: string | null, model?: string | null) => {
  const [a, m] = [assistant ?? null, model ?? null]
  if (a !== null && m !== null) return ['assistant and model', a, m]
  if (a !== null) return ['assistant', a]
  return m === null ? ALL : ['model', m]
}

/** What one step adds to counters and takes from them, written all at once. */
export class Tally {
  readonly #db: Database
  readonly #changes = new Map<number, Map<number, Counts>>()
  readonly #scopes = new Map<number, readonly number[]>()
  readonly #all: number

  constructor(db: Database) {
    this.#db = db
    this.#all = idOfName(db, 'scope', ALL)
  }

  /** @param times how often it is counted: less than none takes it away */
  add(scopes: Iterable<number>, quarter: number, counts: Uint8Array, times: 1 | -1): void {
    for (const scope of scopes) {
      let quarters = this.#changes.get(scope)
      if (!quarters) this.#changes.set(scope, (quarters = new Map()))
      let changed = quarters.get(quarter)
      if (!changed) quarters.set(quarter, (changed = new Map()))
      const into = changed
      eachPacked(counts, (key, count) => into.set(key, (into.get(key) ?? 0) + count * times))
    }
  }

  /** The scopes in which a run is counted: all, its assistant's, its model's, and those of both. */
  scopesOf(ran: number): readonly number[] {
    const known = this.#scopes.get(ran)
    if (known) return known
    const [assistant, given] = nameOfId(this.#db, ran)
    // A run without a model has an empty one.
    const model = given === '' ? null : given
    const names = [ALL, scopeName(assistant), scopeName(null, model), scopeName(assistant, model)]
    const scopes = [...new Set(names.map((name) => idOfName(this.#db, 'scope', name)))]
    this.#scopes.set(ran, scopes)
    return scopes
  }

  /** The scopes in which a thread and its messages are counted: those of all its runs. */
  scopesOfThread(thread: number): Set<number> {
    const ran = this.#db.all<{ ran: number }>(
      'SELECT ran FROM overview_ran WHERE thread = ?',
      thread,
    )
    return new Set([this.#all, ...ran.flatMap((each) => this.scopesOf(each.ran))])
  }

  /** @param levels those that are written; the others are summed up later, by `sumUp` */
  write(levels: number = LEVELS.length): void {
    for (const [scope, quarters] of this.#changes) {
      for (const [level, width] of LEVELS.slice(0, levels).entries()) {
        for (const [bucket, changed] of inBuckets(quarters, width))
          changeBucket(this.#db, { scope, level, bucket }, changed)
      }
    }
    this.#changes.clear()
  }
}

interface Bucket {
  scope: number
  level: number
  bucket: number
}

const changeBucket = (db: Database, { scope, level, bucket }: Bucket, changed: Counts): void => {
  const kept = db.get<{ counts: Uint8Array }>(
    'SELECT counts FROM overview_counts WHERE scope = ? AND level = ? AND bucket = ?',
    scope,
    level,
    bucket,
  )
  const counts: Counts = kept ? unpack(kept.counts) : new Map()
  for (const [key, change] of changed) {
    const count = (counts.get(key) ?? 0) + change
    if (count > 0) counts.set(key, count)
    else counts.delete(key)
  }
  if (counts.size > 0) {
    db.run(
      'INSERT OR REPLACE INTO overview_counts (scope, level, bucket, counts) VALUES (?, ?, ?, ?)',
      scope,
      level,
      bucket,
      pack(counts),
    )
  } else if (kept) {
    db.run(
      'DELETE FROM overview_counts WHERE scope = ? AND level = ? AND bucket = ?',
      scope,
      level,
      bucket,
    )
  }
}

/** How many buckets are summed up in one step. */
const SUMMED_AT_ONCE = 500

/**
 * Adds some buckets of a level to those of the next one that hold them.
 * @param after the last that was added
 * @returns the last that is, undefined at the end
 */
export const sumUp = (
  db: Database,
  level: number,
  after: Pick<Bucket, 'scope' | 'bucket'>,
): Pick<Bucket, 'scope' | 'bucket'> | undefined => {
  const rows = db.all<{ scope: number; bucket: number; counts: Uint8Array }>(
    `SELECT scope, bucket, counts FROM (
       SELECT * FROM overview_counts WHERE scope = ?1 AND level = ?2 AND bucket > ?3
       UNION ALL
       SELECT * FROM overview_counts
       WHERE level = ?2 AND scope = (SELECT min(scope) FROM overview_counts WHERE scope > ?1)
     ) ORDER BY scope, bucket LIMIT ${SUMMED_AT_ONCE}`,
    after.scope,
    level,
    after.bucket,
  )
  const times = (LEVELS[level + 1] ?? 1) / (LEVELS[level] ?? 1)
  for (const [scope, its] of Map.groupBy(rows, (row) => row.scope)) {
    const buckets = new Map<number, Counts>()
    for (const { bucket, counts } of its) {
      const above = Math.floor(bucket / times)
      let sum = buckets.get(above)
      if (!sum) buckets.set(above, (sum = new Map()))
      const into = sum
      eachPacked(counts, (key, count) => into.set(key, (into.get(key) ?? 0) + count))
    }
    for (const [bucket, sum] of buckets) changeBucket(db, { scope, level: level + 1, bucket }, sum)
  }
  return rows.at(-1)
}

const inBuckets = (quarters: Map<number, Counts>, width: number): Map<number, Counts> => {
  if (width === 1) return quarters
  const buckets = new Map<number, Counts>()
  for (const [quarter, counts] of quarters) {
    const bucket = Math.floor(quarter / width)
    const sum = buckets.get(bucket)
    if (!sum) buckets.set(bucket, new Map(counts))
    else for (const [key, count] of counts) sum.set(key, (sum.get(key) ?? 0) + count)
  }
  return buckets
}

/** The scope that counters are read of; undefined where nothing was ever counted in it. */
export const findScope = (db: Database, assistant?: string, model?: string): number | undefined =>
  findName(db, 'scope', scopeName(assistant, model))
