import type { Run } from '#contract/run.ts'

interface Live {
  run: Run
  controller: AbortController
  done: Promise<void>
}

/** Hands out turns to runs, so many at a time, in the order in which they came. */
export class Turns {
  readonly #limit: number
  readonly #work: (run: Run, signal: AbortSignal) => Promise<void>
  readonly #waiting = new Map<string, Run>()
  readonly #live = new Map<string, Live>()
  #stopped = false

  /** @param work never rejects */
  constructor(limit: number, work: (run: Run, signal: AbortSignal) => Promise<void>) {
    this.#limit = Math.max(1, limit)
    this.#work = work
  }

  add(run: Run): void {
    if (this.#stopped) return
    this.#waiting.set(run.id, run)
    this.#next()
  }

  /**
   * Takes a run out of the queue, or aborts the turn it has; whoever works on it then settles it.
   * @returns the end of the turn that was aborted, if it had one
   */
  take(runId: string, reason: unknown): Promise<void> | undefined {
    this.#waiting.delete(runId)
    const live = this.#live.get(runId)
    live?.controller.abort(reason)
    return live?.done
  }

  takeThread(threadId: string, reason: unknown): void {
    for (const run of this.#waiting.values()) {
      if (run.thread_id === threadId) this.#waiting.delete(run.id)
    }
    for (const { run, controller } of this.#live.values()) {
      if (run.thread_id === threadId) controller.abort(reason)
    }
  }

  /** Aborts every turn and hands out no more. Settles when the last has ended. */
  async stop(reason: unknown): Promise<void> {
    this.#stopped = true
    this.#waiting.clear()
    for (const { controller } of this.#live.values()) controller.abort(reason)
    await Promise.all([...this.#live.values()].map(({ done }) => done))
  }

  #next(): void {
    while (this.#live.size < this.#limit) {
      const [run] = this.#waiting.values()
      if (!run) return
      this.#waiting.delete(run.id)
      this.#begin(run)
    }
  }

  #begin(run: Run): void {
    const controller = new AbortController()
    const done = this.#work(run, controller.signal).finally(() => {
      // A client that is quick with its outputs has begun the run's next turn by now.
      if (this.#live.get(run.id)?.controller === controller) this.#live.delete(run.id)
      this.#next()
    })
    this.#live.set(run.id, { run, controller, done })
  }
}
