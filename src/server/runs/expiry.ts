import { isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import type { EngineParts } from './parts.ts'

/**
 * Seconds from its creation after which a run that has not ended expires, waiting for outputs or not.
 */
export const RUN_LIFETIME = 600

/** Calls back for each run that is still active when its time is over. */
export class Expiry {
  readonly #parts: Pick<EngineParts, 'clock' | 'timers'>
  readonly #expire: (run: Run) => void
  readonly #byRun = new Map<string, () => void>()

  constructor(parts: Pick<EngineParts, 'clock' | 'timers'>, expire: (run: Run) => void) {
    this.#parts = parts
    this.#expire = expire
  }

  isOver(run: Run): boolean {
    return isActive(run.status) && run.expires_at !== null && run.expires_at * 1000 <= this.#now
  }

  watch(run: Run): void {
    this.forget(run.id)
    if (run.expires_at === null) return
    const stop = this.#parts.timers.after(run.expires_at * 1000 - this.#now, () => {
      this.#byRun.delete(run.id)
      // A clock may have been set back, and a long wait is cut to what timers can do.
      if (this.isOver(run)) this.#expire(run)
      else this.watch(run)
    })
    this.#byRun.set(run.id, stop)
  }

  forget(runId: string): void {
    this.#byRun.get(runId)?.()
    this.#byRun.delete(runId)
  }

  clear(): void {
    for (const stop of this.#byRun.values()) stop()
    this.#byRun.clear()
  }

  get #now(): number {
    return this.#parts.clock.now()
  }
}
