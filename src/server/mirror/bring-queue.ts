import { isActive } from '#contract/run-status.ts'
import type { Run } from '#contract/run.ts'

import { type MirrorState, type Urgency, URGENCY } from '../store/mirror.ts'
import { bringThread } from './bring-thread.ts'
import { LONG, LongLane } from './long-lane.ts'
import type { MirrorParts } from './parts.ts'
import type { RunPolls } from './poll-runs.ts'
import { BrokenOff, NotThere, Refused, Unreachable, pause } from './upstream-client.ts'

/** How many threads are brought at once. */
const WORKERS = 2
/** How often a thread is asked for whose answers break off. */
const MOST_FAILURES = 3
/** How many threads are put down as wanted in one write. */
const WANTED_AT_ONCE = 500
/** The waits after the other server gave no answer, or failed over a thread, in milliseconds. */
const FIRST_WAIT = 1000
const LONGEST_WAIT = 30_000
/** How many of those that wait are looked at to find one that is not being brought. */
const LOOKED_AT = 2 * WORKERS + 8

/** Brings threads one after the other, the most urgent first; what waits is kept on disk and outlives a crash. */
export class BringQueue {
  readonly #parts: MirrorParts
  readonly #polls: RunPolls
  readonly #isHeard: (run: Run) => boolean
  readonly #underWay = new Map<string, Promise<void>>()
  /** How often the bringing of a thread failed though its server is there. */
  readonly #failures = new Map<string, number>()
  /** Those of which all messages are to be looked at. */
  readonly #whole = new Set<string>()
  /** Those of which something cannot be kept: whether that is so still, all of it tells. */
  readonly #partial = new Set<string>()
  /** Those that failed just now: others come first. */
  readonly #resting = new Set<string>()
  readonly #idle = new Set<() => void>()
  readonly #lane = new LongLane()
  /** What lets the worker of each that is under way go on with others. */
  readonly #leaving = new Map<string, () => void>()
  #working: Promise<unknown> = Promise.resolve()
  /** How often in turn the other server did not answer. */
  #noAnswers = 0

  constructor(parts: MirrorParts, polls: RunPolls, isHeard: (run: Run) => boolean) {
    this.#parts = parts
    this.#polls = polls
    this.#isHeard = isHeard
  }

  start(): void {
    this.#working = Promise.all(Array.from({ length: WORKERS }, () => this.#work()))
  }

  /** Settles once nothing is brought any more, after the server began to stop. */
  async stopped(): Promise<void> {
    this.#wake()
    this.#lane.open()
    await this.#working
    await Promise.allSettled(this.#underWay.values())
  }

  async want(
    ids: readonly string[],
    how: { urgency: Urgency; added?: boolean; whole?: boolean },
  ): Promise<void> {
    if (how.whole) for (const id of ids) this.#whole.add(id)
    for (let at = 0; at < ids.length; at += WANTED_AT_ONCE) {
      await this.#parts.store.wantThreads(ids.slice(at, at + WANTED_AT_ONCE), how)
      this.#wake()
    }
  }

  /**
   * Brings a thread at once, before all that wait.
   * @throws {Unreachable}
   * @throws {Refused}
   */
  async bring(id: string): Promise<void> {
    if (!this.#underWay.has(id)) {
      // So that it is known of when the server stops meanwhile.
      await this.#parts.store.wantThreads([id], { urgency: URGENCY.read })
    }
    this.#lane.hurry(id)
    await this.#bring(id)
  }

  async #work(): Promise<void> {
    const { closing, store } = this.#parts
    while (!closing.aborted) {
      const waiting = await store.listWanted(LOOKED_AT + this.#resting.size + this.#underWay.size)
      const next = waiting.find(({ id }) => !this.#underWay.has(id) && !this.#resting.has(id))
      if (!next) {
        await this.#more()
        continue
      }
      const isLong = new Promise<void>((resolve) => {
        this.#leaving.set(next.id, resolve)
      })
      const bringing = this.#bringNext(next).finally(() => this.#leaving.delete(next.id))
      await Promise.race([bringing, isLong])
    }
  }

  /** Brings one that waits; where that fails, it waits again or is given up. */
  async #bringNext(next: MirrorState): Promise<void> {
    const { client, closing, timers, store } = this.#parts
    try {
      await this.#bring(next.id)
      this.#noAnswers = 0
    } catch (error) {
      if (error instanceof Refused || closing.aborted) return
      if (!(error instanceof Unreachable)) this.#tell(next.id, error)
      if (error instanceof Unreachable && !(await client.answers(closing))) {
        await store.wantThreads([next.id], next)
        const wait = Math.min(FIRST_WAIT * 2 ** this.#noAnswers, LONGEST_WAIT)
        this.#noAnswers += 1
        return await pause(timers, wait, closing)
      }
      // It may be what the other server falls over.
      await this.#putBack(next, error)
      this.#noAnswers = 0
    }
  }

  /** One that failed though its server is there comes after all others, and is given up in the end. */
  async #putBack({ id, wanted }: MirrorState, error: unknown): Promise<void> {
    const { store, timers } = this.#parts
    const failures = (this.#failures.get(id) ?? 0) + 1
    if (failures >= MOST_FAILURES) {
      this.#failures.delete(id)
      return store.settleWanted(id, wanted ?? 0, { refusal: reasonOf(error) })
    }
    this.#failures.set(id, failures)
    await store.postponeThread(id)
    this.#resting.add(id)
    timers.after(FIRST_WAIT * failures, () => {
      this.#resting.delete(id)
      this.#wake()
    })
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#parts.closing.aborted) resolve()
      else this.#idle.add(resolve)
    })
  }

  #wake(): void {
    for (const go of this.#idle) go()
    this.#idle.clear()
  }

  #bring(id: string): Promise<void> {
    const known = this.#underWay.get(id)
    if (known) return known
    const bringing = this.#bringOnce(id).finally(() => this.#underWay.delete(id))
    this.#underWay.set(id, bringing)
    return bringing
  }

  async #bringOnce(id: string): Promise<void> {
    const { store, clock } = this.#parts
    const wanted = (await store.getMirrorState(id))?.wanted ?? 0
    const whole = this.#whole.delete(id)
    let read = 0
    let leave: (() => void) | undefined
    const onRead = async (objects: number) => {
      read += objects
      const letGo = this.#leaving.get(id)
      if (read < LONG || leave || !letGo) return
      letGo()
      leave = await this.#lane.enter(id)
    }
    try {
      const { isGone, isWalked, reached, active, leftOut } = await bringThread(this.#parts, id, {
        whole,
        isPartial: this.#partial.has(id),
        isHeard: this.#isHeard,
        onRead,
      })
      this.#failures.delete(id)
      if (leftOut === undefined) this.#partial.delete(id)
      else this.#partial.add(id)
      const now = clock.now()
      if (!isGone && !(await store.getThread(id))) {
        return await store.settleWanted(id, wanted, {
          refusal: 'It was deleted here while it was brought.',
        })
      }
      await store.settleWanted(id, wanted, {
        ...(isGone && { gone_at: now }),
        ...(!isGone && leftOut === undefined && { refreshed_at: now }),
        ...(leftOut !== undefined && { refusal: leftOut }),
        ...(isGone && { refusal: 'The upstream server has no such thread.' }),
        ...(isWalked && { walked_at: now }),
        ...(reached !== undefined && { reached }),
      })
      for (const run of active) {
        const known = await store.getRun(run.thread_id, run.id)
        // It ended while the thread was read, and is here with what it wrote.
        if (known && !isActive(known.status)) continue
        await store.putMirrored({ runs: [run] })
        if (!this.#isHeard(run)) this.#polls.follow(run)
      }
    } catch (error) {
      if (error instanceof Refused) {
        this.#failures.delete(id)
        await store.settleWanted(id, wanted, {
          refusal: `${error.status}: ${error.message}`,
          // It may be hidden, and was told as gone before anything of it passed.
          ...(error instanceof NotThere && { gone_at: null }),
        })
      } else if (whole) this.#whole.add(id)
      throw error
    } finally {
      leave?.()
    }
  }

  #tell(id: string, error: unknown): void {
    this.#parts.log.error({ err: error, thread: id }, 'a thread could not be brought')
  }
}

const reasonOf = (error: unknown): string => {
  if (error instanceof BrokenOff) return 'The upstream server does not answer for it to the end.'
  if (error instanceof Unreachable) return 'The upstream server does not answer for it.'
  return 'What the upstream server answers for it could not be kept.'
}
