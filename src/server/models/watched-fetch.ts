import { ModelError } from './provider.ts'

export interface Watch {
  /** Milliseconds for which an answer that has begun may fall silent. */
  idleTimeout: number
  /** The longest answer, in bytes. */
  maxBytes: number
}

/** The bytes of the last frame, and what may follow it. */
const TAIL = 64
const DONE = /data:\s*\[DONE\]\s*$/

/** A fetch for one answer, which ends when it falls silent or does not end by itself. */
export const watchedFetch = (watch: Watch) => {
  let tail = ''
  return {
    /** Whether the stream said of itself that it was whole. */
    isDone: () => DONE.test(tail),
    fetch: async (...args: Parameters<typeof fetch>): Promise<Response> => {
      const response = await fetch(...args)
      const { body, status, statusText, headers } = response
      if (!body) return response
      const onBytes = (bytes: Uint8Array) => {
        tail = (tail + Buffer.from(bytes.subarray(-TAIL)).toString('latin1')).slice(-TAIL)
      }
      return new Response(watched(body, watch, onBytes), { status, statusText, headers })
    },
  }
}

const watched = (
  body: ReadableStream<Uint8Array>,
  { idleTimeout, maxBytes }: Watch,
  onBytes: (bytes: Uint8Array) => void,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  let read = 0
  const fail = (message: string): never => {
    const error = new ModelError('server_error', message)
    // Its connection is closed; whether that works changes nothing.
    void reader.cancel(error).catch(() => undefined)
    throw error
  }
  return new ReadableStream({
    // Time runs only while it is the endpoint that is waited for.
    async pull(controller) {
      const { done, value } = await within(read === 0 ? Infinity : idleTimeout, reader.read(), () =>
        fail(`The model endpoint fell silent for ${idleTimeout / 1000} seconds.`),
      )
      if (done) return controller.close()
      read += value.byteLength
      if (read > maxBytes) {
        fail(`The model endpoint sent more than ${Math.floor(maxBytes / 1024 / 1024)} MB.`)
      }
      onBytes(value)
      controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

const within = async <T>(ms: number, answer: Promise<T>, onTimeout: () => never): Promise<T> => {
  if (!Number.isFinite(ms)) return answer
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), ms)
    timer.unref()
  })
  try {
    const first = await Promise.race([answer, late])
    return first === LATE ? onTimeout() : first
  } finally {
    clearTimeout(timer)
  }
}
const LATE = Symbol('late')
