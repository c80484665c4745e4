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
  /** Resolves when a connection on which nothing comes is to be taken for dead. */
  untilSilent(signal: AbortSignal): Promise<void>
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
  const dead = new AbortController()
  const either = AbortSignal.any([signal, dead.signal])
  const opening = ports.open(sink.live().sequence, either)
  const reader = (await heard(ports, opening, dead)).getReader()
  onWord()
  sink.setConnection('live')
  let isWhole = false
  try {
    const next = () => heard(ports, reader.read(), dead)
    for (let read = await next(); !read.done; read = await next()) {
      onWord()
      for (const frame of decoder.decode(read.value)) {
        // Frames that are no rows of the log tell of the connection: its end, or a failure.
        if (frame.event === 'done') isWhole = true
        if (frame.event === 'done' || frame.id === undefined) continue
        const event = decodeStreamEvent(frame)
        const sequence = Number(frame.id)
        const at = frame.at ?? ports.now()
        sink.add({ sequence, at, name: frame.event, data: event?.data ?? frame.data }, event)
      }
    }
  } finally {
    reader.cancel().catch(() => {})
  }
  return isWhole
}

/** What a connection answers. @throws once it is silent; it is given up then. */
const heard = async <Answer>(
  ports: ReaderPorts,
  answer: Promise<Answer>,
  dead: AbortController,
): Promise<Answer> => {
  const answered = new AbortController()
  const silent = ports.untilSilent(answered.signal).then(() => {
    const failure = new TypeError('nothing came on the connection')
    dead.abort(failure)
    throw failure
  })
  try {
    return await Promise.race([answer, silent])
  } finally {
    answered.abort()
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
