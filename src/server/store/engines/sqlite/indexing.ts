import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import { latestNumber } from './changes.ts'
import type { Database } from './database.ts'
import { isBehind, isLittleBehind, newDeriving } from './derived.ts'
import { tellOfRemaking, tellOfTrouble } from './index-trouble.ts'
import { beginAnew, newRemaking } from './search-tables.ts'
import type { Write } from './writer.ts'

/** How long after a write its texts are taken in to be found, in milliseconds: others may follow it. */
export const SOON_MS = 200
/** How often to look for what another process wrote, or what could not be taken in. */
const EVERY_MS = 5000

/** Keeps the index of texts and the counters up with what is written. */
export interface Indexing {
  /** Something was written. */
  soon(): void
  /** Ends it; a step under way is waited for. */
  stop(): Promise<void>
}

const isSource = import.meta.filename.endsWith('.ts')
const PROGRAM = join(import.meta.dirname, isSource ? 'index-texts.ts' : 'index-texts.js')

/**
 * Takes texts in: a little at once among the other writes, and more in a thread of its own, so that it holds
 * up nobody.
 */
export const startIndexing = (path: string, db: Database, write: Write): Indexing => {
  let worker: Worker | undefined
  const inThread = () => {
    if (worker) return worker.postMessage('more')
    worker = new Worker(PROGRAM, { workerData: { path } })
    worker.unref()
    // It is started again by the next write.
    worker.on('error', (error) => {
      worker = undefined
      tellOfTrouble('what is written', error)
    })
  }
  return indexing(
    db,
    write,
    () => isLittleBehind(db),
    inThread,
    async () => {
      if (!worker) return
      worker.ref()
      // Whether it ends by itself or by an error.
      const ended = new Promise((resolve) => worker?.once('exit', resolve))
      worker.postMessage('stop')
      await ended
    },
  )
}

/** Takes all texts in on the caller's own connection: a database in memory has no other. */
export const indexHere = (db: Database, write: Write): Indexing => indexing(db, write, () => true)

const indexing = (
  db: Database,
  write: Write,
  isForHere: () => boolean,
  elsewhere: () => void = () => undefined,
  end: () => Promise<void> = async () => undefined,
): Indexing => {
  const { step } = newDeriving(db)
  const mayRemake = newRemaking()
  let working: Promise<void> | undefined
  let isStopped = false
  const work = async () => {
    if (isStopped) return
    // What comes meanwhile is taken in together a little later: else each write had another behind it.
    const until = latestNumber(db)
    while (!isStopped && isBehind(db, until)) {
      if (!isForHere()) return elsewhere()
      await write(() => void step(until))
    }
  }
  const workMending = async () => {
    try {
      await work()
    } catch (error) {
      if (!mayRemake(error)) throw error
      await write(() => beginAnew(db))
      tellOfRemaking(error)
      await work()
    }
  }
  const begin = async () => {
    // The next look tries again.
    working = workMending().catch((error: unknown) => tellOfTrouble('what is written', error))
    await working
  }
  return withTimers(begin, async () => {
    isStopped = true
    await working
    await end()
  })
}

const withTimers = (work: () => Promise<void>, end: () => Promise<void>): Indexing => {
  let waiting: NodeJS.Timeout | undefined
  let isWorking = false
  let isAsked = false
  const begin = () => {
    isAsked = isWorking
    if (isWorking) return
    isWorking = true
    void work().finally(() => {
      isWorking = false
      if (isAsked) soon()
    })
  }
  const soon = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined
      begin()
    }, SOON_MS).unref()
  }
  soon()
  const timer = setInterval(begin, EVERY_MS).unref()
  return {
    soon,
    stop: async () => {
      clearInterval(timer)
      clearTimeout(waiting)
      await end()
    },
  }
}
