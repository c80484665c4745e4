// The program of a thread that reads and does nothing else: see slow-reader.ts.
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'

import { StoreDamaged } from '#server/refusals/failures.ts'

import { Database } from './database.ts'
import { type Answer, type Question, slowReads } from './slow-reads.ts'

// Linux counts priority by the thread, others by the process, in which the event loop is.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

// The cast: only `startSlowReader` starts it.
const { path } = workerData as { path: string }
const db = new Database(path, { readOnly: true })

const answer = ({ name, query }: Question): Answer => {
  try {
    // One look: what is found is not deleted while it is read.
    db.exec('BEGIN')
    // The cast: the question was typed by `SlowReader.read`.
    return { value: slowReads[name](db, query as never) }
  } catch (error) {
    if (error instanceof StoreDamaged) {
      return { damage: { cause: error.cause, what: error.what } }
    }
    return { error }
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
  }
}

parentPort?.on('message', (message: Question | 'stop') => {
  if (message !== 'stop') return parentPort?.postMessage(answer(message))
  db.close()
  parentPort?.close()
})
