import { ApiError } from '../refusals/api-error.ts'

/** The most bytes of bodies that are held at once, of those that may be large. */
const MOST = 64 * 1024 * 1024

const noRoom = () =>
  new ApiError(
    429,
    'too_many_large_requests',
    'The server holds too many large requests at once. Try again in a moment.',
    null,
    { headers: { 'retry-after': '1' } },
  )

/** What one request holds of the room. */
export interface Place {
  /** Room for so many bytes more, or the refusal where there is none. */
  take(bytes: number): ApiError | undefined
  /** Gives everything back; nothing is taken afterwards. */
  leave(): void
}

/** Room for the bodies that are read, or wait for the answer of a slow endpoint, at the same time. */
export class Room {
  readonly #most: number
  #held = 0

  constructor(most = MOST) {
    this.#most = most
  }

  enter(): Place {
    let own = 0
    return {
      take: (bytes) => {
        if (this.#held + bytes > this.#most) return noRoom()
        this.#held += bytes
        own += bytes
        return undefined
      },
      leave: () => {
        this.#held -= own
        own = 0
      },
    }
  }
}
