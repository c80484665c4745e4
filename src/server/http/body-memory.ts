import { ApiError } from '../refusals/api-error.ts'
import type { Timers } from '../timers.ts'

/** The most bytes of bodies that are held at once, of those that may be large. */
const MOST = 64 * 1024 * 1024

/** How long a body waits for its turn, in milliseconds. */
export const TURN_MS = 30_000

const noRoom = () =>
  new ApiError(
    429,
    'too_many_large_requests',
    'The server holds too many large requests at once. Try again in a moment.',
    null,
    { headers: { 'retry-after': '1' } },
  )

/** What one request holds of the memory. */
export interface Place {
  /** Waits for memory for so many bytes more. @throws {ApiError} 429 where there is none in time */
  take(bytes: number): Promise<void>
  /** Gives everything back; nothing is taken afterwards. */
  leave(): void
}

interface Waiting {
  bytes: number
  enter: () => void
}

/** The memory for the bodies that are read, or wait for the answer of a slow endpoint, at the same time. */
export class BodyMemory {
  readonly #timers: Timers
  readonly #most: number
  readonly #free: number
  #held = 0
  /** Whoever fits goes first, so that what is small never waits behind what is large. */
  readonly #waiting = new Set<Waiting>()

  /** @param options `free` bytes of each request are not counted, so that what is small always gets in */
  constructor(timers: Timers, { most = MOST, free = 0 } = {}) {
    this.#timers = timers
    this.#most = most
    this.#free = free
  }

  enter(): Place {
    let asked = 0
    let own = 0
    return {
      take: async (bytes) => {
        asked += bytes
        const more = Math.max(0, asked - this.#free) - own
        if (more === 0) return
        await this.#take(more)
        own += more
      },
      leave: () => {
        this.#held -= own
        own = 0
        for (const next of this.#waiting) if (this.#fits(next.bytes)) next.enter()
      },
    }
  }

  #fits(bytes: number): boolean {
    return this.#held + bytes <= this.#most
  }

  async #take(bytes: number): Promise<void> {
    if (!this.#fits(bytes)) await this.#turn(bytes)
    else this.#held += bytes
  }

  /** Waits until the bytes are counted as held. */
  #turn(bytes: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting: Waiting = {
      bytes,
      enter: () => {
        this.#held += bytes
        end()
        resolve()
      },
    }
    const cancel = this.#timers.after(TURN_MS, () => {
      end()
      reject(noRoom())
    })
    const end = () => {
      cancel()
      this.#waiting.delete(waiting)
    }
    this.#waiting.add(waiting)
    return promise
  }
}
