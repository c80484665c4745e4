/** Keys of clients that are shorter are words which servers take that want none, and texts hold. */
const SECRET_LENGTH = 16
/** How many are remembered: each is looked for in every answer. */
const MOST = 16

/**
 * The keys with which clients ask another server, those that asked last. They are kept in memory alone. That
 * server may store one where later answers repeat it, to whoever asks.
 */
export class ClientKeys {
  readonly #known = new Set<string>()

  /** @param headers of a request as it goes up */
  note(headers: Headers): void {
    const given = headers.get('authorization')?.replace(/^\w+\s+/, '') ?? ''
    if (given.length < SECRET_LENGTH) return
    this.#known.delete(given)
    this.#known.add(given)
    const [oldest] = this.#known
    if (this.#known.size > MOST && oldest !== undefined) this.#known.delete(oldest)
  }

  get all(): string[] {
    return [...this.#known]
  }
}
