import { DEFAULT_EVENTS } from '#contract/page-limits.ts'
import { RUN_STATUSES, isActive, isAtRest } from '#contract/run-status.ts'
import { Run, type RunError } from '#contract/run.ts'

import { seconds } from '../clock.ts'
import { allSteps } from '../runs/pages.ts'
import { endOpen } from '../runs/settle.ts'
import { actingAs } from '../store/actor.ts'
import { isKept, whyNotKept } from '../store/mirrorable.ts'
import { canTellGone, messagesOf } from './bring-thread.ts'
import type { MirrorParts } from './parts.ts'
import { stepsOf } from './read-steps.ts'
import { type Found, ToldSoFar } from './told-events.ts'
import { NotThere, Refused, Unreachable, isHidden, pause } from './upstream-client.ts'

/** How long a run is left alone where the other server does not say, in milliseconds; one that waits for a client, longer. */
const POLL_MS = 1000
const REST_MS = 5000
/** The longest wait after answers that do not come. */
const LONGEST_MS = 30_000

type RunPlace = Pick<Run, 'id' | 'thread_id'>

/** Where the other server tells how a run stands: of two threads with a run of one id, each has its own. */
export const runPath = ({ thread_id, id }: RunPlace): string =>
  `/threads/${encodeURIComponent(thread_id)}/runs/${encodeURIComponent(id)}`

/** How often in turn a run is not there before it is gone, or hidden: a server that starts may lack what it has. */
const MOST_MISSING = 2
/** How often what a run made is asked for where that is refused. */
const MOST_REFUSALS = 3

/** Of a run that failed and does not say how. */
const UNKNOWN_ERROR: RunError = { code: 'server_error', message: '' }

/** One run that is followed. */
interface Follower extends RunPlace {
  told: ToldSoFar
  /** How it ended, by an answer to a client: the run may be hidden from this server's own requests. */
  end: Run | undefined
  /** How often its steps or messages were refused. */
  refusals: number
  isLeft: boolean
  /** Whether all that it made up to where it rests is here. */
  isCaughtUp: boolean
  wake: () => void
}

/**
 * Follows runs whose stream is not heard: asks for each by the published operations, at the pace that the
 * other server wishes, and tells what it finds as the events of a stream, which its log marks as polled.
 */
export class RunPolls {
  readonly #parts: MirrorParts
  readonly #onMissing: (threadId: string) => void
  readonly #followed = new Map<string, Follower>()

  /** @param onMissing told of the thread of a run that is over, and whose messages could not be had */
  constructor(parts: MirrorParts, onMissing: (threadId: string) => void) {
    this.#parts = parts
    this.#onMissing = onMissing
  }

  /** Whether a run is followed: what it writes comes. */
  follows(run: RunPlace): boolean {
    return this.#followed.has(runPath(run))
  }

  /**
   * Follows a run to its end; one that is followed is asked for at once.
   * @param run as it was told last
   */
  follow(run: Run): void {
    const { id, thread_id } = run
    const key = runPath(run)
    const end = isActive(run.status) || !isKept(run) ? undefined : run
    const known = this.#followed.get(key)
    if (known) {
      known.end ??= end
      return known.wake()
    }
    const follower = {
      end,
      id,
      thread_id,
      told: new ToldSoFar(),
      refusals: 0,
      isLeft: false,
      isCaughtUp: false,
      wake: () => {},
    }
    this.#followed.set(key, follower)
    void actingAs('run', () => this.#follow(follower))
      .catch((error: unknown) => {
        if (!this.#parts.closing.aborted)
          this.#parts.log.error({ err: error, run: id }, 'a run cannot be followed')
      })
      .finally(() => {
        if (this.#followed.get(key) === follower) this.#followed.delete(key)
      })
  }

  /**
   * Follows a run no more: its stream is heard, and tells it.
   * @returns whether all is here that it made before: its stream tells only what comes
   */
  leave(run: RunPlace): boolean {
    const key = runPath(run)
    const follower = this.#followed.get(key)
    if (!follower) return true
    this.#followed.delete(key)
    follower.isLeft = true
    follower.wake()
    return follower.isCaughtUp
  }

  async #follow(follower: Follower): Promise<void> {
    const { closing, store } = this.#parts
    await takeLog(store, follower)
    let failures = 0
    let missing = 0
    let hidden = 0
    while (!closing.aborted && !follower.isLeft) {
      let ms: number
      try {
        const asked = await this.#ask(follower)
        if (asked === 'over') return
        ms = asked
        failures = 0
        missing = 0
        hidden = 0
      } catch (error) {
        if (closing.aborted) return
        hidden = isHidden(error) ? hidden + 1 : 0
        if (hidden >= MOST_MISSING && follower.end)
          return await this.#tellEnd(follower.end, follower.told)
        missing = error instanceof NotThere ? missing + 1 : 0
        if (missing >= MOST_MISSING) return this.#tellGone(follower)
        failures += 1
        ms = Math.min(POLL_MS * 2 ** failures, LONGEST_MS)
      }
      if (!follower.isLeft) await this.#rest(follower, ms)
    }
  }

  /** @returns when to ask again, in milliseconds */
  async #ask(follower: Follower): Promise<number | 'over'> {
    const { client, closing, store } = this.#parts
    const { id, thread_id } = follower
    const { value: run, pollAfter } = await client.get(runPath(follower), Run, closing)
    if (run.id !== id || run.thread_id !== thread_id) {
      throw new Refused(502, 'It answers with another run.')
    }
    const why = whyNotKept(run)
    // It may never have been here.
    if (why !== undefined && !(await store.getRun(thread_id, id))) return 'over'
    if (why !== undefined) throw new Refused(502, why)
    const [steps, messages] = await Promise.all([
      orNone(follower, stepsOf(this.#parts, follower)),
      orNone(follower, messagesOf(this.#parts, follower)),
    ])
    // A stream that has begun meanwhile tells more, and newer.
    if (follower.isLeft) return 'over'
    const found = { run, steps: steps ?? [], messages: messages ?? [] }
    const isThere = await this.#tellOrEnd(found, follower)
    if (!isThere) return 'over'
    if (!isActive(run.status)) {
      // One that nobody ends any more stands as it was left.
      const left = found.messages.filter(({ status }) => status === 'in_progress')
      if (left.length > 0) await this.#parts.store.putMirrored({ messages: left })
      if (!messages) this.#onMissing(thread_id)
      return 'over'
    }
    follower.isCaughtUp = isAtRest(run.status) && steps !== undefined && messages !== undefined
    return isAtRest(run.status) ? REST_MS : (pollAfter ?? POLL_MS)
  }

  /** Tells what was found. Where that cannot be kept again and again, a run that is over is told to be. */
  async #tellOrEnd(found: Found, follower: Follower): Promise<boolean> {
    try {
      return await this.#tell(found, follower.told)
    } catch (error) {
      follower.refusals += 1
      if (follower.refusals <= MOST_REFUSALS || isActive(found.run.status)) throw error
      this.#parts.log.warn({ err: error, run: follower.id }, 'what a run made cannot be kept')
      const isThere = await this.#tell({ run: found.run, steps: [], messages: [] }, follower.told)
      this.#onMissing(follower.thread_id)
      return isThere
    }
  }

  /** @returns whether the run is here still */
  async #tell({ run, steps, messages }: Found, told: ToldSoFar): Promise<boolean> {
    const { store } = this.#parts
    const events = told.eventsTo({ run, steps, messages })
    const found = told.takePassages(steps)
    if (found.length > 0) await store.putMirrored({ steps: found })
    if (events.length === 0) return (await store.getRun(run.thread_id, run.id)) !== undefined
    const { id, thread_id } = run
    const of = new Set(
      events.map(({ data }) => (typeof data === 'object' && 'id' in data ? data.id : '')),
    )
    const commit = await store.commitRun(thread_id, id, {
      from: RUN_STATUSES,
      run,
      steps: steps.filter((step) => of.has(step.id)),
      messages: messages.filter((each) => of.has(each.id)),
      events: () => events,
      polled: true,
    })
    for (const event of events) told.take(event)
    return commit !== undefined
  }

  /** Tells what is known of the end of a run: not its steps and messages, which only a client was given. */
  async #tellEnd(run: Run, told: ToldSoFar): Promise<void> {
    const { id, thread_id, status } = run
    await this.#tell({ run, ...(await this.#ended(run)) }, told)
    const written = await this.#parts.store.listMessages(thread_id, {
      run_id: id,
      order: 'desc',
      limit: 1,
    })
    // One that failed may have written none.
    if (status === 'completed' && written.data.length === 0) this.#onMissing(thread_id)
  }

  /** The other server has the run no more, unless it is hidden here: nobody will ever know how it ended. */
  async #tellGone({ id, thread_id, told }: Follower): Promise<void> {
    const { store, clock } = this.#parts
    const run = await store.getRun(thread_id, id)
    if (!run || !isActive(run.status) || !(await canTellGone(this.#parts, thread_id))) return
    const message = 'The upstream server does not have this run any more.'
    const failed: Run = {
      ...run,
      status: 'failed',
      failed_at: seconds(clock),
      required_action: null,
      last_error: { code: 'server_error', message },
    }
    await this.#tell({ run: failed, ...(await this.#ended(failed)) }, told)
  }

  /** What a run that was broken off had under way, at its end: the other server does not tell it. */
  async #ended(run: Run): Promise<Omit<Found, 'run'>> {
    const { store, clock } = this.#parts
    const { thread_id, id, status: to, last_error: error } = run
    if (to !== 'failed' && to !== 'cancelled' && to !== 'expired')
      return { steps: [], messages: [] }
    const ending = to === 'failed' ? { to, error: error ?? UNKNOWN_ERROR } : { to }
    const steps = await allSteps(store, thread_id, id)
    return endOpen(store, { run, steps }, ending, seconds(clock))
  }

  async #rest(follower: Follower, ms: number): Promise<void> {
    const waking = new AbortController()
    follower.wake = () => waking.abort()
    const { timers, closing } = this.#parts
    await pause(timers, ms, AbortSignal.any([waking.signal, closing]))
  }
}

/** What a run made; undefined where that is refused for good: how the run stands is told all the same. */
const orNone = async <T>(follower: Follower, asked: Promise<T[]>): Promise<T[] | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    follower.refusals += 1
    if (follower.refusals <= MOST_REFUSALS) throw new Unreachable(error.message, { cause: error })
    return undefined
  }
}

/** Takes in what the log of a run has told already. */
const takeLog = async (store: MirrorParts['store'], { id, told }: Follower): Promise<void> => {
  let last = 0
  for (let more = true; more;) {
    const { data, has_more } = await store.listRunEvents(id, last, DEFAULT_EVENTS)
    for (const event of data) told.take(event)
    last = data.at(-1)?.sequence_number ?? last
    more = has_more
  }
}
