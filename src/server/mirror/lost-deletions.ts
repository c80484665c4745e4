import { createHmac, randomBytes } from 'node:crypto'

import { Message } from '#contract/message.ts'
import { Thread } from '#contract/thread.ts'

import type { Upstream } from '../gateway/upstream-server.ts'
import type { OwnValueStore } from '../store/own-values.ts'
import type { Asked } from './asked.ts'
import { messagePath, threadPath } from './pages.ts'
import type { MirrorParts } from './parts.ts'
import { NotThere, Unreachable, pause } from './upstream-client.ts'

/** With what credentials a request goes up: not the key itself, which is kept nowhere. */
export type Credentials = string & { readonly credentials: unique symbol }

/** Of how many threads it is remembered who read them. */
const MOST_READ = 20_000
/** How many deletions are remembered that were not answered. What is forgotten stays in the copy. */
const MOST_LOST = 1000
/** The store's own value that lists them: what a server was asked to delete as this one fell is not known, either. */
const LOST = 'mirror deletions'

/**
 * Deletions that were passed on and not answered. Whether one was done, an answer that the thread is not there
 * tells only whoever was given it before: to others it may always have been hidden.
 */
export class LostDeletions {
  readonly #salt = randomBytes(32)
  readonly #key: string | undefined
  readonly #store: OwnValueStore
  /** Those that wait for their answer. */
  readonly #underWay = new Set<string>()
  readonly #lost = new Set<string>()
  readonly #readers = new Set<string>()
  /** Those of the mirror's own requests. */
  readonly own: Credentials

  constructor({ key }: Pick<Upstream, 'key'>, store: OwnValueStore) {
    this.#key = key
    this.#store = store
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

  /** Takes up those that were not answered when this server ended. */
  async load(): Promise<void> {
    const kept = await this.#store.getOwnValue(LOST)
    // The cast: only `#keep` writes it.
    for (const place of JSON.parse(kept ?? '[]') as string[]) this.#lost.add(place)
  }

  /** The places of what was to be deleted, and is not known to be. */
  get lost(): string[] {
    return [...this.#lost]
  }

  /** A deletion is passed on: it is lost should this server end before its answer. */
  async begin(place: string): Promise<void> {
    remember(this.#underWay, place, MOST_LOST)
    await this.#keep()
  }

  /** The answer to a deletion has passed: where it was neither refused nor taken in, it told nothing. */
  async end(place: string, { isRefused }: { isRefused: boolean }): Promise<void> {
    if (isRefused) this.settle(place)
    else if (this.#underWay.has(place)) await this.lose(place)
  }

  /** A deletion was passed on, and nothing came back. */
  async lose(place: string): Promise<void> {
    this.#underWay.delete(place)
    remember(this.#lost, place, MOST_LOST)
    await this.#keep()
  }

  /** It is known what came of it. */
  settle(place: string): void {
    // Where it cannot be written down, it is asked about once more after the next start.
    const wasKnown = [this.#underWay.delete(place), this.#lost.delete(place)].includes(true)
    if (wasKnown) void this.#keep().catch(() => undefined)
  }

  /** An answer tells that the thread is there: it was not deleted. */
  read(threadId: string, by: Credentials): void {
    remember(this.#readers, readerKey(threadId, by), MOST_READ)
    this.settle(threadPath(threadId))
  }

  /** Whether somebody who is told that the thread is not there had it before. */
  canTell(threadId: string, by: Credentials): boolean {
    const isConfigured = this.#key !== undefined && by === this.own
    return isConfigured || this.#readers.has(readerKey(threadId, by))
  }

  /** Whether an answer that it is not there means that a deletion is done which was passed on. */
  isDone(place: string, threadId: string, by: Credentials): boolean {
    return this.#lost.has(place) && this.canTell(threadId, by)
  }

  #keep(): Promise<void> {
    const unknown = [...this.#lost, ...this.#underWay]
    return this.#store.setOwnValue(LOST, JSON.stringify(unknown))
  }
}

/** The place of the thread, or the message, that a request reads or deletes as such; undefined for all others. */
export const deletablePlace = ({ name, params }: Asked): string | undefined => {
  const { thread_id, message_id } = params
  if (thread_id === undefined) return undefined
  if (name === 'getThread' || name === 'deleteThread') return threadPath(thread_id)
  if (message_id === undefined || (name !== 'getMessage' && name !== 'deleteMessage'))
    return undefined
  return messagePath(thread_id, message_id)
}

/** The ids in such a place. */
const idsIn = (place: string): { thread_id: string; message_id: string | undefined } => {
  const [, , thread_id = '', , message_id] = place.split('/').map(decodeURIComponent)
  return { thread_id, message_id }
}

type Parts = Pick<MirrorParts, 'client' | 'closing' | 'deletions' | 'store' | 'timers'>

/** Takes what was deleted at the other server out of its copy. */
export const dropPlace = async (
  { deletions, store }: Pick<Parts, 'deletions' | 'store'>,
  place: string,
): Promise<void> => {
  const { thread_id, message_id } = idsIn(place)
  if (message_id === undefined) await store.deleteThread(thread_id)
  else await store.deleteMessage(thread_id, message_id)
  deletions.settle(place)
}

/** How long the other server is left alone where it does not answer, in milliseconds. */
const WAIT_MS = 10_000

/** Asks what came of deletions that were not answered when this server ended. Never rejects. */
export const settleLost = async (parts: Parts): Promise<void> => {
  const { client, closing, deletions, timers } = parts
  for (const place of deletions.lost) {
    const { thread_id, message_id } = idsIn(place)
    if (!deletions.canTell(thread_id, deletions.own)) continue
    while (!closing.aborted) {
      try {
        await client.get(place, message_id === undefined ? Thread : Message, closing)
        deletions.settle(place)
      } catch (error) {
        if (error instanceof Unreachable) {
          await pause(timers, WAIT_MS, closing)
          continue
        }
        if (error instanceof NotThere) await dropPlace(parts, place)
      }
      break
    }
  }
}

const readerKey = (threadId: string, by: Credentials): string => `${by} ${threadId}`

const remember = (known: Set<string>, value: string, most: number): void => {
  known.delete(value)
  known.add(value)
  const [oldest] = known
  if (known.size > most && oldest !== undefined) known.delete(oldest)
}
