import type * as z from 'zod/mini'

import { isObject } from '#contract/json-object.ts'

import { beginningOf } from '../gateway/body-beginning.ts'
import { heardAnswer } from '../gateway/heard-answer.ts'
import { toSafeResponse } from '../gateway/safe-response.ts'
import { isPlainPath } from '../gateway/upstream-path.ts'
import { type Upstream, addressAt, keyHeaders, secretsOf } from '../gateway/upstream-server.ts'
import { patientFetch } from '../patient-fetch.ts'
import { ApiError, clip } from '../refusals/api-error.ts'
import type { Timers } from '../timers.ts'
import { dataOf, keepable, readable } from './keepable.ts'
import { saysNotThere } from './says-not-there.ts'

/** How many requests of the mirror's own are under way at once: those of clients are not held up by more. */
const AT_ONCE = 4
/** How long an answer may take, in milliseconds. */
const PATIENCE_MS = 30_000
/** The longest answer that is read, in bytes: above any message, and others wait while one is looked through. */
const MOST_BYTES = 8 * 1024 * 1024
/** The least wait between two requests for one run that the other server may ask for, in milliseconds. */
const LEAST_POLL = 200
/** The longest such wait. */
const LONGEST_POLL = 30_000
/** The longest wait that the other server is granted, in milliseconds. */
const LONGEST_WAIT = 120_000
/** How often an answer that says to come again is followed. */
const MOST_TRIES = 8

/** The other server gave no answer, or none that can be read. */
export class Unreachable extends Error {
  override name = 'Unreachable'
}

/** The other server refused. */
export class Refused extends Error {
  override name = 'Refused'
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** It says so itself, in the words of the API: a page of something in front of it says nothing of what it has. */
export class NotThere extends Refused {
  override name = 'NotThere'
  constructor(message: string) {
    super(404, message)
  }
}

/** Whether it refuses to show something to this server: to a client with another key it may. */
export const isHidden = (error: unknown): boolean =>
  error instanceof Refused && [401, 403, 404].includes(error.status)

/** Its answer is longer than is read at once: a shorter page may do. */
export class TooLong extends Refused {
  override name = 'TooLong'
  constructor() {
    super(502, 'Its answer is too long.')
  }
}

/** An answer broke off: what the other server was asked for may be what it falls over. */
export class BrokenOff extends Unreachable {
  override name = 'BrokenOff'
}

/** An answer that was read, and when the other server wants to be asked again, in milliseconds. */
export interface Heard<T> {
  value: T
  /** How long the answer was. */
  bytes: number
  /** Whether no object of it was left out. */
  isWhole: boolean
  pollAfter: number | undefined
}

/**
 * Asks the other server by its published operations, on behalf of nobody: few at a time, and not before it
 * says that it may be asked again.
 */
export class UpstreamClient {
  /** Whether it refused to be asked for the passages of file searches: it is not asked for them again. */
  refusesPassages = false
  readonly #upstream: Upstream
  readonly #timers: Timers
  readonly #onAnswer: (answered: boolean) => void
  #free = AT_ONCE
  readonly #waiting: (() => void)[] = []
  #notBefore = 0

  /** @param onAnswer is told after each request whether there was an answer */
  constructor(upstream: Upstream, timers: Timers, onAnswer: (answered: boolean) => void) {
    this.#upstream = upstream
    this.#timers = timers
    this.#onAnswer = onAnswer
  }

  /**
   * @param path below the base URL, with its query
   * @param item of a list, where those that are none of its own are to be left out
   * @throws {Unreachable}
   * @throws {Refused}
   */
  async get<T extends z.ZodMiniType>(
    path: string,
    schema: T,
    signal: AbortSignal,
    item?: z.ZodMiniType,
  ): Promise<Heard<z.output<T>>> {
    // An id may hold what leads elsewhere.
    if (!isPlainPath(path.replace(/\?.*/s, ''))) throw new Refused(404, 'There is no such path.')
    for (let tries = 1; ; tries += 1) {
      const response = await this.#ask(path, signal)
      if (mayComeAgain(response.status) && tries < MOST_TRIES) {
        void response.body?.cancel().catch(() => undefined)
        const ms = waitIn(response.headers) ?? 500 * 2 ** tries
        // Of what several answers say, the longest.
        const until = performance.now() + Math.min(ms, LONGEST_WAIT)
        this.#notBefore = Math.max(this.#notBefore, until)
        continue
      }
      return { ...(await read(response, schema, item)), pollAfter: pollAfterIn(response.headers) }
    }
  }

  /** Whether it answers at all, whatever it says: else it is away. */
  async answers(signal: AbortSignal): Promise<boolean> {
    try {
      void (await this.#ask('/models', signal)).body?.cancel().catch(() => undefined)
      return true
    } catch (error) {
      return error instanceof Refused
    }
  }

  async #ask(path: string, signal: AbortSignal): Promise<Response> {
    await this.#enter(signal)
    try {
      const { key } = this.#upstream
      const response = await patientFetch(addressAt(this.#upstream, path), {
        headers: {
          accept: 'application/json',
          'openai-beta': 'assistants=v2',
          ...(key !== undefined && keyHeaders(this.#upstream, key)),
        },
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      })
      this.#onAnswer(true)
      // It is kept and shown as what passes is: without keys, and in letters that are read.
      const hearing = { secrets: secretsOf(this.#upstream), isFile: false }
      return await toSafeResponse(await heardAnswer(response, hearing), hearing)
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof ApiError) throw new Refused(error.status, error.message)
      this.#onAnswer(false)
      throw new Unreachable('the upstream cannot be reached', { cause: error })
    } finally {
      this.#leave()
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#free -= 1
    try {
      for (;;) {
        signal.throwIfAborted()
        const ms = this.#notBefore - performance.now()
        if (ms <= 0) return
        await pause(this.#timers, ms, signal)
      }
    } catch (error) {
      this.#leave()
      throw error
    }
  }

  #leave(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#free += 1
  }
}

/** Settles after so long, or once the signal aborts. */
export const pause = (timers: Timers, ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = () => {
      stop()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const stop = timers.after(ms, done)
    signal.addEventListener('abort', done)
  })

const mayComeAgain = (status: number): boolean => status === 429 || status === 503

/** In milliseconds. Given as a number of seconds, a date, or a number of milliseconds in a header of its own. */
const waitIn = (headers: Headers): number | undefined => {
  const ms = Number(headers.get('retry-after-ms') ?? Number.NaN)
  if (ms >= 0) return ms
  const given = headers.get('retry-after')
  if (given === null) return undefined
  const wait = /^\d+(\.\d+)?$/.test(given) ? Number(given) * 1000 : Date.parse(given) - Date.now()
  return wait >= 0 ? wait : undefined
}

const pollAfterIn = (headers: Headers): number | undefined => {
  const ms = Number(headers.get('openai-poll-after-ms') ?? Number.NaN)
  return ms > 0 ? Math.min(Math.max(ms, LEAST_POLL), LONGEST_POLL) : undefined
}

const read = async <T extends z.ZodMiniType>(
  response: Response,
  schema: T,
  item: z.ZodMiniType | undefined,
): Promise<Omit<Heard<z.output<T>>, 'pollAfter'>> => {
  const { status, body } = response
  const { value, bytes } = body ? await readJson(body) : { value: undefined, bytes: 0 }
  if (!response.ok) {
    const words = wordsIn(value) ?? `It answered ${status}.`
    throw status === 404 && saysNotThere(value) ? new NotThere(words) : new Refused(status, words)
  }
  let kept = keepable(value)
  let parsed = schema.safeParse(kept)
  if (!parsed.success && item) {
    kept = readable(kept, item)
    parsed = schema.safeParse(kept)
  }
  // What is no answer of the API will be none when it is asked again.
  if (!parsed.success) throw new Refused(502, 'Its answer is not one of the Assistants API.')
  return { value: parsed.data, bytes, isWhole: dataOf(kept)?.length === dataOf(value)?.length }
}

const readJson = async (
  body: ReadableStream<Uint8Array>,
): Promise<{ value: unknown; bytes: number }> => {
  const { begun, isWhole, failure, body: all } = await beginningOf(body, MOST_BYTES)
  void all.cancel().catch(() => undefined)
  if (failure !== undefined) throw new BrokenOff('an answer broke off', { cause: failure })
  if (!isWhole) throw new TooLong()
  const bytes = begun.byteLength
  try {
    return { value: JSON.parse(new TextDecoder().decode(begun)), bytes }
  } catch {
    return { value: undefined, bytes }
  }
}

const wordsIn = (value: unknown): string | undefined => {
  const error = isObject(value) ? value['error'] : undefined
  const message = isObject(error) ? error['message'] : error
  return typeof message === 'string' ? clip(message) : undefined
}
