import { beginningOf } from '../gateway/body-beginning.ts'
import { ApiError } from '../refusals/api-error.ts'
import type { Timers } from '../timers.ts'
import type { Asked } from './asked.ts'

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
  /** Settles with what was answered; without, where that is not kept. */
  answer: Promise<Response | undefined>
}

/**
 * The writes of the console that the other server has not answered yet, and what it answered to the last ones.
 * Whoever left meanwhile asks whether it was done, or asks for it again: that server may know no keys of repeats.
 */
export class WritesUnderWay {
  readonly #written = new Map<string, Written>()
  readonly #open = new Set<Written>()
  readonly #timers: Timers

  constructor(timers: Timers) {
    this.#timers = timers
  }

  /** Does a write, or waits for the one with the same key. */
  async once(
    key: string | undefined,
    { params }: Asked,
    work: () => Promise<Response>,
  ): Promise<Response> {
    // Of several that wait for one that fails, one goes on, and the others wait for that.
    for (let before = this.#before(key); before; before = this.#before(key)) {
      const known = await before.answer
      if (known) return repeated(known)
    }
    const { promise, resolve } = Promise.withResolvers<Response | undefined>()
    const written = { threadId: params['thread_id'], answer: promise }
    this.#open.add(written)
    if (key !== undefined) this.#keep(key, written)
    let kept: Response | undefined
    try {
      const { answer, isKept } = await readAgain(await work())
      if (isKept) kept = answer.clone()
      return answer
    } finally {
      this.#open.delete(written)
      if (key !== undefined && !kept) this.#written.delete(key)
      resolve(kept)
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
      await Promise.race([promise, Promise.all(meant.map(({ answer }) => answer))])
    } finally {
      stop()
    }
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

/** An answer, and whether it can be given more than once: what was made, in JSON of a usual length. */
const readAgain = async (response: Response): Promise<{ answer: Response; isKept: boolean }> => {
  const { ok, body, headers } = response
  const isJson = /^application\/json\b/i.test(headers.get('content-type') ?? '')
  if (!ok || !isJson || !body) return { answer: response, isKept: false }
  const { begun, isWhole, failure, body: all } = await beginningOf(body, LONGEST)
  if (!isWhole || failure !== undefined)
    return { answer: new Response(all, response), isKept: false }
  return { answer: new Response(Uint8Array.from(begun), response), isKept: true }
}

const stillUnderWay = (): ApiError =>
  new ApiError(
    503,
    'upstream_under_way',
    'The upstream server has not answered what was written to this thread just before.',
  )
