import { type StreamEvent, runIn } from '#contract/event.ts'
import type { Message } from '#contract/message.ts'
import { RUN_STATUSES, isActive, isAtRest } from '#contract/run-status.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { createEventDecoder, decodeStreamEvent } from '#contract/sse.ts'
import type { Thread } from '#contract/thread.ts'

import { MAX_EVENT_LENGTH } from '../gateway/event-blocks.ts'
import { saidIn } from '../models/said.ts'
import { LogWriter } from '../runs/log-writer.ts'
import type { LogEntry } from '../runs/pieces.ts'
import { isKept } from '../store/mirrorable.ts'
import type { Asked } from './asked.ts'
import { withWholeTimes } from './keepable.ts'
import type { MirrorParts } from './parts.ts'

type Parts = Pick<MirrorParts, 'log' | 'pace' | 'store' | 'timers'>

/** What is done about a stream that is heard. */
export interface Hearing {
  /**
   * Sees to it that the thread is here, with all messages that the run began with.
   * @param made the thread, where the stream tells that it was made with the run
   * @throws where it cannot be had
   */
  ready(run: Run, made: Thread | undefined): Promise<void>
  /**
   * The stream tells of this run, from now on; it stands so when it is first told.
   * @returns whether it is heard: no other stream of the run is
   */
  onRun(run: Run): boolean
  /** The run can be read here, or will have to be asked for. */
  onKept(run: Run): void
  /** Nothing was told of a run that is not over for a while: whether it is can be asked. */
  onSilent(run: Run): void
  /** Nothing more comes; `isWhole` when the run rests or is over, by its own events. */
  onEnd(run: Run | undefined, isWhole: boolean): void
}

/** The longest stream that is written down, in bytes: many times any run's. */
const MOST_BYTES = 64 * 1024 * 1024
/** How long a stream may tell nothing before its run is asked for, in milliseconds; what keeps a connection open tells nothing. */
const SILENT_MS = 30_000
/** How long the end of a run that is over by another answer may be on its way, in milliseconds. */
const END_MS = 5000
/** Events that wait until their thread is here, at most: past that the run is asked for when its stream is over. */
const MOST_WAITING = 20_000

/**
 * Writes a stream that passes into the log of its run: every event once, in their order, deltas that come
 * together joined.
 */
export class HeardStream {
  readonly #parts: Parts
  readonly #hearing: Hearing
  readonly #asked: Asked
  readonly #decoder = createEventDecoder(MAX_EVENT_LENGTH)
  #run: Run | undefined
  #writer: LogWriter | undefined
  #waiting: StreamEvent[] = []
  #begun: Promise<void> | undefined
  readonly #losing = new AbortController()
  #ending: Promise<void> | undefined
  #bytes = 0
  /** The messages and steps of which the stream told: of others it has no pieces. */
  readonly #named = new Set<string>()
  /** The messages of whose end it did not tell. */
  readonly #open = new Set<string>()
  /** How many events were told. */
  #events = 0
  /** Whether the run is over, or the stream said that it is: what comes after that tells nothing. */
  #isOver = false
  #stopWatching = () => {}
  /** What the stream says of its failure. */
  #said: string | undefined

  /** @param asked by what request the stream was asked for: it tells of that thread, and that run */
  constructor(parts: Parts, hearing: Hearing, asked: Asked) {
    this.#parts = parts
    this.#hearing = hearing
    this.#asked = asked
  }

  /** Aborts once nothing more is written: the run is asked for. */
  get lost(): AbortSignal {
    return this.#losing.signal
  }

  /** The words of the stream's own error, where it ended in one. */
  get said(): string | undefined {
    return this.#said
  }

  /** @returns what to wait for before more is read, where the store is far behind */
  take(bytes: Uint8Array): Promise<void> | undefined {
    if (this.lost.aborted) return undefined
    this.#bytes += bytes.byteLength
    if (this.#bytes > MOST_BYTES) this.#lose(new Error('the stream has no end'))
    try {
      for (const frame of this.#decoder.decode(bytes)) {
        if (frame.event === 'error') this.#said ??= saidIn(frame.data)?.message
        const event = decodeStreamEvent(frame, withWholeTimes)
        if (event?.event === 'done') this.#isOver = true
        else if (event && event.event !== 'error' && !this.#isOver) this.#takeEvent(event)
      }
    } catch (error) {
      this.#lose(error)
    }
    return this.#writer?.room()
  }

  /** The run is over by another answer: its end is here soon, or will not be told here. */
  expectEnd(): void {
    this.#stopWatching()
    this.#stopWatching = this.#parts.timers.after(END_MS, () => this.giveUp())
  }

  /** The stream is heard no more, whatever comes of it: its run is over, and it does not say so. */
  giveUp(): void {
    this.#lose(new Error('the stream tells no end of its run'))
    void this.end()
  }

  /** The stream has ended, or broken off. */
  end(): Promise<void> {
    this.#stopWatching()
    return (this.#ending ??= this.#end())
  }

  async #end(): Promise<void> {
    await this.#begun
    let isWhole =
      !this.lost.aborted &&
      this.#open.size === 0 &&
      this.#run !== undefined &&
      isAtRest(this.#run.status)
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
    if (this.lost.aborted) return
    const run = runIn(event)
    // That it goes on is no news.
    if (!run || run.status !== this.#run?.status) this.#events += 1
    if (run && !this.#run) {
      if (!isOfAsked(this.#asked, run)) throw new Error('the stream tells of another run')
      // Another stream of it is heard, and written down.
      if (!this.#hearing.onRun(run)) return this.#leave()
      this.#run = run
      this.#watch()
      this.#begun = this.#begin(run)
    } else if (run && this.#run && isOf(this.#run, event)) this.#run = run
    // A stream goes on with the run with which it began.
    if (this.#run && !this.#isOwn(this.#run, event)) return
    this.#isOver = this.#run !== undefined && !isActive(this.#run.status)
    if (this.#writer) return this.#writer.add(entryOf(event))
    if (this.#waiting.length >= MOST_WAITING)
      return this.#lose(new Error('its thread did not come'))
    this.#waiting.push(event)
  }

  async #begin(run: Run): Promise<void> {
    const { store } = this.#parts
    try {
      const made = this.#waiting.find((event) => isOf(run, event))
      await this.#hearing.ready(run, made?.event === 'thread.created' ? made.data : undefined)
      const isBeginning = this.#waiting.some(({ event }) => event === 'thread.run.created')
      const { data: logged } = await store.listRunEvents(run.id, 0, 1)
      // A client that asks once more, by the same key, is told what is written down already.
      if (isBeginning && logged.length > 0) this.#leave()
      // As it was when it was made; its events bring it on.
      if (!(await store.getRun(run.thread_id, run.id))) await store.putMirrored({ runs: [run] })
      if (!this.lost.aborted) this.#write(run)
    } catch (error) {
      this.#lose(error)
    }
    this.#waiting = []
    this.#hearing.onKept(run)
  }

  #write(run: Run): void {
    const writer = new LogWriter(
      (entry) => this.#commit(entry),
      () => this.#losing.abort(),
      this.#parts.pace,
    )
    this.#writer = writer
    for (const event of this.#waiting) if (this.#isOwn(run, event)) writer.add(entryOf(event))
  }

  #isOwn(run: Run, event: StreamEvent): boolean {
    const { id } = event.data as { id: string } // all events of a run tell of an object
    if (event.event.endsWith('.delta')) return this.#named.has(id)
    if (!isOf(run, event)) return false
    this.#named.add(id)
    const entry = entryOf(event)
    for (const message of entry.messages ?? [])
      if (message.status === 'in_progress') this.#open.add(message.id)
      else this.#open.delete(message.id)
    return true
  }

  async #commit({ events, steps, messages }: LogEntry): Promise<boolean> {
    const { store } = this.#parts
    if (!this.#run) return false
    for (const { thread_id, id, status } of messages ?? []) {
      const known = await store.getMessage(thread_id, id)
      if (known && known.run_id !== this.#run.id)
        throw new Error('the stream tells of a message of another run')
      if (known && known.status !== 'in_progress' && status === 'in_progress')
        throw new Error('the stream takes back a message')
    }
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

  /** Looks from time to time whether anything was told meanwhile. */
  #watch(): void {
    const before = this.#events
    this.#stopWatching = this.#parts.timers.after(SILENT_MS, () => {
      if (this.lost.aborted || !this.#run) return
      this.#watch()
      if (this.#events === before) this.#hearing.onSilent(this.#run)
    })
  }

  /** What is not written is asked for afterwards. */
  #lose(error: unknown): void {
    if (this.lost.aborted) return
    this.#leave()
    this.#parts.log.warn({ err: error, run: this.#run?.id }, 'a stream could not be written down')
  }

  /** Writes no more: what it tells is here, or on its way. */
  #leave(): void {
    this.#losing.abort()
    this.#waiting = []
  }
}

/** Whether a run is the one that was asked for, in the thread that was: a thread that is made with it has no id yet. */
const isOfAsked = ({ params }: Asked, { id, thread_id }: Run): boolean =>
  (params['thread_id'] ?? thread_id) === thread_id && (params['run_id'] ?? id) === id

/** Whether an event that is no delta is one of a run's own, with times that can be: no stream tells of another thread. */
const isOf = (run: Run, { event, data }: StreamEvent): boolean => {
  // The cast: all others tell of a run, a step or a message.
  if (event === 'thread.created') return data.id === run.thread_id
  const told = data as Run | RunStep | Message
  const runId = told.object === 'thread.run' ? told.id : told.run_id
  return told.thread_id === run.thread_id && runId === run.id && isKept(told)
}

const entryOf = (event: StreamEvent): LogEntry => {
  if (event.event.startsWith('thread.run.step.') && !event.event.endsWith('.delta'))
    return { events: [event], steps: [event.data as RunStep] }
  if (event.event.startsWith('thread.message.') && !event.event.endsWith('.delta'))
    return { events: [event], messages: [event.data as Message] }
  return { events: [event] }
}
