import { coalesce, lengthOf } from './coalesce.ts'
import { type Pace, everyTurn } from './pace.ts'
import type { LogEntry } from './pieces.ts'

/** How much may wait for a slow store: entries added, long texts counting for several. */
const MAX_WAITING = 2048
/** How much text counts for one entry more, in characters. */
const LONG_TEXT = 256

/**
 * Writes a run's log while its model streams. What arrives before the pace allows, or while the last
 * commit is under way, goes into one commit, deltas joined: the model never waits for the store unless
 * it is far ahead, and a token waits for one commit at most.
 */
export class LogWriter {
  readonly #commit: (entry: LogEntry) => Promise<boolean>
  readonly #onLost: () => void
  readonly #pace: Pace
  #goOn = () => {}
  #waiting: LogEntry = { events: [] }
  #size = 0
  #flushing: Promise<void> | undefined
  #closed = false
  #failure: Error | undefined
  #lost = false

  /**
   * @param commit answers false when the run has been taken out of the writer's hands
   * @param onLost is called once nothing more will be written, for that reason or the store's failure
   */
  constructor(
    commit: (entry: LogEntry) => Promise<boolean>,
    onLost: () => void,
    pace: Pace = everyTurn,
  ) {
    this.#commit = commit
    this.#onLost = onLost
    this.#pace = pace
  }

  add({ events, steps = [], messages = [] }: LogEntry): void {
    for (const event of events) {
      const last = this.#waiting.events.at(-1)
      const joined = last && coalesce(last, event)
      if (joined) this.#waiting.events[this.#waiting.events.length - 1] = joined
      else this.#waiting.events.push(event)
      this.#size += Math.floor(lengthOf(event) / LONG_TEXT)
    }
    this.#waiting = {
      events: this.#waiting.events,
      steps: put(this.#waiting.steps, steps),
      messages: put(this.#waiting.messages, messages),
    }
    this.#size += 1
    this.#flushing ??= this.#flush()
  }

  /** Undefined, or when too much is waiting, a promise that settles once it is written. */
  room(): Promise<void> | undefined {
    return this.#size > MAX_WAITING ? this.#flushing : undefined
  }

  /**
   * Stops writing.
   * @returns what is not yet written
   * @throws what the store threw
   */
  async close(): Promise<LogEntry> {
    this.#closed = true
    this.#goOn()
    await this.#flushing
    if (this.#failure) throw this.#failure
    return this.#take()
  }

  async #flush(): Promise<void> {
    while (this.#size > 0 && !this.#lost) {
      await this.#turn()
      if (this.#closed) break
      try {
        this.#lost = !(await this.#commit(this.#take()))
      } catch (error) {
        this.#failure = error instanceof Error ? error : new Error(String(error))
        this.#lost = true
      }
    }
    this.#flushing = undefined
    if (this.#lost) this.#onLost()
  }

  /** The pace is for deltas: an end does not wait for it. */
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#goOn = resolve
      void this.#pace().then(resolve)
    })
  }

  #take(): LogEntry {
    const entry = this.#waiting
    this.#waiting = { events: [] }
    this.#size = 0
    return entry
  }
}

/** Items with newer states of the same ones in their place. */
const put = <T extends { id: string }>(items: T[] = [], newer: T[]): T[] =>
  newer.length === 0
    ? items
    : [...items.filter(({ id }) => !newer.some((item) => item.id === id)), ...newer]
