import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

import { isBusy, toStoreError } from './sqlite-error.ts'

export type Param = SQLInputValue

/** How long a read waits for another process that has the file locked, in milliseconds. */
const READ_BUSY_MS = 5000

const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  -- Commits are synced by the writer, off the event loop: docs/decisions/0006-durable-writes.md.
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  -- Triggers and views that another hand put into the file call nothing that acts outside its tables.
  PRAGMA trusted_schema = OFF;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -16384;
  PRAGMA journal_size_limit = 67108864;
`

/** How many statements are kept prepared: those that queries are put together from are of many shapes. */
const MOST_STATEMENTS = 500

/** A statement, which gives out lists of values: the driver's own objects take longer to make and to read. */
interface Prepared {
  statement: StatementSync
  toRow: (values: unknown) => Record<string, unknown>
}

const prepared = (statement: StatementSync): Prepared => {
  statement.setReturnArrays(true)
  const names = statement.columns().map(({ name }) => name)
  return {
    statement,
    toRow: (values) => {
      const row: Record<string, unknown> = {}
      // The cast: the line above asks for lists.
      names.forEach((name, index) => (row[name] = (values as unknown[])[index]))
      return row
    },
  }
}

const telling = <T>(ask: () => T): T => {
  try {
    return ask()
  } catch (error) {
    throw toStoreError(error)
  }
}

/**
 * A connection that prepares each statement once. Rows come as the caller types them.
 * Every method but `close` throws {@link StoreDamaged} where it meets damage.
 */
export class Database {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, Prepared>()
  /** How many statements have changed rows; triggers and cascades apart. */
  written = 0

  constructor(path: string, { readOnly = false } = {}) {
    this.#db = new DatabaseSync(path, { timeout: READ_BUSY_MS, readOnly })
    try {
      this.#db.exec(PRAGMAS)
    } catch (error) {
      this.#db.close()
      throw error
    }
  }

  /** Whether a transaction is open; some failures end one without being asked to. */
  get inTransaction(): boolean {
    return this.#db.isTransaction
  }

  // The casts below: a statement's columns are known to the one who wrote it, not to the driver.
  get<Row>(sql: string, ...params: Param[]): Row | undefined {
    return telling(() => {
      const { statement, toRow } = this.#prepare(sql)
      const values = statement.get(...params)
      return values && (toRow(values) as Row)
    })
  }

  all<Row>(sql: string, ...params: Param[]): Row[] {
    return telling(() => {
      const { statement, toRow } = this.#prepare(sql)
      return statement.all(...params).map(toRow) as Row[]
    })
  }

  /** Reads row by row. The same statement must not run again before the end. */
  *iterate<Row>(sql: string, ...params: Param[]): Iterable<Row> {
    try {
      const { statement, toRow } = this.#prepare(sql)
      for (const values of statement.iterate(...params)) yield toRow(values) as Row
    } catch (error) {
      throw toStoreError(error)
    }
  }

  /** @returns the number of rows changed */
  run(sql: string, ...params: Param[]): number {
    const changes = Number(this.#run(sql, params).changes)
    if (changes > 0) this.written += 1
    return changes
  }

  /** @returns the new row's `seq` */
  insert(sql: string, ...params: Param[]): number {
    this.written += 1
    return Number(this.#run(sql, params).lastInsertRowid)
  }

  exec(sql: string): void {
    telling(() => this.#db.exec(sql))
  }

  /** Does what SQLite keeps others from: to write its schema, and what a virtual table keeps its rows in. */
  undefended<T>(work: () => T): T {
    this.#db.enableDefensive(false)
    try {
      return work()
    } finally {
      this.#db.enableDefensive(true)
    }
  }

  /**
   * Begins a writing transaction without waiting.
   * @returns false while another process writes
   */
  tryBegin(): boolean {
    this.#db.exec('PRAGMA busy_timeout = 0')
    try {
      this.#run('BEGIN IMMEDIATE')
      return true
    } catch (error) {
      if (isBusy(error)) return false
      throw error
    } finally {
      this.#db.exec(`PRAGMA busy_timeout = ${READ_BUSY_MS}`)
    }
  }

  /** A number that is another one once another connection has written. */
  othersWrites(): number {
    return this.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0
  }

  /** Empties the log into the file once so many pages wait in it, without holding up who writes. */
  checkpoint(pages: number): void {
    const log = this.get<{ log: number; checkpointed: number }>('PRAGMA wal_checkpoint(NOOP)')
    if (log && log.log - log.checkpointed >= pages) this.exec('PRAGMA wal_checkpoint(PASSIVE)')
  }

  close(): void {
    this.#statements.clear()
    this.#db.close()
  }

  #run(sql: string, params: Param[] = []) {
    return telling(() => this.#prepare(sql).statement.run(...params))
  }

  #prepare(sql: string): Prepared {
    const held = this.#statements.get(sql)
    if (held) return held
    const made = prepared(this.#db.prepare(sql))
    const [oldest] = this.#statements.keys()
    if (oldest !== undefined && this.#statements.size >= MOST_STATEMENTS)
      this.#statements.delete(oldest)
    this.#statements.set(sql, made)
    return made
  }
}
