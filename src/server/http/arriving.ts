import { ApiError } from '../refusals/api-error.ts'
import type { Timers } from '../timers.ts'

/** How long a body may bring nothing before its request ends, in milliseconds: a bad line is slow, not dead. */
export const STALL_MS = 120_000

const stalled = () =>
  new ApiError(
    408,
    'request_timeout',
    `The request's body did not arrive: nothing came for ${STALL_MS / 1000} seconds.`,
    null,
    // What is still to come would be taken for the next request.
    { headers: { connection: 'close' } },
  )

/**
 * A request's body as it arrives. The time that whoever reads it takes does not count.
 * @throws {ApiError} 408 for one that stands still
 */
export async function* arriving(
  body: ReadableStream<Uint8Array>,
  timers: Timers,
): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (;;) {
      const { promise: late, reject } = Promise.withResolvers<never>()
      const cancel = timers.after(STALL_MS, () => reject(stalled()))
      const { done, value } = await Promise.race([reader.read(), late]).finally(cancel)
      if (done) return
      yield value
    }
  } finally {
    // Cancelling ends the connection, over which the refusal has yet to go.
    reader.releaseLock()
  }
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
