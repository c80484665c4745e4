import { type RunEvent, runIn } from '#contract/event.ts'
import { isActive, isAtRest } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import { toSeconds } from '../clock.ts'
import type { Clock } from '../clock.ts'
import { stopping } from '../refusals/runs.ts'
import type { Store, StoreChange } from '../store/store.ts'

/** Events kept for a follower that is slower than its run; past that it reads the log again. */
const MAX_BUFFERED = 256
/** How many events of the log are read at once: what a reader that is behind costs. */
const PAGE = 16

/** Who follows which run. One for the engine; it listens to the store once for all. */
export class Followers {
  readonly #store: Store
  readonly #clock: Clock
  readonly #byRun = new Map<string, Set<Follower>>()
  readonly #stopListening: () => void
  #closed = false

  constructor({ store, clock }: { store: Store; clock: Clock }) {
    this.#store = store
    this.#clock = clock
    this.#stopListening = store.onChange((change) => this.#onChange(change))
  }

  /** Ends every follower, telling those whose run is not over that it is not. */
  close(): void {
    this.#closed = true
    this.#stopListening()
    for (const followers of this.#byRun.values()) {
      for (const follower of followers) follower.end(stopping())
    }
  }

  /** The run cannot go on writing its log: its followers are told instead of waiting in vain. */
  fail(runId: string, error: Error): void {
    for (const follower of this.#byRun.get(runId) ?? []) follower.end(error)
  }

  /**
   * Events above `after` in the batches in which they are there, none twice and none missing: from the
   * log first, then as they are written. While they are, nothing is read for a follower, and those that
   * keep pace are handed the very same batches. The end of a run that is deleted meanwhile, which no log
   * holds, is told as of one that was cancelled.
   */
  async *follow(
    threadId: string,
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent[]> {
    let told: Run | undefined
    let last = after
    for await (const batch of this.#events(threadId, runId, after, signal)) {
      for (const event of batch) told = runIn(event) ?? told
      last = batch.at(-1)?.sequence_number ?? last
      yield batch
    }
    if (signal.aborted || !told || !isActive(told.status)) return
    if (await this.#store.getRun(threadId, runId)) return
    yield [cancelled(told, last + 1, this.#clock.now())]
  }

  async *#events(
    threadId: string,
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent[]> {
    const follower = this.#attach(threadId, runId)
    const onAbort = () => follower.end()
    signal.addEventListener('abort', onAbort, { once: true })
    if (this.#closed) follower.end(stopping())
    if (signal.aborted) follower.end()
    let last = after
    try {
      for (;;) {
        follower.restart()
        for (let more = true; more;) {
          const page = await this.#store.listRunEvents(runId, last, PAGE)
          more = page.has_more
          last = page.data.at(-1)?.sequence_number ?? last
          if (page.data.length > 0) yield page.data
        }
        if (await this.#isOver(follower, last)) return
        while (!follower.isBehind) {
          const events = follower.take(last)
          if (events) {
            last = events.at(-1)?.sequence_number ?? last
            yield events
          } else if (follower.error) throw follower.error
          else if (follower.ended) return
          else await follower.news()
          if (follower.mayBeOver && (await this.#isOver(follower, last))) return
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#detach(follower)
    }
  }

  /** Whether nothing more can come without a client's doing. The run is read first, its log after it. */
  async #isOver(follower: Follower, last: number): Promise<boolean> {
    follower.mayBeOver = false
    const { threadId, runId } = follower
    const run = await this.#store.getRun(threadId, runId)
    if (run && !isAtRest(run.status)) return false
    const { data } = await this.#store.listRunEvents(runId, last, 1)
    if (data.length > 0) follower.isBehind = true
    return data.length === 0
  }

  #attach(threadId: string, runId: string): Follower {
    const follower = new Follower(threadId, runId)
    const followers = this.#byRun.get(runId) ?? new Set()
    this.#byRun.set(runId, followers.add(follower))
    return follower
  }

  #detach(follower: Follower): void {
    const followers = this.#byRun.get(follower.runId)
    followers?.delete(follower)
    if (followers?.size === 0) this.#byRun.delete(follower.runId)
  }

  #onChange(change: StoreChange): void {
    if (change.type === 'run.events') {
      for (const follower of this.#byRun.get(change.run_id) ?? []) follower.push(change.events)
    }
    if (change.type === 'run.modified') {
      if (!isAtRest(change.status)) return
      for (const follower of this.#byRun.get(change.run_id) ?? []) follower.check()
    }
    if (change.type === 'thread.deleted') {
      for (const followers of this.#byRun.values()) {
        for (const follower of followers)
          if (follower.threadId === change.thread_id) follower.check()
      }
    }
  }
}

const cancelled = (run: Run, sequence: number, now: number): RunEvent => ({
  object: 'thread.run.event',
  sequence_number: sequence,
  created_at_ms: now,
  event: 'thread.run.cancelled',
  data: {
    ...run,
    status: 'cancelled',
    cancelled_at: toSeconds(now),
    expires_at: null,
    required_action: null,
  },
})

/** One reader's place between the log and what is being written. */
class Follower {
  readonly threadId: string
  readonly runId: string
  isBehind = false
  /** Something happened after which the run may be at its end. */
  mayBeOver = false
  ended = false
  error: Error | undefined
  #batches: RunEvent[][] = []
  #held = 0
  #wake: (() => void) | undefined

  constructor(threadId: string, runId: string) {
    this.threadId = threadId
    this.runId = runId
  }

  /** From here on, what is pushed follows what the log holds now. */
  restart(): void {
    this.#drop()
    this.isBehind = false
  }

  push(events: RunEvent[]): void {
    if (this.#held + events.length > MAX_BUFFERED) this.#fallBehind()
    else if (!this.isBehind) {
      this.#batches.push(events)
      this.#held += events.length
    }
    this.#wake?.()
  }

  /** What follows the event `last`, if that is here; where some is missing, the follower is behind. */
  take(last: number): RunEvent[] | undefined {
    const [first, ...more] = this.#batches
    if (!first) return undefined
    this.#drop()
    const events = more.length > 0 ? [first, ...more].flat() : first
    const from = events[0]?.sequence_number ?? 0
    if (from === last + 1) return events
    if (from > last + 1) this.#fallBehind()
    const fresh = from > last ? [] : events.slice(last + 1 - from)
    return fresh.length > 0 ? fresh : undefined
  }

  #drop(): void {
    this.#batches = []
    this.#held = 0
  }

  #fallBehind(): void {
    this.#drop()
    this.isBehind = true
  }

  check(): void {
    this.mayBeOver = true
    this.#wake?.()
  }

  end(error?: Error): void {
    this.ended = true
    this.error = error
    this.#wake?.()
  }

  async news(): Promise<void> {
    if (this.#held > 0 || this.ended || this.isBehind || this.mayBeOver) return
    await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#wake = undefined
  }
}
