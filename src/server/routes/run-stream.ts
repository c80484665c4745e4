import type { RunEvent } from '#contract/event.ts'
import { HEARTBEAT, HEARTBEAT_MS } from '#contract/heartbeat.ts'
import type { Run } from '#contract/run.ts'
import { DONE, encodeEvent } from '#contract/sse.ts'

import { toApiError } from '../refusals/failures.ts'
import type { StartedRun } from '../runs/engine.ts'
import type { Services } from '../services.ts'
import { framesOf } from './event-frames.ts'

/** How a stream of server-sent events is answered. */
export const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}

/** The run, or its events where the request asks for them. */
export const answerRun = (
  { services, query, body }: { services: Services; query: unknown; body: unknown },
  { run, after }: StartedRun,
): Run | Response => {
  const { stream } = body as { stream?: boolean | null } // of every operation that streams
  if (!stream) return run
  const { include } = query as { include?: unknown } // of those that can be asked for passages
  return streamRun(services, {
    threadId: run.thread_id,
    runId: run.id,
    after,
    once: true,
    content: include !== undefined,
  })
}

interface Place {
  threadId: string
  runId: string
  /** The sequence number above which events are sent. */
  after: number
  /** Ends at the first event after which the run waits or is over, whatever else the log holds. */
  once: boolean
  /** Whether to tell what the passages say that a file search found. */
  content?: boolean | undefined
}

/**
 * A run's events as server-sent events, closed by `done`; those of the whole log have their numbers as `id:`. The
 * reader sets the pace; its going away stops nothing but the stream.
 */
export const streamRun = (services: Services, place: Place): Response => {
  const { threadId, runId, after, once, content = false } = place
  const gone = new AbortController()
  let batches: AsyncIterator<RunEvent[]>
  let left: readonly RunEvent[] = []
  let stopBeating = () => {}
  const stop = () => {
    stopBeating()
    gone.abort()
    // One that rests between two batches hears no signal, and would stay listed as a follower.
    void batches.return?.()
  }

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      batches = services.runs.follow(threadId, runId, after, gone.signal)[Symbol.asyncIterator]()
      const beat = () => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(HEARTBEAT_FRAME)
      }
      const keepBeating = () => {
        stopBeating = services.timers.after(HEARTBEAT_MS, () => {
          beat()
          keepBeating()
        })
      }
      keepBeating()
      // Headers travel with the first bytes, and the next event may be a long time away.
      if (!once) beat()
    },
    async pull(controller) {
      const { bytes, ended, ...told } = await next(batches, left, { once, content }, services)
      left = told.left
      if (gone.signal.aborted) return
      controller.enqueue(bytes)
      if (!ended) return
      stop()
      controller.close()
    },
    cancel: stop,
  })
  return new Response(body, { headers: EVENT_STREAM })
}

const encode = (text: string) => new TextEncoder().encode(text)
const HEARTBEAT_FRAME = encode(HEARTBEAT)
const DONE_FRAME = encode(encodeEvent({ event: 'done', data: DONE }))

const next = async (
  batches: AsyncIterator<RunEvent[]>,
  left: readonly RunEvent[],
  how: { once: boolean; content: boolean },
  { log }: Services,
): Promise<{ bytes: Uint8Array; left: readonly RunEvent[]; ended: boolean }> => {
  try {
    const { done, value } = left.length > 0 ? { value: left } : await batches.next()
    if (done) return { bytes: DONE_FRAME, left: [], ended: true }
    const { bytes, isPause, ...told } = framesOf(value, how)
    const all = isPause ? Buffer.concat([bytes, DONE_FRAME]) : bytes
    return { bytes: all, left: told.left, ended: isPause }
  } catch (error) {
    const { body, status } = toApiError(error)
    if (status === 500) log.error({ err: error }, 'a stream broke off')
    // The published form has the fields at the top, every SDK reads them under `error`: both are sent.
    const text = encodeEvent({ event: 'error', data: { error: body, ...body } })
    return { bytes: encode(text), left: [], ended: true }
  }
}
