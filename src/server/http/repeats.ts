import { type Endpoint, type OperationName, endpoints } from '#contract/endpoints.ts'

import type { KeptAnswer, Once } from '../store/answers.ts'
import type { Call } from './handler.ts'
import { REPLAYED, keyReused } from './idempotency-key.ts'
import { readForm } from './multipart.ts'

/** Gives the kept answer of an operation that streams. */
export type Replay = (call: Call<OperationName>, answer: unknown) => unknown

/**
 * Answers requests that carry an `Idempotency-Key`: the first runs, whatever repeats it is given its
 * answer. Of requests with one key, one is under way at a time; a refusal is not kept, since nothing was
 * made.
 */
export class Repeats {
  readonly #replay: Replay

  constructor(replay: Replay = (_, answer) => answer) {
    this.#replay = replay
  }

  readonly #underWay = new Map<string, Promise<void>>()

  async answer<Name extends OperationName>(
    name: Name,
    call: Call<Name>,
    once: Once,
    handle: () => Promise<unknown>,
  ): Promise<unknown> {
    for (let first; (first = this.#underWay.get(once.key));) await first
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#underWay.set(once.key, promise)
    try {
      const kept = await call.services.store.getAnswer(once.key)
      return kept ? await this.#again(name, call, once, kept) : await handle()
    } finally {
      this.#underWay.delete(once.key)
      resolve()
    }
  }

  async #again<Name extends OperationName>(
    name: Name,
    call: Call<Name>,
    once: Once,
    { fingerprint, answer }: KeptAnswer,
  ): Promise<unknown> {
    const { multipart, streams }: Endpoint = endpoints[name]
    const asked = multipart === undefined ? once : withForm(once, await digestOf(call, multipart))
    if (fingerprint !== asked.fingerprint) throw keyReused(once.key)
    for (const [header, value] of Object.entries(REPLAYED)) call.headers.set(header, value)
    return streams ? this.#replay(call, answer) : answer
  }
}

/** Reads a form again that was answered before, for no other end than to compare it. */
const digestOf = async (
  { request, services: { timers } }: Pick<Call<OperationName>, 'request' | 'services'>,
  name: string,
): Promise<string> => {
  const { digest } = await readForm(request, discard, { timers, name, digest: true })
  return digest ?? ''
}

const discard = async (stream: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _ of stream) continue
}

/** The request as known once its form was read: multipart bodies differ each time in their boundary. */
export const withForm = <T extends Once | undefined>(once: T, digest: string | undefined): T =>
  once && { ...once, fingerprint: `${once.fingerprint} ${digest ?? ''}` }
