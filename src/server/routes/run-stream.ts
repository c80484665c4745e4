import type { RunEvent } from '#contract/event.ts'
import { isActive } from '#contract/run-status.ts'
import type { RunStatus } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import { DONE, HEARTBEAT, encodeEvent } from '#contract/sse.ts'

import { toApiError } from '../http/refusal.ts'
import type { Services } from '../services.ts'
import { inWords } from './run-refusal.ts'
import { toldStep } from './told-step.ts'

/** Milliseconds between heartbeats: below the idle limits of the proxies in between. */
const HEARTBEAT_MS = 15_000

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
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
 * A run's events as server-sent events, each with its sequence number as `id:`, closed by `done`. The
 * reader sets the pace; its going away stops nothing but the stream.
 */
export const streamRun = (services: Services, place: Place): Response => {
  const { threadId, runId, after, once, content = false } = place
  const gone = new AbortController()
  const encoder = new TextEncoder()
  let batches: AsyncIterator<RunEvent[]>
  let heartbeat: NodeJS.Timeout
  const stop = () => {
    clearInterval(heartbeat)
    gone.abort()
    // One that rests between two batches hears no signal, and would stay listed as a follower.
    void batches.return?.()
  }

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      batches = services.runs.follow(threadId, runId, after, gone.signal)[Symbol.asyncIterator]()
      const beat = () => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(HEARTBEAT))
      }
      heartbeat = setInterval(beat, HEARTBEAT_MS).unref()
      // Headers travel with the first bytes, and the next event may be a long time away.
      if (!once) beat()
    },
    async pull(controller) {
      const { text, ended } = await next(batches, { once, content }, services)
      if (gone.signal.aborted) return
      controller.enqueue(encoder.encode(text))
      if (!ended) return
      stop()
      controller.close()
    },
    cancel: stop,
  })
  return new Response(body, { headers: HEADERS })
}

const DONE_FRAME = encodeEvent({ event: 'done', data: DONE })

const next = async (
  batches: AsyncIterator<RunEvent[]>,
  { once, content }: { once: boolean; content: boolean },
  { log }: Services,
): Promise<{ text: string; ended: boolean }> => {
  try {
    const { done, value } = await batches.next()
    if (done) return { text: DONE_FRAME, ended: true }
    const end = once ? value.findIndex(isPause) : -1
    const events = end < 0 ? value : value.slice(0, end + 1)
    const text = events.map((event) => encode(toldEvent(event, content))).join('')
    return end < 0 ? { text, ended: false } : { text: text + DONE_FRAME, ended: true }
  } catch (error) {
    const { body, status } = toApiError(inWords(error))
    if (status === 500) log.error({ err: error }, 'a stream broke off')
    // The published form has the fields at the top, every SDK reads them under `error`: both are sent.
    return { text: encodeEvent({ event: 'error', data: { error: body, ...body } }), ended: true }
  }
}

const encode = ({ sequence_number, created_at_ms, event, data }: RunEvent): string =>
  encodeEvent({ id: sequence_number, at: created_at_ms, event, data })

/** An event as clients are told, with the passages that a file search found or without them. */
export const toldEvent = (event: RunEvent, withContent: boolean): RunEvent => {
  const isStep = event.event.startsWith('thread.run.step.') && !event.event.endsWith('.delta')
  // The cast: an event's name tells its data's type.
  return isStep ? { ...event, data: toldStep(event.data as RunStep, withContent) } : event
}

/** Whether nothing follows this event without a client's doing. */
const isPause = ({ event }: RunEvent): boolean => {
  const [, state] = /^thread\.run\.(\w+)$/.exec(event) ?? []
  if (state === undefined || state === 'created') return false
  return state === 'requires_action' || !isActive(state as RunStatus) // the events of runs are its states
}
