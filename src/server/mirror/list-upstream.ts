import { Thread } from '#contract/thread.ts'

import { toSeconds } from '../clock.ts'
import { type MirrorState, SEEN_ALL, URGENCY } from '../store/mirror.ts'
import { whyNotKept } from '../store/mirrorable.ts'
import type { BringQueue } from './bring-queue.ts'
import { pagesOf } from './pages.ts'
import type { MirrorParts } from './parts.ts'
import { Refused } from './upstream-client.ts'

/** How long a list is believed, in milliseconds. */
const FRESH_MS = 5000

/**
 * The other server's own list of its threads, where it has one: the published wire has none. What it names
 * is mirrored, and what moved since it was brought is brought again.
 */
export class UpstreamList {
  readonly #parts: MirrorParts
  readonly #queue: BringQueue
  /** Whether there is such a list; undefined while that is not known. */
  exists: boolean | undefined
  #read: Promise<void> | undefined
  #readAt = Number.NEGATIVE_INFINITY

  constructor(parts: MirrorParts, queue: BringQueue) {
    this.#parts = parts
    this.#queue = queue
  }

  /** Looks what is new, unless that was done just now. Never rejects. */
  look(): Promise<void> {
    if (this.#read) return this.#read
    if (this.exists === false || performance.now() - this.#readAt < FRESH_MS)
      return Promise.resolve()
    this.#read = this.#lookForNews()
      .catch((error: unknown) => this.#parts.log.debug({ err: error }, 'threads are not listed'))
      .finally(() => {
        this.#readAt = performance.now()
        this.#read = undefined
      })
    return this.#read
  }

  /**
   * Looks for the threads that were made last, however fresh the list is, and waits for it; where there is no
   * list, there is nothing to wait for.
   * @throws {Unreachable}
   * @throws {Refused}
   */
  async lookAnew(): Promise<void> {
    if (this.exists === false) return
    const takeFirst = async (threads: Thread[]) => {
      await this.#takeNews(threads)
      return false
    }
    await this.#walk({ byCreation: true }, takeFirst).catch((error: unknown) => {
      if (this.exists !== false) throw error
    })
  }

  /**
   * The threads that were made in a span of time, both ends included, in seconds since 1970.
   * @throws {Unreachable}
   * @throws {Refused} also where there is no list
   */
  async madeBetween({ from = 0, to = Number.MAX_SAFE_INTEGER }): Promise<string[]> {
    const ids: string[] = []
    await this.#walk({ byCreation: true }, async (threads) => {
      for (const { id, created_at } of threads)
        if (created_at >= from && created_at <= to) ids.push(id)
      return threads.some(({ created_at }) => created_at >= from)
    })
    return ids
  }

  /** Walks through pages, newest first, while `take` wants more. */
  async #walk(
    { byCreation = false }: { byCreation?: boolean },
    take: (threads: Thread[]) => Promise<boolean>,
  ): Promise<void> {
    const { client, closing } = this.#parts
    // Parameters of another Clew; others pass over what they do not know.
    const path = byCreation ? '/threads' : '/threads?order_by=last_active_at&include[]=summary'
    try {
      const pages = pagesOf(client, path, Thread, { order: 'desc', signal: closing })
      for await (const { data } of pages) {
        this.exists = true
        if (!(await take(data))) break
      }
    } catch (error) {
      if (error instanceof Refused && [400, 404, 405, 501].includes(error.status)) {
        this.exists = false
      }
      throw error
    }
  }

  async #lookForNews(): Promise<void> {
    await this.#walk({}, (threads) => this.#takeNews(threads))
    await this.#parts.store.setOwnValue(SEEN_ALL, 'yes')
  }

  /** @returns whether there may be more that is new */
  async #takeNews(threads: Thread[]): Promise<boolean> {
    const { store } = this.#parts
    const fresh: string[] = []
    for (const thread of threads) {
      const state = await store.getMirrorState(thread.id)
      const known = state?.refreshed_at ?? state?.wanted ?? undefined
      if (known === undefined && !isRefused(state, thread)) fresh.push(thread.id)
    }
    // Before they are here: else they would be without a message for a while, or for ever after a crash.
    await store.wantThreads(fresh, { urgency: URGENCY.listed })
    await store.putMirrored({ threads: threads.toReversed() })
    const deleted: string[] = []
    const moved: string[] = []
    for (const thread of threads) {
      const state = await store.getMirrorState(thread.id)
      if (isRefused(state, thread)) continue
      // A list may be behind: it is asked for itself.
      if (!state?.wanted && !(await store.getThread(thread.id))) deleted.push(thread.id)
      else if (state?.refreshed_at && isSince(thread, toSeconds(state.refreshed_at)))
        moved.push(thread.id)
    }
    await this.#queue.want([...fresh, ...deleted], { urgency: URGENCY.listed })
    await this.#queue.want(moved, { urgency: URGENCY.changed })
    const seenAll = await store.getOwnValue(SEEN_ALL)
    if (seenAll === undefined) await store.setOwnValue(SEEN_ALL, 'no')
    return seenAll !== 'yes' || fresh.length + moved.length > 0
  }
}

/** Whether something may have happened in a thread after that second, where its server tells. */
const isSince = ({ summary }: Thread, second: number): boolean =>
  summary !== undefined && summary.last_active_at >= second

/** Whether it cannot be kept, which was told of when it was brought. */
const isRefused = (state: MirrorState | undefined, thread: Thread): boolean =>
  state !== undefined && !state.wanted && whyNotKept(thread) !== undefined
