import type { Logger } from 'pino'

import { MAX_QUEUE_THREADS, type Queue } from '#contract/queue.ts'

import { createBreath } from '../in-turn.ts'
import { readMatch } from '../making/search-match.ts'
import type { NewId } from '../new-id.ts'
import { ApiError } from '../refusals/api-error.ts'
import { StoreDamaged, UNNAMED } from '../refusals/failures.ts'
import { tooManyThreads } from '../refusals/queues.ts'
import { isOfTexts } from '../search/match.ts'
import { metadataFacets } from '../store/facets.ts'
import type { Candidate, CandidatesPage } from '../store/queues.ts'
import type { Store } from '../store/store.ts'
import type { Timers } from '../timers.ts'
import { Numbers } from './numbers.ts'
import { Sampling, readTwice } from './sample.ts'

interface Parts {
  store: Store
  timers: Timers
  newId: NewId
  log: Logger
}

/** How many threads or texts are looked at in one read, beside the event loop. */
const LOOKED_AT = 2000
/** How many go into a queue in one write, or out of it: some milliseconds. */
const AT_ONCE = 200
/** How many readings of queues that have ended are settled in one write. */
const SETTLED_AT_ONCE = 50
/** How long it waits after a failure that may pass, and between two looks at the index of texts. */
const AGAIN_MS = 1000
const LOOK_MS = 50

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
 * was killed begins anew with it, and comes to the same. What one queue fails by, or waits for, holds up no other.
 */
export class QueueFilling {
  readonly #parts: Parts
  readonly #stopping = new AbortController()
  #stopListening = () => {}
  #work: Promise<void> | undefined
  #isAsked = false
  /** What is left alone for a while, queues by their ids; each with the way to end that. */
  readonly #resting = new Map<string, () => void>()
  /** The change up to which texts have to be found, of each queue that waits for them. */
  readonly #until = new Map<string, number>()

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
    for (const end of this.#resting.values()) end()
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
    while (this.#isAsked && !this.#stopping.signal.aborted) {
      this.#isAsked = false
      await this.#trying('filling', () => this.#fillAll())
      await this.#trying('settling', () => this.#settle())
    }
  }

  async #fillAll(): Promise<void> {
    const queues = await this.#parts.store.queuesToFill(this.#onDamaged)
    const ids = new Set(queues.map(({ id }) => id))
    for (const id of this.#until.keys()) if (!ids.has(id)) this.#until.delete(id)
    for (const queue of queues) await this.#trying(queue.id, () => this.#fill(queue))
  }

  async #settle(): Promise<void> {
    const { store } = this.#parts
    while (
      !this.#stopping.signal.aborted &&
      (await store.settleQueues(SETTLED_AT_ONCE, this.#onDamaged))
    )
      continue
  }

  #onDamaged = (error: Error): void =>
    this.#parts.log.error({ err: error }, 'what is of a queue cannot be read')

  /** Does something unless it is left alone now. What fails is, for a while. */
  async #trying(what: string, work: () => Promise<void>): Promise<void> {
    if (this.#resting.has(what) || this.#stopping.signal.aborted) return
    try {
      await work()
    } catch (error) {
      if (this.#stopping.signal.aborted) return
      this.#parts.log.error({ err: error, what }, 'queues could not be looked after')
      this.#rest(what, AGAIN_MS)
    }
  }

  #rest(what: string, ms: number): void {
    const end = this.#parts.timers.after(ms, () => {
      this.#resting.delete(what)
      this.#wake()
    })
    this.#resting.set(what, end)
  }

  async #fill(queue: Queue): Promise<void> {
    const { store } = this.#parts
    const { signal } = this.#stopping
    const { id } = queue
    try {
      const list = await listOf(store, queue, signal)
      if (list.match && isOfTexts(list.match) && !(await this.#isSearched(id)))
        return this.#rest(id, LOOK_MS)
      while (!signal.aborted && (await store.emptyQueue(id, AT_ONCE))) continue
      const found = await this.#find(queue, list)
      if (!found || signal.aborted) return
      if (!(await this.#put(queue, found.threads))) return
      await store.tellFilling(id, { of: found.of, state: 'open' })
    } catch (error) {
      if (!isFinal(error)) throw error
      await store.tellFilling(id, { of: 0, state: 'failed', problem: error.message })
    }
  }

  /** Whether all texts can be found that were written before the queue was seen first, and so before it was made. */
  async #isSearched(id: string): Promise<boolean> {
    const { store } = this.#parts
    const until = this.#until.get(id) ?? (await store.latestChange())
    const isSearched = await store.isSearchedUpTo(until)
    if (isSearched) this.#until.delete(id)
    else this.#until.set(id, until)
    return isSearched
  }

  /** @returns undefined where the queue is deleted meanwhile, or there are too many */
  async #find(
    queue: Queue,
    list: Pick<CandidatesPage, 'facets' | 'match'>,
  ): Promise<{ of: number; threads: Candidate[] } | undefined> {
    const { store } = this.#parts
    const { signal } = this.#stopping
    const { id, sample, time_zone } = queue
    const sampling = sample && new Sampling(sample, time_zone)
    const breathe = createBreath()
    const all: Candidate[] = []
    const seen = new Numbers()
    let of = 0
    for (let after: string | null = null; !signal.aborted;) {
      const page = { ...list, limit: LOOKED_AT, ...(after !== null && { after }) }
      const { data, last, has_more } = await store.candidates(page, signal)
      for (const candidate of data) {
        if (!seen.add(candidate.number)) continue
        of++
        if (sampling) sampling.add(candidate)
        else all.push(candidate)
        await breathe()
      }
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
}

const WAKING: ReadonlySet<string> = new Set([
  'queue.created',
  'queue.modified',
  'queue.deleted',
  'other_process',
])

/**
 * Whether a failure does not pass: what its query names may be gone since it was made, and a thread that cannot be read
 * stays so until a backup is in its place. An index that is damaged is made anew.
 */
const isFinal = (error: unknown): error is ApiError =>
  error instanceof StoreDamaged
    ? error.what !== UNNAMED
    : error instanceof ApiError && error.status < 500

/** The oldest first; of one second in the order of their ids, which no order of import changes. */
const sorted = (threads: readonly Candidate[]): Candidate[] =>
  threads.toSorted((a, b) => a.created_at - b.created_at || (a.id < b.id ? -1 : 1))
