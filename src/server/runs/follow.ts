import type { RunEvent } from '#contract/event.ts'
import { isActive } from '#contract/run-status.ts'

import type { Store, StoreChange } from '../store/store.ts'
import { RunRefusal } from './refusal.ts'

/** Events kept for a follower that is slower than its run; past that it reads the log again. */
const MAX_BUFFERED = 256
const PAGE = 200

/** Who follows which run. One for the engine; it listens to the store once for all. */
export class Followers {
  readonly #store: Store
  readonly #byRun = new Map<string, Set<Follower>>()
  readonly #stopListening: () => void
  #closed = false

  constructor(store: Store) {
    this.#store = store
    this.#stopListening = store.onChange((change) => this.#onChange(change))
  }

  /** Ends every follower, telling those whose run is not over that it is not. */
  close(): void {
    this.#closed = true
    this.#stopListening()
    for (const followers of this.#byRun.values()) {
      for (const follower of followers) follower.end(new RunRefusal({ type: 'stopping' }))
    }
  }

  /** The run cannot go on writing its log: its followers are told instead of waiting in vain. */
  fail(runId: string, error: Error): void {
    for (const follower of this.#byRun.get(runId) ?? []) follower.end(error)
  }

  /**
   * Events above `after` in the batches in which they are there, none twice and none missing: from the
   * log first, then as they are written.
   */
  async *follow(
    threadId: string,
    runId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent[]> {
    const follower = this.#attach(threadId, runId)
    const onAbort = () => follower.end()
    signal.addEventListener('abort', onAbort, { once: true })
    if (this.#closed) follower.end(new RunRefusal({ type: 'stopping' }))
    if (signal.aborted) follower.end()
    try {
      let last = after
      for await (const batch of this.#batches(follower, after)) {
        const fresh = batch.filter(({ sequence_number }) => sequence_number > last)
        last = fresh.at(-1)?.sequence_number ?? last
        if (fresh.length > 0) yield fresh
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#detach(follower)
    }
  }

  async *#batches(follower: Follower, after: number): AsyncGenerator<RunEvent[]> {
    let last = after
    const seen = (events: RunEvent[]) => {
      last = Math.max(last, events.at(-1)?.sequence_number ?? last)
      return events
    }
    for (;;) {
      follower.restart()
      for await (const page of this.#readLog(follower, last)) yield seen(page)
      if (await this.#isOver(follower, last)) return
      while (!follower.isBehind) {
        const events = follower.take()
        if (events.length > 0) {
          if ((events[0]?.sequence_number ?? 0) > last + 1) break
          yield seen(events)
        } else if (follower.error) throw follower.error
        else if (follower.ended) return
        else await follower.news()
        if (follower.mayBeOver && (await this.#isOver(follower, last))) return
      }
    }
  }

  async *#readLog({ runId }: Follower, after: number): AsyncGenerator<RunEvent[]> {
    let last = after
    for (;;) {
      const page = await this.#store.listRunEvents(runId, last, PAGE)
      if (page.data.length > 0) yield page.data
      last = page.data.at(-1)?.sequence_number ?? last
      if (!page.has_more) return
    }
  }

  /** Whether nothing more can come without a client's doing. The run is read first, its log after it. */
  async #isOver(follower: Follower, last: number): Promise<boolean> {
    follower.mayBeOver = false
    const { threadId, runId } = follower
    const run = await this.#store.getRun(threadId, runId)
    if (run && isActive(run.status) && run.status !== 'requires_action') return false
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
    if (change.type === 'run.updated') {
      if (isActive(change.status) && change.status !== 'requires_action') return
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

/** One reader's place between the log and what is being written. */
class Follower {
  readonly threadId: string
  readonly runId: string
  isBehind = false
  /** Something happened after which the run may be at its end. */
  mayBeOver = false
  ended = false
  error: Error | undefined
  #events: RunEvent[] = []
  #wake: (() => void) | undefined

  constructor(threadId: string, runId: string) {
    this.threadId = threadId
    this.runId = runId
  }

  /** From here on, what is pushed follows what the log holds now. */
  restart(): void {
    this.#events = []
    this.isBehind = false
  }

  push(events: RunEvent[]): void {
    if (this.#events.length + events.length > MAX_BUFFERED) {
      this.#events = []
      this.isBehind = true
    } else if (!this.isBehind) this.#events.push(...events)
    this.#wake?.()
  }

  take(): RunEvent[] {
    const events = this.#events
    this.#events = []
    return events
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
    if (this.#events.length > 0 || this.ended || this.isBehind || this.mayBeOver) return
    await new Promise<void>((resolve) => (this.#wake = resolve))
    this.#wake = undefined
  }
}
