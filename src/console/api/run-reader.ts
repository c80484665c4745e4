import type { StreamEvent } from '#contract/event.ts'
import { isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'
import { createEventDecoder, decodeStreamEvent } from '#contract/sse.ts'

import { mayRetry } from './failure.ts'
import { type Connection, type LiveRun, type LoggedEvent, isOver, isWaiting } from './live-run.ts'

/** What the reader needs of the world; a test gives its own. */
export interface ReaderPorts {
  /** The run's events above `after`. @throws {ApiFailure} */
  open(after: number, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
  /** The run as it stands: asked when its stream ends without an end. */
  getRun(signal: AbortSignal): Promise<Run>
  /** Settles early when trying again may help; rejects once the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>
  /**
   * Resolves when a connection on which nothing comes is to be taken for dead.
   * @param heardAt when something last came, in milliseconds since 1970
   */
  untilSilent(signal: AbortSignal, heardAt: () => number): Promise<void>
  now(): number
}

/** Where what was read goes. */
export interface ReaderSink {
  live(): LiveRun
  add(logged: LoggedEvent, event: StreamEvent | undefined): void
  /** The run as fetched, where the log does not tell. */
  setRun(run: Run): void
  setConnection(connection: Connection, why?: Pick<LiveRun, 'failure' | 'silentSince'>): void
}

/** After so many readings in vain that just break off, the run's own state is believed. */
const TRIES_WITHOUT_END = 6
const MAX_BACKOFF_MS = 5000
const backoff = (failures: number) => Math.min(250 * 2 ** failures, MAX_BACKOFF_MS)

/**
 * Reads a run's events until the run is over, rests until tool outputs are given, or is refused. A
 * stream that breaks off is reopened after the last event that came: none is lost and none doubled.
 */
export const readRun = async (
  ports: ReaderPorts,
  sink: ReaderSink,
  signal: AbortSignal,
): Promise<void> => {
  let failures = 0
  let silentSince = ports.now()
  const onWord = () => void (silentSince = ports.now())
  while (!signal.aborted) {
    const { sequence } = sink.live()
    try {
      const isWhole = await readOnce(ports, sink, { signal, onWord })
      if (isWhole || failures >= TRIES_WITHOUT_END) {
        if (await settle(ports, sink, { sequence, signal })) return
      }
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof Error && isFinal(error))
        return sink.setConnection('failed', { failure: error })
    }
    failures = sink.live().sequence > sequence ? 0 : failures + 1
    sink.setConnection('reconnecting', { silentSince })
    await ports.wait(backoff(failures), signal).catch(() => {})
  }
}

/** A refusal is final; a broken network (a TypeError when a body breaks off) is not. */
const isFinal = (error: Error) => error.name === 'ApiFailure' && !mayRetry(error)

/** Answers whether the stream came to its end: the server says `done`, a broken connection does not. */
const readOnce = async (
  ports: ReaderPorts,
  sink: ReaderSink,
  { signal, onWord }: { signal: AbortSignal; onWord: () => void },
) => {
  const decoder = createEventDecoder()
  const connection = watched(ports, signal)
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  let isWhole = false
  try {
    const opening = ports.open(sink.live().sequence, connection.signal)
    reader = (await Promise.race([opening, connection.silent])).getReader()
    // What waits to be read then ends.
    connection.onSilent(() => void reader?.cancel().catch(() => {}))
    const onBytes = () => {
      connection.heard()
      onWord()
    }
    onBytes()
    sink.setConnection('live')
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      onBytes()
      for (const frame of decoder.decode(read.value)) {
        // Frames that are no rows of the log tell of the connection: its end, or a failure.
        if (frame.event === 'done') isWhole = true
        if (frame.event === 'done' || frame.id === undefined) continue
        const event = decodeStreamEvent(frame)
        const sequence = Number(frame.id)
        const at = frame.at ?? ports.now()
        const data = event?.data ?? frame.data
        const polled = frame.polled && { polled: frame.polled }
        sink.add({ sequence, at, name: frame.event, data, ...polled }, event)
      }
    }
    connection.throwIfSilent()
  } finally {
    connection.close()
    reader?.cancel().catch(() => {})
  }
  return isWhole
}

/** A connection that is given up once it is silent. Hearing something costs it next to nothing. */
const watched = (ports: ReaderPorts, signal: AbortSignal) => {
  const over = new AbortController()
  const dead = new AbortController()
  let heardAt = ports.now()
  const silent = new Promise<never>((_, reject) => {
    void ports
      .untilSilent(over.signal, () => heardAt)
      .then(() => {
        const failure = new TypeError('nothing came on the connection')
        dead.abort(failure)
        reject(failure)
      })
  })
  // Once it is open nobody waits for this any more.
  silent.catch(() => {})
  return {
    signal: AbortSignal.any([signal, dead.signal]),
    /** Rejects when it is given up. */
    silent,
    onSilent: (work: () => void) => dead.signal.addEventListener('abort', work),
    heard: () => void (heardAt = ports.now()),
    throwIfSilent: () => dead.signal.throwIfAborted(),
    close: () => over.abort(),
  }
}

/** Whether nothing more will come. Asks for the run where its log does not tell. */
const settle = async (
  ports: ReaderPorts,
  sink: ReaderSink,
  { sequence, signal }: { sequence: number; signal: AbortSignal },
) => {
  if (!isOver(sink.live()) && !isWaiting(sink.live())) {
    const run = await ports.getRun(signal)
    // Where it ended but its last events are still to come, one more reading brings them.
    if (isActive(run.status) || sink.live().sequence > sequence) return false
    // A run from before there was a log has no events at all.
    sink.setRun(run)
  }
  sink.setConnection(isOver(sink.live()) ? 'ended' : 'waiting')
  return true
}
