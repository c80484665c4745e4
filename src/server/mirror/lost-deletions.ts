import { createHmac, randomBytes } from 'node:crypto'

import type { Upstream } from '../gateway/upstream-server.ts'

/** With what credentials a request goes up: not the key itself, which is kept nowhere. */
export type Credentials = string & { readonly credentials: unique symbol }

/** How many threads each is remembered of. What is forgotten stays in the copy. */
const MOST = 20_000

/**
 * Deletions that were passed on and not answered. Whether one was done, an answer that the thread is not there
 * tells only whoever was given it before: to others it may always have been hidden.
 */
export class LostDeletions {
  readonly #salt = randomBytes(32)
  readonly #key: string | undefined
  readonly #lost = new Set<string>()
  readonly #readers = new Set<string>()
  /** Those of the mirror's own requests. */
  readonly own: Credentials

  constructor({ key }: Pick<Upstream, 'key'>) {
    this.#key = key
    this.own = this.of(new Headers())
  }

  /** @param headers of a client's request */
  of(headers: Headers): Credentials {
    const given = this.#key ?? headers.get('authorization') ?? headers.get('api-key') ?? ''
    const key = given.replace(/^Bearer\s+/i, '')
    // A key may be one of several organizations and projects.
    const within = ['openai-organization', 'openai-project'].map((name) => headers.get(name) ?? '')
    const hmac = createHmac('sha256', this.#salt).update(JSON.stringify([key, ...within]))
    return hmac.digest('base64') as Credentials // the only place where they are made
  }

  /** A deletion was passed on, and nothing came back. */
  add(threadId: string): void {
    remember(this.#lost, threadId)
  }

  /** An answer tells that the thread is there: it was not deleted. */
  read(threadId: string, by: Credentials): void {
    this.#lost.delete(threadId)
    remember(this.#readers, readerKey(threadId, by))
  }

  /** Whether somebody who is told that the thread is not there had it before. */
  canTell(threadId: string, by: Credentials): boolean {
    const isConfigured = this.#key !== undefined && by === this.own
    return isConfigured || this.#readers.has(readerKey(threadId, by))
  }

  /** The thread is not there, by an answer. @returns whether that is a deletion which was passed on */
  isDone(threadId: string, by: Credentials): boolean {
    return this.canTell(threadId, by) && this.#lost.delete(threadId)
  }
}

const readerKey = (threadId: string, by: Credentials): string => `${by} ${threadId}`

const remember = (known: Set<string>, value: string): void => {
  known.delete(value)
  known.add(value)
  const [oldest] = known
  if (known.size > MOST && oldest !== undefined) known.delete(oldest)
}
