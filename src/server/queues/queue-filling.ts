import type { Logger } from 'pino'

import { MAX_QUEUE_THREADS, type Queue } from '#contract/queue.ts'

import { createBreath } from '../in-turn.ts'
import { readMatch } from '../making/search-match.ts'
import type { NewId } from '../new-id.ts'
import { ApiError } from '../refusals/api-error.ts'
import { tooManyThreads } from '../refusals/queues.ts'
import { metadataFacets } from '../store/facets.ts'
import type { Candidate, CandidatesPage } from '../store/queues.ts'
import type { Store } from '../store/store.ts'
import type { Timers } from '../timers.ts'
import { Sampling, readTwice } from './sample.ts'

interface Parts {
  store: Store
  timers: Timers
  newId: NewId
  log: Logger
}

/** How many threads are looked at in one read, and how many go into a queue in one write: some milliseconds. */
const LOOKED_AT = 500
const AT_ONCE = 200
/** How many readings of queues that have ended are settled in one write. */
const SETTLED_AT_ONCE = 50
/** How long it waits after a failure that may pass. */
const AGAIN_MS = 1000

/** The list that a queue is filled from. */
export const listOf = async (
  store: Store,
  { query, time_zone, metadata }: Pick<Queue, 'query' | 'time_zone' | 'metadata'>,
  signal?: AbortSignal,
): Promise<Pick<CandidatesPage, 'facets' | 'match'>> => {
  const facets = metadataFacets(metadata)
  const match =
    query === null
      ? undefined
      : await readMatch(store, query, { zone: time_zone, ...(signal && { signal }) })
  return { ...(facets.length > 0 && { facets }), ...(match && { match }) }
}

/**
 * Fills queues, and clears up behind those that have ended. What is to be filled is a state of the store: a server that
 * was killed begins anew with it, and comes to the same.
 */
export class QueueFilling {
  readonly #parts: Parts
  readonly #stopping = new AbortController()
  #stopListening = () => {}
  #work: Promise<void> | undefined
  #isAsked = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  start(): void {
    this.#stopListening = this.#parts.store.onChange(({ type }) => {
      if (WAKING.has(type)) this.#wake()
    })
    this.#wake()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#stopListening()
    await this.#work
  }

  #wake(): void {
    if (this.#stopping.signal.aborted) return
    this.#isAsked = true
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined
      if (this.#isAsked) this.#wake()
    })
  }

  async #run(): Promise<void> {
    const { store, log } = this.#parts
    try {
      while (this.#isAsked && !this.#stopping.signal.aborted) {
        this.#isAsked = false
        for (const queue of await store.queuesToFill()) await this.#fill(queue)
        while (!this.#stopping.signal.aborted && (await store.settleQueues(SETTLED_AT_ONCE)))
          continue
      }
    } catch (error) {
      if (this.#stopping.signal.aborted) return
      log.error({ err: error }, 'queues could not be looked after')
      this.#isAsked = true
      await this.#wait(AGAIN_MS)
    }
  }

  async #fill(queue: Queue): Promise<void> {
    const { store } = this.#parts
    const { signal } = this.#stopping
    const { id } = queue
    try {
      while (!signal.aborted && (await store.emptyQueue(id, LOOKED_AT))) continue
      const found = await this.#find(queue)
      if (!found || signal.aborted) return
      if (!(await this.#put(queue, found.threads))) return
      await store.tellFilling(id, { of: found.of, state: 'open' })
    } catch (error) {
      // What its query names may be gone since it was made: that does not pass.
      if (!(error instanceof ApiError) || error.status >= 500) throw error
      await store.tellFilling(id, { of: 0, state: 'failed', problem: error.message })
    }
  }

  /** @returns undefined where the queue is deleted meanwhile, or there are too many */
  async #find(queue: Queue): Promise<{ of: number; threads: Candidate[] } | undefined> {
    const { store } = this.#parts
    const { signal } = this.#stopping
    const { id, sample, time_zone } = queue
    const list = await listOf(store, queue, signal)
    const sampling = sample && new Sampling(sample, time_zone)
    const breathe = createBreath()
    const all: Candidate[] = []
    let of = 0
    for (let after: string | null = null; !signal.aborted;) {
      const page = { ...list, limit: LOOKED_AT, ...(after !== null && { after }) }
      const { data, last, has_more } = await store.candidates(page, signal)
      for (const candidate of data) {
        if (sampling) sampling.add(candidate)
        else all.push(candidate)
        await breathe()
      }
      of += data.length
      if (!sampling && of > MAX_QUEUE_THREADS) {
        await store.tellFilling(id, { of, state: 'failed', problem: tooManyThreads() })
        return undefined
      }
      if (!has_more || last === null) return { of, threads: sampling?.taken() ?? sorted(all) }
      if (!(await store.tellFilling(id, { of }))) return undefined
      after = last
    }
    return undefined
  }

  async #put(queue: Queue, threads: readonly Candidate[]): Promise<boolean> {
    const { store, newId } = this.#parts
    const { id, sample, second_reading: share } = queue
    const twice = readTwice(
      threads.map((thread) => thread.id),
      { share, seed: sample?.seed ?? '' },
    )
    for (let at = 0; at < threads.length; at += AT_ONCE) {
      if (this.#stopping.signal.aborted) return false
      const some = threads.slice(at, at + AT_ONCE).map((thread, index) => ({
        ids: Array.from({ length: twice.has(thread.id) ? 2 : 1 }, () => newId('queue_item')),
        thread_id: thread.id,
        position: at + index + 1,
        assistant: thread.assistant,
        model: thread.model,
      }))
      if (!(await store.fillQueue(id, some))) return false
    }
    return true
  }

  #wait(ms: number): Promise<void> {
    const { timers } = this.#parts
    return new Promise((resolve) => {
      const stop = timers.after(ms, resolve)
      this.#stopping.signal.addEventListener(
        'abort',
        () => {
          stop()
          resolve()
        },
        { once: true },
      )
    })
  }
}

const WAKING: ReadonlySet<string> = new Set([
  'queue.created',
  'queue.modified',
  'queue.deleted',
  'other_process',
])

/** The oldest first; of one second in the order of their ids, which no order of import changes. */
const sorted = (threads: readonly Candidate[]): Candidate[] =>
  threads.toSorted((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1))
