import type { Timers } from '../timers.ts'
import type { Asked } from './asked.ts'

/** How long an answer is kept for who asks the same again, in milliseconds, and how many are. */
const KEPT_MS = 10 * 60_000
const MOST_KEPT = 100
/** The longest that is kept, in characters. */
const LONGEST = 256 * 1024

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
    const before = key === undefined ? undefined : this.#written.get(key)
    const known = await before?.answer
    if (known) return repeated(known)
    const { promise, resolve } = Promise.withResolvers<Response | undefined>()
    const written = { threadId: params['thread_id'], answer: promise }
    this.#open.add(written)
    if (key !== undefined) this.#keep(key, written)
    let kept: Response | undefined
    try {
      const response = await work()
      kept = await keepable(response)
      return kept?.clone() ?? response
    } finally {
      this.#open.delete(written)
      if (key !== undefined && !kept) this.#written.delete(key)
      resolve(kept)
    }
  }

  /** Settles once nothing is on its way to what a request reads, or its client has gone. */
  async settled({ params }: Asked, gone: AbortSignal): Promise<void> {
    const id = params['thread_id']
    const meant = [...this.#open].filter(({ threadId }) => threadId === id)
    if (meant.length === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    gone.addEventListener('abort', () => resolve())
    await Promise.race([promise, Promise.all(meant.map(({ answer }) => answer))])
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

/** An answer that can be given more than once: what was made, in JSON of a usual length. */
const keepable = async (response: Response): Promise<Response | undefined> => {
  const { ok, status, headers } = response
  const isJson = /^application\/json\b/i.test(headers.get('content-type') ?? '')
  if (!ok || !isJson) return undefined
  const text = await response.clone().text()
  return text.length <= LONGEST ? new Response(text, { status, headers }) : undefined
}
