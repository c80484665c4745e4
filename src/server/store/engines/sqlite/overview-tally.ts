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

  write(): void {
    for (const [scope, quarters] of this.#changes) {
      for (const [level, width] of LEVELS.entries()) {
        for (const [bucket, changed] of inBuckets(quarters, width))
          this.#change(scope, level, bucket, changed)
      }
    }
    this.#changes.clear()
  }

  #change(scope: number, level: number, bucket: number, changed: Counts): void {
    const kept = this.#db.get<{ counts: Uint8Array }>(
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
      this.#db.run(
        'INSERT OR REPLACE INTO overview_counts (scope, level, bucket, counts) VALUES (?, ?, ?, ?)',
        scope,
        level,
        bucket,
        pack(counts),
      )
    } else if (kept) {
      this.#db.run(
        'DELETE FROM overview_counts WHERE scope = ? AND level = ? AND bucket = ?',
        scope,
        level,
        bucket,
      )
    }
  }
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
