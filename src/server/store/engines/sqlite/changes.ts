import { type Actor, CHANGES, type Change } from '#contract/change.ts'
import type { Clock } from '#server/clock.ts'
import {
  CHANGES_KEPT,
  CHANGES_KEPT_MS,
  type ChangeStore,
  type Recorded,
} from '#server/store/changes.ts'
import { isRecorded } from '#server/store/store.ts'

import type { Context } from './context.ts'
import type { Database } from './database.ts'
import { readable } from './readable.ts'
import type { PutOnRecord, Work, Write } from './writer.ts'

/**
 * The one way to write what anybody can read. The writer puts each change that the work tells of on
 * record; work that changes rows and tells of nothing fails.
 */
export const recordingWrite =
  (db: Database, write: Write): Write =>
  <Made>(work: Work<Made>) =>
    write((emit) => {
      let isTold = false
      const before = db.written
      const made = work((change) => {
        isTold ||= isRecorded(change) || change.type === 'run.events'
        emit(change)
      })
      if (!isTold && db.written > before) throw new Error('a write leaves no change on record')
      return made
    })

/** Makes a row of each change, hints apart. */
export const putOnRecord =
  (db: Database, clock: Clock): PutOnRecord =>
  (change, actor) => {
    if (!isRecorded(change)) return
    // The casts, here and below: the table says which ids a change of its type has.
    const named = change as unknown as Record<string, string>
    db.insert(
      'INSERT INTO changes (at_ms, actor, type, ids) VALUES (?, ?, ?, ?)',
      clock.now(),
      actor,
      change.type,
      JSON.stringify(CHANGES[change.type].map((name) => named[name])),
    )
  }

interface ChangeRow {
  number: number
  at_ms: number
  actor: Actor
  type: Change['type']
  ids: string
}

const toRecorded = ({ ids, ...row }: ChangeRow): Recorded => {
  const values = readable('change', `${row.number}`, () => JSON.parse(ids) as string[])
  const named = Object.fromEntries(CHANGES[row.type].map((name, at) => [name, values[at]]))
  return { ...row, ...named } as unknown as Recorded
}

export const latestNumber = (db: Database): number =>
  db.get<{ number: number | null }>('SELECT max(number) AS number FROM changes')?.number ?? 0

/** Up to which change the record is durable: what a power cut could take back is not told to anybody. */
export class DurableMark {
  readonly #db: Database
  readonly #sync: () => Promise<void>
  number: number

  constructor(db: Database, sync: () => Promise<void>) {
    this.#db = db
    this.#sync = sync
    this.number = latestNumber(db)
  }

  /** Syncs what is committed. */
  sync = async (): Promise<void> => {
    const reached = latestNumber(this.#db)
    await this.#sync()
    this.number = Math.max(this.number, reached)
  }
}

/** Changes above `after` and up to `last`, in order; undefined where some of them are not on record. */
export const readChanges = (
  db: Database,
  after: number,
  limit: number,
  last = latestNumber(db),
): Recorded[] | undefined => {
  if (after < 0 || after > last) return undefined
  const rows = db.all<ChangeRow>(
    `SELECT number, at_ms, actor, type, ids FROM changes
     WHERE number > ? AND number <= ? ORDER BY number LIMIT ?`,
    after,
    last,
    limit,
  )
  const [first] = rows
  return first && first.number !== after + 1 ? undefined : rows.map(toRecorded)
}

export const changes = (
  { db, writeUnseen, clock }: Context,
  durable: Pick<DurableMark, 'number'>,
): ChangeStore => ({
  latestChange: async () => durable.number,

  changesAfter: async (after, limit) => {
    const read = readChanges(db, after, limit + 1, durable.number)
    return read && { data: read.slice(0, limit), has_more: read.length > limit }
  },

  forgetChanges: async (limit) => {
    const newest = latestNumber(db)
    const last = db.get<{ number: number | null }>(
      `SELECT max(number) AS number FROM (SELECT number, at_ms FROM changes ORDER BY number LIMIT ?)
       WHERE number < ? AND (at_ms <= ? OR number <= ?)`,
      limit,
      newest,
      clock.now() - CHANGES_KEPT_MS,
      newest - CHANGES_KEPT,
    )?.number
    if (last == null) return 0
    return writeUnseen(() => db.run('DELETE FROM changes WHERE number <= ?', last))
  },
})
