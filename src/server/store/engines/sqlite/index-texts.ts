// The program of a thread that takes in texts, counts, and does nothing else: see indexing.ts.
import { constants, setPriority } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'

import { latestNumber } from './changes.ts'
import { Database } from './database.ts'
import { isBehind, newDeriving } from './derived.ts'
import { tellOfRemaking, tellOfTrouble } from './index-trouble.ts'
import { beginAnew, newRemaking } from './search-tables.ts'
import { isBusy } from './sqlite-error.ts'

// Linux counts priority by the thread, others by the process, in which the event loop is.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

/** How long others may write between two steps, in milliseconds: they look for the lock once in one. */
const PAUSE_MS = 3
/** How long after others wrote it is left to them between two steps, in milliseconds. */
const CALM_AFTER_MS = 1000
/** How long steps are taken in one transaction while nobody writes, in milliseconds: who begins to waits for its end. */
const CALM_MS = 12
/** With how many pages the log is emptied into the database: fewer than let others' commits do it, which wait for it. */
const PAGES_TO_CHECKPOINT = 400

// The cast: only `startIndexing` starts it.
const { path } = workerData as { path: string }
const db = new Database(path)
// A checkpoint within a commit would keep the lock.
db.exec('PRAGMA wal_autocheckpoint = 0')
const { prepare, step } = newDeriving(db)
const mayRemake = newRemaking()

let isStopped = false
let isAsked = true
let working: Promise<void> | undefined

let othersWrites = db.othersWrites()
let othersWroteAt = -Infinity
const othersWrite = () => (othersWroteAt = performance.now())
/** Whether nobody else wrote of late. */
const isCalm = (): boolean => {
  const before = othersWrites
  othersWrites = db.othersWrites()
  if (othersWrites !== before) othersWrite()
  return performance.now() - othersWroteAt > CALM_AFTER_MS
}

/** @returns whether there is more to do */
const inTransaction = (take: () => boolean): boolean => {
  if (!db.tryBegin()) {
    othersWrite()
    return true
  }
  try {
    const isMore = take()
    db.exec('COMMIT')
    return isMore
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK')
    if (!isBusy(error)) throw error
    othersWrite()
    return true
  }
}

/** The number of the last change that is looked at: those that come meanwhile are, when it is asked again. */
let until = 0

/** Steps one after the other: their words are made within, which is no harm where nobody waits. */
const steps = (): boolean => {
  const end = performance.now() + CALM_MS
  while (step(until)) if (performance.now() >= end) return true
  return false
}

const takeSome = (): boolean => {
  try {
    if (!isBehind(db, until)) return false
    if (isCalm()) return inTransaction(steps)
    prepare(until)
    return inTransaction(() => step(until))
  } catch (error) {
    if (!mayRemake(error)) throw error
    return inTransaction(() => {
      beginAnew(db)
      tellOfRemaking(error)
      return true
    })
  }
}

const work = async (): Promise<void> => {
  while (!isStopped) {
    if (isAsked) until = latestNumber(db)
    isAsked = false
    const isMore = takeSome()
    // What asked meanwhile is told of by an event.
    await delay(PAUSE_MS)
    if (isMore) db.checkpoint(PAGES_TO_CHECKPOINT)
    else if (!isAsked) return
  }
}

const begin = () => {
  working ??= work()
    // The next write asks again.
    .catch((error: unknown) => tellOfTrouble('what is written', error))
    .finally(() => (working = undefined))
}
begin()

parentPort?.on('message', (message: 'more' | 'stop') => {
  isAsked = true
  if (message === 'more') return begin()
  isStopped = true
  void (working ?? Promise.resolve()).then(() => {
    db.close()
    parentPort?.close()
  })
})
