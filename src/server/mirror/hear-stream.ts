import type { StreamEvent } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import { RUN_STATUSES, isAtRest } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { createEventDecoder, decodeStreamEvent } from '#contract/sse.ts'

import { MAX_EVENT_LENGTH } from '../gateway/event-blocks.ts'
import { LogWriter } from '../runs/log-writer.ts'
import type { LogEntry } from '../runs/pieces.ts'
import { hasPossibleTimes } from '../store/mirror.ts'
import type { MirrorParts } from './parts.ts'

type Parts = Pick<MirrorParts, 'log' | 'pace' | 'store'>

/** What is done about a stream that is heard. */
export interface Hearing {
  /** Sees to it that the thread is here, with all messages that the run began with. @throws where it cannot be had */
  ready(threadId: string): Promise<void>
  /** The stream tells of this run, from now on; it stands so when it is first told. */
  onRun(run: Run): void
  /** The run can be read here, or will have to be asked for. */
  onKept(run: Run): void
  /** Nothing more comes; `isWhole` when the run rests or is over, by its own events. */
  onEnd(run: Pick<Run, 'id' | 'thread_id'> | undefined, isWhole: boolean): void
}

/** The longest stream that is written down, in bytes: many times any run's. */
const MOST_BYTES = 64 * 1024 * 1024
/** Events that wait until their thread is here, at most: past that the run is asked for when its stream is over. */
const MOST_WAITING = 20_000

/**
 * Writes a stream that passes into the log of its run: every event once, in their order, deltas that come
 * together joined.
 */
export class HeardStream {
  readonly #parts: Parts
  readonly #hearing: Hearing
  readonly #decoder = createEventDecoder(MAX_EVENT_LENGTH)
  #run: Run | undefined
  #writer: LogWriter | undefined
  #waiting: StreamEvent[] = []
  #begun: Promise<void> | undefined
  #isLost = false
  #bytes = 0

  constructor(parts: Parts, hearing: Hearing) {
    this.#parts = parts
    this.#hearing = hearing
  }

  /** Whether nothing more is written: the run is asked for when the stream is over. */
  isLost(): boolean {
    return this.#isLost
  }

  /** @returns what to wait for before more is read, where the store is far behind */
  take(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#isLost) return undefined
    this.#bytes += bytes.byteLength
    if (this.#bytes > MOST_BYTES) this.#lose(new Error('the stream has no end'))
    try {
      for (const frame of this.#decoder.decode(bytes)) {
        const event = decodeStreamEvent(frame)
        if (event && event.event !== 'done' && event.event !== 'error') this.#takeEvent(event)
      }
    } catch (error) {
      this.#lose(error)
    }
    return this.#writer?.room()
  }

  /** The stream has ended, or broken off. */
  async end(): Promise<void> {
    await this.#begun
    let isWhole = !this.#isLost && this.#run !== undefined && isAtRest(this.#run.status)
    try {
      const rest = await this.#writer?.close()
      if (rest && this.#run) await this.#commit(rest)
    } catch (error) {
      this.#lose(error)
      isWhole = false
    }
    this.#hearing.onEnd(this.#run, isWhole)
  }

  #takeEvent(event: StreamEvent): void {
    const run = runIn(event)
    // A stream goes on with the run with which it began.
    if (run && (this.#run?.id ?? run.id) === run.id) {
      const isFirst = this.#run === undefined
      this.#run = run
      if (isFirst) {
        this.#hearing.onRun(run)
        this.#begun = this.#begin(run)
      }
    }
    if (this.#run && !isOf(this.#run, event)) return
    if (this.#writer) return this.#writer.add(entryOf(event))
    if (this.#waiting.length >= MOST_WAITING)
      return this.#lose(new Error('its thread did not come'))
    this.#waiting.push(event)
  }

  async #begin(run: Run): Promise<void> {
    const { store, pace } = this.#parts
    try {
      const thread = this.#waiting.find(({ event }) => event === 'thread.created')
      if (thread?.event === 'thread.created') await store.putMirrored({ threads: [thread.data] })
      await this.#hearing.ready(run.thread_id)
      // As it was when it was made; its events bring it on.
      if (!(await store.getRun(run.thread_id, run.id))) await store.putMirrored({ runs: [run] })
      this.#writer = new LogWriter(
        (entry) => this.#commit(entry),
        () => (this.#isLost = true),
        pace,
      )
      for (const event of this.#waiting) if (isOf(run, event)) this.#writer.add(entryOf(event))
    } catch (error) {
      this.#lose(error)
    }
    this.#waiting = []
    this.#hearing.onKept(run)
  }

  async #commit({ events, steps, messages }: LogEntry): Promise<boolean> {
    const { store } = this.#parts
    if (!this.#run) return false
    const last = events.findLast((event) => runIn(event) !== undefined)
    const told = last && runIn(last)
    const { id, thread_id } = this.#run
    const commit = await store.commitRun(thread_id, id, {
      from: RUN_STATUSES,
      ...(told && { run: told }),
      ...(steps && { steps }),
      ...(messages && { messages }),
      events: () => events,
    })
    return commit !== undefined
  }

  /** What is not written is asked for afterwards. */
  #lose(error: unknown): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#waiting = []
    this.#parts.log.warn({ err: error, run: this.#run?.id }, 'a stream could not be written down')
  }
}

/** The casts: an event's name says what its data is. */
const runIn = ({ event, data }: StreamEvent): Run | undefined =>
  event.startsWith('thread.run.') && !event.startsWith('thread.run.step.')
    ? (data as Run)
    : undefined

/** Whether an event is one of a run's own, with times that can be: no stream tells of another thread. */
const isOf = (run: Run, { event, data }: StreamEvent): boolean => {
  if (event === 'thread.created' || event.endsWith('.delta')) return true
  // The cast: all other events tell of a run, a step or a message.
  const told = data as Run | RunStep | Message
  const runId = told.object === 'thread.run' ? told.id : told.run_id
  return told.thread_id === run.thread_id && runId === run.id && hasPossibleTimes(told)
}

const entryOf = (event: StreamEvent): LogEntry => {
  if (event.event.startsWith('thread.run.step.') && !event.event.endsWith('.delta'))
    return { events: [event], steps: [event.data as RunStep] }
  if (event.event.startsWith('thread.message.') && !event.event.endsWith('.delta'))
    return { events: [event], messages: [event.data as Message] }
  return { events: [event] }
}
