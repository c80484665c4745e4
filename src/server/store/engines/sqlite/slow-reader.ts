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
  /**
   * @param signal a read that nobody waits for any more is not begun
   * @throws what the read threw, or where its thread ended without an answer
   */
  read<Name extends keyof SlowReads>(
    name: Name,
    query: Asked<Name>,
    signal?: AbortSignal,
  ): Promise<Answered<Name>>
  close(): Promise<void>
}

/** As many reads at once as leave a processor to the event loop, four at most. */
const THREADS = Math.min(4, Math.max(1, availableParallelism() - 1))

const isSource = import.meta.filename.endsWith('.ts')
const PROGRAM = join(import.meta.dirname, isSource ? 'read-slowly.ts' : 'read-slowly.js')

interface Waiting {
  question: Question
  signal: AbortSignal | undefined
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
}
/** A thread reads one thing at a time. */
interface Thread {
  worker: Worker
  reading?: Waiting | undefined
}

/** Reads in threads, which are started when they are needed and stay. */
export const startSlowReader = (path: string): SlowReader => {
  const threads: Thread[] = []
  const waiting: Waiting[] = []
  let isClosed = false

  const start = (): Thread => {
    const worker = new Worker(PROGRAM, { workerData: { path } })
    const thread: Thread = { worker }
    const end = (error: unknown) => {
      const at = threads.indexOf(thread)
      if (at >= 0) threads.splice(at, 1)
      const { reading } = thread
      thread.reading = undefined
      reading?.reject(error)
      goOn()
    }
    worker.on('message', (answer: Answer) => {
      const { reading } = thread
      thread.reading = undefined
      if ('damage' in answer) {
        reading?.reject(new StoreDamaged(answer.damage.cause, answer.damage.what))
      } else if ('error' in answer) reading?.reject(answer.error)
      else reading?.resolve(answer.value)
      goOn()
    })
    worker.on('error', end)
    worker.on('exit', () => end(new Error('the thread that reads ended')))
    worker.unref()
    threads.push(thread)
    return thread
  }
  const idle = (): Thread | undefined =>
    threads.find(({ reading }) => !reading) ?? (threads.length < THREADS ? start() : undefined)

  /** Gives what waits to the threads that have nothing to do. */
  const goOn = (): void => {
    while (!isClosed && waiting.length > 0) {
      const [first] = waiting
      if (first?.signal?.aborted) {
        waiting.shift()
        first.reject(first.signal.reason)
        continue
      }
      const thread = idle()
      const next = thread && waiting.shift()
      if (!next) return
      thread.reading = next
      thread.worker.postMessage(next.question)
    }
  }

  return {
    read: <Name extends keyof SlowReads>(name: Name, query: Asked<Name>, signal?: AbortSignal) =>
      new Promise<Answered<Name>>((resolve, reject) => {
        if (isClosed) return reject(new Error('the store is closed'))
        const question: Question = { name, query }
        // The cast: a question is answered by the read of its name.
        waiting.push({ question, signal, resolve: resolve as Waiting['resolve'], reject })
        goOn()
      }),
    close: async () => {
      isClosed = true
      for (const { reject } of waiting.splice(0)) reject(new Error('the store is closed'))
      await Promise.all(threads.map(endThread))
    },
  }
}

/** A thread closes its connection itself; one that reads does not listen, and is cut off. */
const endThread = async ({ worker, reading }: Thread): Promise<void> => {
  if (reading) return void (await worker.terminate())
  worker.ref()
  const ended = new Promise((resolve) => worker.once('exit', resolve))
  worker.postMessage('stop')
  await ended
}

/** Reads on the caller's own connection: a database in memory has no other. */
export const readHere = (db: Database): SlowReader => ({
  // The cast: each read takes its own kind of query.
  read: async (name, query) => slowReads[name](db, query as never) as Answered<typeof name>,
  close: async () => undefined,
})
