import { createBreath } from '../in-turn.ts'
import { begun } from './begun.ts'
import { endpointFetch, waitIn } from './endpoint-fetch.ts'
import { statusOf } from './error-status.ts'
import { type Kept, ModelError, type ModelUsage } from './model.ts'
import type { WebSource } from './told-sources.ts'
import { WholeAnswer } from './whole-answer.ts'

export interface Watch {
  /** Milliseconds for which an answer that has begun may fall silent. */
  idleTimeout: number
  /** The longest answer, in bytes. */
  maxBytes: number
}

/** Milliseconds of silence, and bytes, after which an answer that has begun is given up. */
export const WATCH: Watch = { idleTimeout: 120_000, maxBytes: 64 * 1024 * 1024 }

/** One answer, with the fetch that brings it: it ends when it falls silent or does not end by itself. */
export interface WatchedAnswer {
  /** Whether the stream said of itself that it was whole. */
  isDone(): boolean
  /** What goes back with the outputs of the answer's calls. */
  kept(): Kept
  /** The bytes of a picture whose place a frame has told; once. */
  picture(place: number): Uint8Array | undefined
  /** The pages that it draws on, as far as they were told. */
  sources(): WebSource[]
  /** What it cost, as far as that was told. */
  usage(): ModelUsage | undefined
  /** Why the answer was ended before its time. */
  excess(): ModelError | undefined
  /**
   * An error that is told with status 200 before anything else comes with the status that it would
   * have had: whoever asks repeats the one as the other.
   */
  fetch: typeof fetch
}

/** @param offered names of functions that the answer may call */
export const watchedAnswer = (watch: Watch, offered: readonly string[] = []): WatchedAnswer => {
  let answer = new WholeAnswer(offered)
  return {
    isDone: () => answer.isDone,
    kept: () => answer.kept,
    picture: (place) => answer.picture(place),
    sources: () => answer.sources,
    usage: () => answer.usage,
    excess: () => answer.excess,
    fetch: async (...args) => {
      const response = await endpointFetch(...args)
      const { body, statusText, headers } = response
      if (!body && !response.ok) return response
      // An answer of nothing has a status that goes with no body.
      const status = body ? response.status : 200
      if (body && !response.ok) {
        return new Response(errorPart(watched(body, watch)), { status, statusText, headers })
      }
      const own = new WholeAnswer(offered)
      answer = own
      const bytes = watched(body ?? new Blob([]).stream(), watch, () => own.isDone)
      const stream = await begun(bytes.pipeThrough(own.transform()))
      const meant = answer.failure && statusOf(answer.failure)
      if (!answer.failure || meant === undefined) {
        return new Response(stream, { status, statusText, headers })
      }
      await stream.cancel()
      return Response.json({ error: answer.failure }, { status: meant, headers: waitIn(headers) })
    },
  }
}

/** In bytes. */
const MAX_ERROR_BYTES = 256 * 1024

/** As much of an error's body as anybody reads; what follows is not waited for. */
export const errorPart = (body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> => {
  let left = MAX_ERROR_BYTES
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        controller.enqueue(bytes.subarray(0, left))
        left -= bytes.byteLength
        if (left <= 0) controller.terminate()
      },
    }),
  )
}

/**
 * The same bytes, given up when they fall silent or do not end. Where no more is wanted since all was
 * there, the little that is left is read, so that the connection can serve again.
 * @throws {ModelError}
 */
export const watched = (
  body: ReadableStream<Uint8Array>,
  { idleTimeout, maxBytes }: Watch,
  isDone: () => boolean = () => false,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  let read = 0
  let isWaiting = false
  let timer: NodeJS.Timeout | undefined
  let failure: ModelError | undefined
  const breathe = createBreath()
  const fail = (message: string): ModelError => {
    failure ??= new ModelError('server_error', message)
    clearTimeout(timer)
    // Closes the connection, and ends a read under way; whether that works changes nothing.
    void reader.cancel(failure).catch(() => undefined)
    return failure
  }
  const onTime = () => {
    // Time runs only while it is the endpoint that is waited for.
    if (isWaiting) fail(`The model endpoint fell silent for ${idleTimeout / 1000} seconds.`)
  }
  return new ReadableStream({
    async pull(controller) {
      isWaiting = true
      timer?.refresh()
      const { done, value } = await reader.read()
      isWaiting = false
      if (failure) throw failure
      if (done) {
        clearTimeout(timer)
        return controller.close()
      }
      timer ??= setTimeout(onTime, idleTimeout).unref()
      read += value.byteLength
      if (read > maxBytes) {
        throw fail(`The model endpoint sent more than ${Math.floor(maxBytes / 1024 / 1024)} MB.`)
      }
      await breathe()
      controller.enqueue(value)
    },
    cancel: (reason) => {
      clearTimeout(timer)
      if (!isDone()) return reader.cancel(reason)
      void readOut(reader)
      return Promise.resolve()
    },
  })
}

/** How long, and for how many bytes, the end of an answer that is whole is waited for. */
const READ_OUT = { ms: 1000, bytes: 64 * 1024 }

const readOut = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> => {
  const give = () => void reader.cancel().catch(() => undefined)
  const timer = setTimeout(give, READ_OUT.ms).unref()
  try {
    for (let left = READ_OUT.bytes; left > 0;) {
      const { done, value } = await reader.read()
      if (done) break
      left -= value.byteLength
    }
  } catch {
    // It broke off after its end: nothing is lost.
  } finally {
    clearTimeout(timer)
    give()
  }
}
