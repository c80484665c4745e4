import { ApiError } from '../refusals/api-error.ts'
import type { Timers } from '../timers.ts'

/** How long a body may bring nothing before its request ends, in milliseconds: a bad line is slow, not dead. */
export const STALL_MS = 120_000

/** How long a body may take in all, in milliseconds: 6 MB at 10 kB a second. */
export const WHOLE_MS = 600_000

/** The same for one that may be large: what comes a byte at a time must not hold its connection for days. */
export const wholeMs = (bytes: number): number => Math.max(WHOLE_MS, bytes / 10)

const late = (why: string) =>
  new ApiError(
    408,
    'request_timeout',
    `The request's body did not arrive: ${why}.`,
    null,
    // What is still to come would be taken for the next request.
    { headers: { connection: 'close' } },
  )

const stalled = () => late(`nothing came for ${STALL_MS / 1000} seconds`)
const unending = (ms: number) => late(`it took longer than ${Math.round(ms / 60_000)} minutes`)

/**
 * A request's body as it arrives. The time that whoever reads it takes does not count.
 * @param longest in how many milliseconds all of it has to come: what comes a byte at a time holds its room
 * @throws {ApiError} 408 for one that stands still, or comes too slowly
 */
export async function* arriving(
  body: ReadableStream<Uint8Array>,
  timers: Timers,
  longest = WHOLE_MS,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  const end = Promise.withResolvers<never>()
  end.promise.catch(() => undefined)
  const cancelEnd = timers.after(longest, () => end.reject(unending(longest)))
  try {
    for (;;) {
      const { promise: still, reject } = Promise.withResolvers<never>()
      const cancel = timers.after(STALL_MS, () => reject(stalled()))
      const next = Promise.race([reader.read(), still, end.promise])
      const { done, value } = await next.finally(cancel)
      if (done) return
      yield value
    }
  } finally {
    cancelEnd()
    // Cancelling ends the connection, over which the refusal has yet to go.
    reader.releaseLock()
  }
}

/**
 * A body that is small, in one piece: a stream of it costs more than all else of a request.
 * @throws {ApiError} 408 for one that has not come whole within `STALL_MS`
 */
export const arrived = async (request: Request, timers: Timers): Promise<Uint8Array> => {
  const { promise: still, reject } = Promise.withResolvers<never>()
  const cancel = timers.after(STALL_MS, () => reject(stalled()))
  return new Uint8Array(await Promise.race([request.arrayBuffer(), still]).finally(cancel))
}

/** The body for a reader that may cancel it, as `fetch` does: its connection stays open. */
export const cancellable = (body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => reader.releaseLock(),
  })
}
