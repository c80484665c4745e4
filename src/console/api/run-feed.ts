import { hearServerTime } from '../util/server-clock.ts'
import { addEvent } from './add-event.ts'
import { open, request } from './client.ts'
import type { LiveRun } from './live-run.ts'
import { type ReaderPorts, type ReaderSink, readRun } from './run-reader.ts'
import type { RunStore } from './run-store.ts'
import { untilSilent } from './silence.ts'

const portsOf = (
  thread_id: string,
  run_id: string,
  onOpen: (serverTime: number) => void,
): ReaderPorts => ({
  open: async (after, signal) => {
    const query = { after: String(after) }
    const headers = { Accept: 'text/event-stream' }
    const params = { thread_id, run_id }
    const response = await open('listRunEvents', { params, query, headers, signal })
    const serverTime = Date.parse(response.headers.get('date') ?? '') || Date.now()
    hearServerTime(serverTime)
    onOpen(serverTime)
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
  untilSilent,
  now: () => Date.now(),
})

interface Read {
  threadId: string
  runId: string
  /** It is known to be over, or to wait: what it did is shown at once and not played again. */
  rests: boolean
}

/** Reads the stream of a run into the store, until it is over or the signal aborts. */
export const feedRun = (store: RunStore, read: Read, signal: AbortSignal): Promise<void> => {
  const { threadId, runId, rests } = read
  const change = (to: (live: LiveRun) => LiveRun) => store.update(threadId, runId, to)
  const live = () => store.latest(threadId, runId)
  const sink = newSink({ live, change })
  const ports = portsOf(threadId, runId, (serverTime) =>
    // The header tells whole seconds: what rests has happened before this one is over.
    change((before) => ({
      ...before,
      liveSince: before.liveSince ?? serverTime + (rests ? 1000 : 0),
    })),
  )
  return readRun(
    ports,
    rests ? gathering(sink, { live, change, since: ports.now() }) : sink,
    signal,
  )
}

interface Target {
  live: () => LiveRun
  change: (to: (live: LiveRun) => LiveRun) => void
}

const newSink = ({ live, change }: Target): ReaderSink => ({
  live,
  add: (logged, event) => change((before) => addEvent(before, logged, event)),
  setRun: (run) => change((before) => ({ ...before, run })),
  setConnection: (connection, why) =>
    change((before) =>
      before.connection === connection ? before : { ...before, connection, ...why },
    ),
})

/**
 * Keeps what comes to itself until reading pauses, or tells of something newer than `since`, in
 * milliseconds since 1970; from then on it is passed on as it comes.
 */
export const gathering = (
  after: ReaderSink,
  { live, change, since }: Target & { since: number },
): ReaderSink => {
  let kept = live()
  let isGathering = true
  const own = newSink({ live: () => kept, change: (to) => void (kept = to(kept)) })
  const passOn = () => {
    isGathering = false
    // When it was opened is told past this sink.
    change(({ liveSince }) => ({ ...kept, ...(liveSince !== undefined && { liveSince }) }))
  }
  const now = () => (isGathering ? own : after)
  return {
    live: () => now().live(),
    add: (logged, event) => {
      if (isGathering && logged.at >= since) passOn()
      now().add(logged, event)
    },
    setRun: (run) => now().setRun(run),
    setConnection: (connection, why) => {
      now().setConnection(connection, why)
      if (isGathering && connection !== 'connecting' && connection !== 'live') passOn()
    },
  }
}
