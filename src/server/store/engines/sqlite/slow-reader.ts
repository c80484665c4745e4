import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'

import { StoreDamaged } from '#server/refusals/failures.ts'

import type { Database } from './database.ts'
import {
  type Answer,
  type Answered,
  type Asked,
  type Question,
  type SlowReads,
  slowReads,
} from './slow-reads.ts'

/** Where slow reads run. */
export interface SlowReader {
  /** @throws what the read threw, or where its thread ended without an answer */
  read<Name extends keyof SlowReads>(name: Name, query: Asked<Name>): Promise<Answered<Name>>
  close(): Promise<void>
}

/** As many reads at once as leave a processor to the event loop, four at most. */
const THREADS = Math.min(4, Math.max(1, availableParallelism() - 1))

const isSource = import.meta.filename.endsWith('.ts')
const PROGRAM = join(import.meta.dirname, isSource ? 'read-slowly.ts' : 'read-slowly.js')

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}
interface Thread {
  worker: Worker
  waiting: Map<number, Waiting>
}

/** Reads in threads, which are started when they are needed and stay. */
export const startSlowReader = (path: string): SlowReader => {
  const threads: Thread[] = []
  let isClosed = false
  let last = 0

  const start = (): Thread => {
    const worker = new Worker(PROGRAM, { workerData: { path } })
    const thread: Thread = { worker, waiting: new Map() }
    const end = (error: unknown) => {
      const at = threads.indexOf(thread)
      if (at >= 0) threads.splice(at, 1)
      for (const { reject } of thread.waiting.values()) reject(error)
      thread.waiting.clear()
    }
    worker.on('message', (answer: Answer) => {
      const waiting = thread.waiting.get(answer.id)
      thread.waiting.delete(answer.id)
      if ('damage' in answer) {
        waiting?.reject(new StoreDamaged(answer.damage.cause, answer.damage.what))
      } else if ('error' in answer) waiting?.reject(answer.error)
      else waiting?.resolve(answer.value)
    })
    worker.on('error', end)
    worker.on('exit', () => end(new Error('the thread that reads ended')))
    worker.unref()
    threads.push(thread)
    return thread
  }
  const leastBusy = (): Thread => {
    const [first] = threads.toSorted((a, b) => a.waiting.size - b.waiting.size)
    return first && (first.waiting.size === 0 || threads.length === THREADS) ? first : start()
  }

  return {
    read: <Name extends keyof SlowReads>(name: Name, query: Asked<Name>) =>
      new Promise<Answered<Name>>((resolve, reject) => {
        if (isClosed) return reject(new Error('the store is closed'))
        const { worker, waiting } = leastBusy()
        const question: Question = { id: (last += 1), name, query }
        // The cast: a question is answered by the read of its name.
        waiting.set(question.id, { resolve: resolve as Waiting['resolve'], reject })
        worker.postMessage(question)
      }),
    close: async () => {
      isClosed = true
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}

/** Reads on the caller's own connection: a database in memory has no other. */
export const readHere = (db: Database): SlowReader => ({
  // The cast: each read takes its own kind of query.
  read: async (name, query) => slowReads[name](db, query as never) as Answered<typeof name>,
  close: async () => undefined,
})
