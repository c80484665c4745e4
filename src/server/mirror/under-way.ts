import { beginningOf } from '../gateway/body-beginning.ts'
import { isRefusal, isUndone } from '../gateway/upstream.ts'
import { ApiError, FINAL } from '../refusals/api-error.ts'
import type { Services } from '../services.ts'
import type { Timers } from '../timers.ts'
import type { Asked } from './asked.ts'

/** How long a write that outlives its client may go without an answer that tells what came of it, in milliseconds. */
export const LONGEST_WRITE_MS = 2 * 60_000
/** The store's own value that lists them: the other server may be at them still when this one starts again. */
const OPEN = 'mirror writes'
/** How long an answer is kept for who asks the same again, in milliseconds, and how many are. */
const KEPT_MS = 10 * 60_000
const MOST_KEPT = 100
/** The longest that is kept, in bytes. */
const LONGEST = 256 * 1024
/** How long a reader waits for what became of a write, in milliseconds. */
const PATIENCE_MS = 15_000

interface Written {
  /** The thread that is written to; undefined where it is being made. */
  threadId: string | undefined
  /** When it was sent, in milliseconds since 1970. */
  at: number
  /** Settles with what came of it. */
  outcome: Promise<Outcome>
}

/** What came of a write: what all are told who asked for it meanwhile, or that nothing was done. */
type Outcome = Response | ApiError | 'undone'

/** One as it is written down. */
interface Noted {
  thread: string | null
  at: number
}

type Parts = Pick<Services, 'clock' | 'store' | 'timers'>

/**
 * The writes of the console that the other server has not answered yet, and what it answered to the last ones.
 * Whoever left meanwhile asks whether it was done, or asks for it again: that server may know no keys of repeats.
 */
export class WritesUnderWay {
  readonly #written = new Map<string, Written>()
  readonly #open = new Set<Written>()
  readonly #timers: Timers
  readonly #clock: Parts['clock']
  readonly #store: Parts['store']

  constructor({ clock, store, timers }: Parts) {
    this.#clock = clock
    this.#store = store
    this.#timers = timers
  }

  /** Takes up those that were not answered when this server fell: it is not known what comes of them. */
  async load(): Promise<void> {
    // The cast: only `#note` writes it.
    const kept = JSON.parse((await this.#store.getOwnValue(OPEN)) ?? '[]') as Noted[]
    for (const { thread, at } of kept) {
      const left = at + LONGEST_WRITE_MS - this.#clock.now()
      if (left <= 0) continue
      const { promise, resolve } = Promise.withResolvers<Outcome>()
      const written = { threadId: thread ?? undefined, at, outcome: promise }
      this.#open.add(written)
      this.#timers.after(left, () => {
        this.#open.delete(written)
        resolve(notKnown())
      })
    }
  }

  /**
   * Does a write, or waits for the one with the same key.
   * @throws {ApiError} what that one was refused with, 502 where it is not known what came of it
   */
  async once(
    key: string | undefined,
    { params }: Asked,
    work: () => Promise<Response>,
  ): Promise<Response> {
    // Of several that wait for one that did nothing, one goes on, and the others wait for that.
    for (let before = this.#before(key); before; before = this.#before(key)) {
      const known = await before.outcome
      if (known instanceof ApiError) throw known
      if (known !== 'undone') return repeated(known)
    }
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const written = { threadId: params['thread_id'], at: this.#clock.now(), outcome: promise }
    this.#open.add(written)
    if (key !== undefined) this.#keep(key, written)
    let outcome: Outcome = 'undone'
    try {
      await this.#note()
      outcome = notKnown()
      const response = await work()
      if (isRefusal(response)) {
        outcome = 'undone'
        return response
      }
      const { answer, isWhole } = await readAgain(response)
      if (isWhole) outcome = answer.clone()
      return answer
    } catch (error) {
      if (isUndone(error)) outcome = 'undone'
      else if (error instanceof ApiError) outcome = error
      throw error
    } finally {
      this.#open.delete(written)
      // Where it cannot be noted, it is taken for open for two minutes after the next start.
      void this.#note().catch(() => undefined)
      const isMade = outcome !== 'undone' && !(outcome instanceof ApiError) && outcome.ok
      if (key !== undefined && !isMade) this.#written.delete(key)
      resolve(outcome)
    }
  }

  /**
   * Settles once nothing is on its way to what a request reads.
   * @throws {ApiError} 503 where that takes too long
   */
  async settled({ params }: Asked): Promise<void> {
    const id = params['thread_id']
    const meant = [...this.#open].filter(({ threadId }) => threadId === id)
    if (meant.length === 0) return
    const { promise, reject } = Promise.withResolvers<never>()
    const stop = this.#timers.after(PATIENCE_MS, () => reject(stillUnderWay()))
    try {
      await Promise.race([promise, Promise.all(meant.map(({ outcome }) => outcome))])
    } finally {
      stop()
    }
  }

  #note(): Promise<void> {
    const open = [...this.#open].map(({ threadId, at }): Noted => ({
      thread: threadId ?? null,
      at,
    }))
    return this.#store.setOwnValue(OPEN, JSON.stringify(open))
  }

  #before(key: string | undefined): Written | undefined {
    return key === undefined ? undefined : this.#written.get(key)
  }

  #keep(key: string, written: Written): void {
    this.#written.set(key, written)
    const forget = () => {
      if (this.#written.get(key) === written) this.#written.delete(key)
    }
    this.#timers.after(KEPT_MS, forget)
    const [oldest] = this.#written.keys()
    if (this.#written.size > MOST_KEPT && oldest !== undefined) this.#written.delete(oldest)
  }
}

const repeated = (answer: Response): Response => {
  const response = new Response(answer.clone().body, answer)
  response.headers.set('idempotent-replayed', 'true')
  return response
}

/** An answer, and whether it can be given more than once: JSON of a usual length. */
const readAgain = async (response: Response): Promise<{ answer: Response; isWhole: boolean }> => {
  const { body, headers } = response
  const isJson = /^application\/json\b/i.test(headers.get('content-type') ?? '')
  if (!isJson || !body) return { answer: response, isWhole: false }
  const { begun, isWhole, failure, body: all } = await beginningOf(body, LONGEST)
  if (!isWhole || failure !== undefined)
    return { answer: new Response(all, response), isWhole: false }
  return { answer: new Response(Uint8Array.from(begun), response), isWhole: true }
}

const notKnown = (): ApiError =>
  new ApiError(
    502,
    'upstream_not_known',
    'The same request was sent before, and it is not known what came of it.',
    null,
    // What it may have done would be done again.
    { headers: FINAL },
  )

const stillUnderWay = (): ApiError =>
  new ApiError(
    503,
    'upstream_under_way',
    'The upstream server has not answered what was written to this thread just before.',
  )
