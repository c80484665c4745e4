import { setTimeout as delay } from 'node:timers/promises'

import type { Actor } from '#contract/change.ts'
import { ApiError } from '#server/refusals/api-error.ts'
import { StoreDamaged, StoreFull, StoreHeld } from '#server/refusals/failures.ts'
import { actingAs, actorNow } from '#server/store/actor.ts'
import type { StoreChange } from '#server/store/store.ts'

import type { Database } from './database.ts'
import { isDiskError } from './sqlite-error.ts'

/** A transaction takes no further writers after this long, so that reads and other processes get in. */
const TRANSACTION_MS = 8
/** How long to wait between looks at a lock that another process holds, and in all. */
const BUSY_RETRY_MS = 1
const BUSY_GIVE_UP_MS = 30_000

/** Tells listeners of a change, once it is durable. */
export type Emit = (change: StoreChange) => void
/** One write. It may be called again when a transaction had to be undone. */
export type Work<T> = (emit: Emit) => T
export type Write = <T>(work: Work<T>) => Promise<T>

/** Puts a change on record, within the transaction that makes it. */
export type PutOnRecord = (change: StoreChange, actor: Actor) => void

/**
 * Puts right what kept a write from being made, and makes it again.
 * @throws the error, where it is of another kind
 */
export type Mend = <T>(error: unknown, again: () => T) => T

interface Job {
  work: Work<unknown>
  /** Others' writes share the transaction: whose this one is is known when it is asked for. */
  actor: Actor
  changes: StoreChange[]
  outcome: { value: unknown } | { error: unknown }
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}

/**
 * Group commit. All writes of one turn of the event loop share a transaction, a savepoint each, so that
 * one that fails undoes nothing of the others; while one group is being synced the next is written.
 * Promises settle and listeners hear of it after the sync.
 */
export class Writer {
  readonly #db: Database
  readonly #sync: () => Promise<void>
  readonly #emit: Emit
  readonly #record: PutOnRecord
  readonly #mend: Mend
  readonly #giveUpMs: number
  #queue: Job[] = []
  #committed: Job[] = []
  #flushing: Promise<void> | undefined
  #syncing: Promise<void> | undefined
  #broken: ApiError | undefined

  /** @param giveUpMs how long another process may hold the lock before writes are refused */
  constructor(
    db: Database,
    sync: () => Promise<void>,
    emit: Emit,
    record: PutOnRecord,
    { giveUpMs = BUSY_GIVE_UP_MS, mend = mendNothing }: { giveUpMs?: number; mend?: Mend } = {},
  ) {
    this.#db = db
    this.#mend = mend
    this.#giveUpMs = giveUpMs
    this.#sync = sync
    this.#emit = emit
    this.#record = record
  }

  write: Write = <T>(work: Work<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      // The cast: a job is only ever resolved with what its own work returned.
      const settle = resolve as (value: unknown) => void
      this.#queue.push({
        work,
        actor: actorNow(),
        changes: [],
        outcome: { value: undefined },
        resolve: settle,
        reject,
      })
      // Whoever hears of a write does not act for the one who happened to wake the writer.
      this.#flushing ??= actingAs('server', () => this.#flush())
    })

  /** Waits until everything asked for is written and durable. */
  async drain(): Promise<void> {
    while (this.#flushing || this.#syncing) await (this.#flushing ?? this.#syncing)
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0) {
      await new Promise(setImmediate)
      const refused = this.#broken ?? (await this.#begin())
      if (refused) for (const job of this.#queue.splice(0)) job.reject(refused)
      else this.#commit()
    }
    this.#flushing = undefined
  }

  /** @returns why no transaction can be begun, if none can */
  async #begin(): Promise<unknown> {
    const end = performance.now() + this.#giveUpMs
    try {
      while (!this.#db.tryBegin()) {
        if (performance.now() > end) return new StoreHeld()
        await delay(BUSY_RETRY_MS)
      }
      return undefined
    } catch (error) {
      return asStoreError(error)
    }
  }

  #commit(): void {
    const end = performance.now() + TRANSACTION_MS
    const jobs: Job[] = []
    try {
      do {
        const job = this.#queue.shift()
        if (!job) break
        jobs.push(job)
        this.#attempt(job)
      } while (performance.now() < end)
      this.#end(jobs)
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
      this.#retryAlone(jobs, error)
    }
    this.#committed.push(...jobs)
    this.#syncing ??= this.#acknowledge()
  }

  /** Outside the savepoints, each of which would keep a copy of the record's last page. */
  #end(jobs: readonly Job[]): void {
    for (const { changes, actor } of jobs) {
      for (const change of changes) this.#record(change, actor)
    }
    this.#db.run('COMMIT')
  }

  /**
   * @param failure what an earlier attempt failed with
   * @throws when the disk refuses, which may have undone the whole transaction
   */
  #attempt(job: Job, failure?: unknown): void {
    this.#db.run('SAVEPOINT job')
    const make = () => {
      job.changes = []
      return job.work((change) => job.changes.push(change))
    }
    job.outcome = this.#outcomeOf(() =>
      failure === undefined ? make() : this.#mend(failure, make),
    )
    if (failure === undefined && 'error' in job.outcome) {
      const { error } = job.outcome
      job.outcome = this.#outcomeOf(() => this.#mend(error, make))
    }
    if ('error' in job.outcome) job.changes = []
    this.#db.run('RELEASE job')
  }

  #outcomeOf(make: () => unknown): Job['outcome'] {
    try {
      return { value: make() }
    } catch (error) {
      if (isDiskError(error) || !this.#db.inTransaction) throw error
      this.#db.exec('ROLLBACK TO job')
      return { error }
    }
  }

  /** After a failure that undid the group: a small write may fit where a large one does not. */
  #retryAlone(jobs: Job[], failure: unknown): void {
    for (const job of jobs) {
      const first = jobs.length > 1 ? this.#tryAlone(job) : failure
      // What a virtual table holds back it writes when the transaction ends.
      const error = first instanceof StoreDamaged ? this.#tryAlone(job, first) : first
      if (error === undefined) continue
      job.changes = []
      job.outcome = { error: asStoreError(error) }
    }
  }

  /** @returns why it could not be written, if so */
  #tryAlone(job: Job, before?: StoreDamaged): unknown {
    try {
      if (!this.#db.tryBegin()) return new StoreHeld()
      this.#attempt(job, before)
      this.#end([job])
      return undefined
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK')
      return error
    }
  }

  async #acknowledge(): Promise<void> {
    while (this.#committed.length > 0) {
      const jobs = this.#committed.splice(0)
      try {
        await this.#sync()
      } catch (error) {
        // What a failed sync left behind is unknown: nothing more may be promised on this connection.
        this.#broken = error instanceof ApiError ? error : toStoreFull(error)
        for (const job of jobs) job.outcome = { error: this.#broken }
      }
      for (const job of jobs) this.#settle(job)
    }
    this.#syncing = undefined
  }

  #settle({ outcome, changes, resolve, reject }: Job): void {
    if ('error' in outcome) return reject(outcome.error)
    for (const change of changes) this.#emit(change)
    resolve(outcome.value)
  }
}

const mendNothing: Mend = (error) => {
  throw error
}

const asStoreError = (error: unknown): unknown => (isDiskError(error) ? toStoreFull(error) : error)

const toStoreFull = (error: unknown): StoreFull =>
  new StoreFull(error instanceof Error ? error.message : String(error), { cause: error })
