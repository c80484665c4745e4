import { addEvent } from './add-event.ts'
import { open, request } from './client.ts'
import type { LiveRun } from './live-run.ts'
import { type ReaderPorts, type ReaderSink, readRun } from './run-reader.ts'
import type { RunStore } from './run-store.ts'

const portsOf = (thread_id: string, run_id: string): ReaderPorts => ({
  open: async (after, signal) => {
    const query = { after: String(after) }
    const headers = { Accept: 'text/event-stream' }
    const params = { thread_id, run_id }
    const response = await open('listRunEvents', { params, query, headers, signal })
    return response.body ?? new ReadableStream({ start: (controller) => controller.close() })
  },
  getRun: (signal) => request('getRun', { params: { thread_id, run_id }, signal }),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(done, ms)
      function done() {
        clearTimeout(timer)
        removeEventListener('online', done)
        signal.removeEventListener('abort', done)
        if (signal.aborted) reject(signal.reason as Error)
        else resolve()
      }
      addEventListener('online', done)
      signal.addEventListener('abort', done)
    }),
  now: () => Date.now(),
})

const sinkOf = (store: RunStore, threadId: string, runId: string): ReaderSink => {
  const update = (change: (live: LiveRun) => LiveRun) => store.update(threadId, runId, change)
  return {
    live: () => store.latest(threadId, runId),
    add: (logged, event) => update((live) => addEvent(live, logged, event)),
    setRun: (run) => update((live) => ({ ...live, run })),
    setConnection: (connection, failure) =>
      update((live) =>
        live.connection === connection
          ? live
          : { ...live, connection, ...(failure && { failure }) },
      ),
  }
}

/** Reads the stream of a run into the store, until it is over or the signal aborts. */
export const feedRun = (
  store: RunStore,
  { threadId, runId }: { threadId: string; runId: string },
  signal: AbortSignal,
): Promise<void> => readRun(portsOf(threadId, runId), sinkOf(store, threadId, runId), signal)
