import { nanoid } from 'nanoid'

import { fingerprint } from '../util/fingerprint.ts'

/** After this long the same request is taken for a new wish. The server remembers for a day. */
const LIFE_MS = 600_000

/**
 * Keys of requests that make something. The same request keeps its key until it is answered, so that one
 * that is sent again after a lost answer is answered by the server as the first was.
 */
export class Intents {
  readonly #open = new Map<string, { key: string; since: number }>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** The key of a request, and what to call once it is answered for good. */
  begin(url: string, body: string | undefined): { key: string; settle: () => void } {
    const place = `${url} ${fingerprint(body ?? '')}`
    const now = this.#now()
    const before = this.#open.get(place)
    const isSame = before !== undefined && now - before.since < LIFE_MS
    const intent = isSame ? before : { key: nanoid(), since: now }
    this.#open.set(place, intent)
    return { key: intent.key, settle: () => void this.#open.delete(place) }
  }
}
