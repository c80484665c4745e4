import { statSync } from 'node:fs'
import { type FileHandle, open as openFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import type { Clock } from '#server/clock.ts'
import { StoreGone } from '#server/refusals/failures.ts'
import { type Store, type StoreChange, UnusableDatabase } from '#server/store/store.ts'

import { answers, keepingWrite } from './answers.ts'
import { assistants } from './assistants.ts'
import { DurableMark, changes, putOnRecord, recordingWrite } from './changes.ts'
import { Database } from './database.ts'
import { filesToPut } from './files-to-put.ts'
import { files } from './files.ts'
import { goneThreads } from './gone-threads.ts'
import { importThreads } from './import.ts'
import { indexHere, startIndexing } from './indexing.ts'
import { labels } from './labels.ts'
import { messages } from './messages.ts'
import { migrate } from './migrate.ts'
import { mirror } from './mirror.ts'
import { oldLogs } from './old-logs.ts'
import { overview } from './overview.ts'
import { ownValues } from './own-values.ts'
import { people } from './people.ts'
import { reviews } from './reviews.ts'
import { runEvents } from './run-events.ts'
import { runSteps } from './run-steps.ts'
import { runTimes } from './run-times.ts'
import { runs } from './runs.ts'
import { beginAnew } from './search-tables.ts'
import { search } from './search.ts'
import { readHere, startSlowReader } from './slow-reader.ts'
import { isClosedToUs, isNotDatabase, isToldOfDamage, toStoreError } from './sqlite-error.ts'
import { threads } from './threads.ts'
import { startTidying } from './tidy.ts'
import { uploads } from './uploads.ts'
import { vectorStoreChunks } from './vector-store-chunks.ts'
import { vectorStoreFiles } from './vector-store-files.ts'
import { vectorStoreSearch } from './vector-store-search.ts'
import { vectorStores } from './vector-stores.ts'
import { readingWithNewIndex, withNewIndex } from './with-new-index.ts'
import { Writer } from './writer.ts'

/** How often to look whether another process has written. */
const WATCH_MS = 1000

/**
 * Ids are random, so each row touches pages all over the indexes: with a small cache and a checkpoint
 * every 4 MB, a page is read and written again for nearly every row of a large store.
 */
const BULK_PRAGMAS = `
  PRAGMA cache_size = -262144;
  PRAGMA wal_autocheckpoint = 16384;
`

/** @throws {UnusableDatabase} the file is newer than this program, or not ours */
export const openSqliteStore = async (
  path: string,
  clock: Clock,
  { bulk, threads: mayStartThreads }: { bulk: boolean; threads: boolean },
): Promise<Store> => {
  const db = openDatabase(path)
  if (bulk) db.exec(BULK_PRAGMAS)
  const listeners = new Set<(change: StoreChange) => void>()
  const emit = (change: StoreChange): void => {
    for (const listener of listeners) {
      try {
        listener(change)
      } catch (error) {
        // Loud, but neither the write nor the other listeners are to suffer from it.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
  const log = path === ':memory:' ? undefined : await openLog(path)
  const requireThere = log && presenceOf(path, clock)
  const durable = new DurableMark(db, async () => {
    await log?.datasync()
    await requireThere?.()
  })
  const writer = new Writer(db, durable.sync, emit, putOnRecord(db, clock), {
    mend: withNewIndex(db),
  })
  // Another connection to a database in memory would see another one.
  const isAllHere = path === ':memory:' || !mayStartThreads
  const newReader = () => (isAllHere ? readHere(db) : startSlowReader(path))
  const reader = readingWithNewIndex(newReader(), async () => {
    await writer.write(() => beginAnew(db))
    indexing?.soon()
  })
  // Of its own, so that no search of a reader makes a run wait for its passages.
  const passages = newReader()
  const stopTidying = startTidying({ db, writeUnseen: writer.write })
  const indexing = bulk
    ? undefined
    : isAllHere
      ? indexHere(db, writer.write)
      : startIndexing(path, db, writer.write)
  listeners.add(({ type }) => {
    // What streams is no change on record.
    if (type !== 'run.events') indexing?.soon()
  })
  const stopWatching =
    log &&
    watch(db, () => {
      // A sync that fails is told by the next write.
      const synced = durable.sync().catch(() => undefined)
      void synced.then(() => emit({ type: 'other_process' }))
    })

  const close = async (): Promise<void> => {
    stopWatching?.()
    await Promise.all([stopTidying(), indexing?.stop(), reader.close(), passages.close()])
    await writer.drain()
    await log?.close()
    // The last connection to close also empties the log into the database.
    db.close()
  }
  let closed: Promise<void> | undefined

  const context = {
    db,
    write: keepingWrite(db, recordingWrite(db, writer.write), clock),
    writeUnseen: writer.write,
    clock,
  }
  return {
    ...changes(context, durable),
    ...answers(context),
    ...assistants(context),
    ...threads(context, reader),
    ...goneThreads(context),
    ...messages(context),
    ...runs(context),
    ...runSteps(context),
    ...runTimes(context),
    ...runEvents(context),
    ...oldLogs(context),
    ...files(context),
    ...uploads(context),
    ...vectorStores(context),
    ...vectorStoreFiles(context),
    ...filesToPut(context),
    ...vectorStoreChunks(context),
    ...vectorStoreSearch(context, passages),
    ...search(context, reader),
    ...importThreads(context),
    ...overview(context, reader),
    ...ownValues(context),
    ...mirror(context),
    ...people(context),
    ...labels(context),
    ...reviews(context),

    onChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    close: () => (closed ??= close()),
  }
}

const openDatabase = (path: string): Database => {
  let db: Database | undefined
  try {
    db = new Database(path)
    migrate(db, path)
    return db
  } catch (error) {
    db?.close()
    throw toUnusable(path, error)
  }
}

/** What is told of a file that cannot be used; any other error as it is. */
export const toUnusable = (path: string, error: unknown): unknown => {
  const why = whyUnusable(error)
  return why === undefined ? error : new UnusableDatabase(`${path} ${why}`, { cause: error })
}

export const DAMAGED = 'is damaged; put a backup in its place, or start with another --data.'

const whyUnusable = (error: unknown): string | undefined => {
  if (isNotDatabase(error))
    return 'is not a database; put a backup in its place, or start with another --data.'
  if (isToldOfDamage(toStoreError(error))) return DAMAGED
  if (isClosedToUs(error)) return 'cannot be opened for writing; see whose file it is.'
  return undefined
}

/**
 * The write-ahead log, for syncing it. SQLite's locks are on the other two files, so that closing
 * this handle drops none. The directory is synced once, so that a new database outlives a power cut.
 */
const openLog = async (path: string): Promise<FileHandle> => {
  const directory = await openFile(dirname(path), 'r')
  await directory.sync()
  await directory.close()
  return openFile(`${path}-wal`, 'r+')
}

/** How often it is looked whether the database is still where it was opened, in milliseconds. */
const LOOK_MS = 1000

/**
 * Looks, once in a while, whether the file at the path is the one that was opened.
 * @returns what rejects with {@link StoreGone} where it is another, or none
 */
const presenceOf = (path: string, clock: Clock): (() => Promise<void>) => {
  const opened = statSync(path, { bigint: true })
  let lookedAt = clock.now()
  return async () => {
    if (Math.abs(clock.now() - lookedAt) < LOOK_MS) return
    lookedAt = clock.now()
    const found = await stat(path, { bigint: true }).catch(() => undefined)
    if (found?.ino !== opened.ino || found.dev !== opened.dev) throw new StoreGone()
  }
}

/** Calls back after another process, such as an import, has written. */
const watch = (db: Database, onWritten: () => void): (() => void) => {
  const version = (): number =>
    db.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0
  let seen = version()
  const timer = setInterval(() => {
    const now = version()
    if (now === seen) return
    seen = now
    onWritten()
  }, WATCH_MS).unref()
  return () => clearInterval(timer)
}
