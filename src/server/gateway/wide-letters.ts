import { encodeEvent } from '#contract/sse.ts'

import type { ApiError } from '../refusals/api-error.ts'
import { beginningOf } from './body-beginning.ts'

type Bytes = ReadableStream<Uint8Array>

/**
 * Whether a text of the API, which begins with a letter of ASCII, begins so in UTF-16 or UTF-32: there a
 * key is written in other bytes.
 */
const isWide = ([first, second]: Uint8Array): boolean =>
  (first === 0 && (second === 0 || isAscii(second))) ||
  (second === 0 && isAscii(first)) ||
  (first === 0xff && second === 0xfe) ||
  (first === 0xfe && second === 0xff)

/** Whether a byte is a letter or blank that stands in texts. */
const isAscii = (byte = 0): boolean => (byte > 31 && byte < 127) || [9, 10, 13].includes(byte)

/** Enough to tell, in bytes. */
const ENOUGH = 2

/** The same body once its beginning is known. @throws {ApiError} `refusal`, where it is wide */
export const knownLetters = async (body: Bytes, refusal: ApiError): Promise<Bytes> => {
  const { begun, body: all } = await beginningOf(body, ENOUGH)
  if (!isWide(begun)) return all
  void all.cancel().catch(() => undefined)
  throw refusal
}

/** The same for a stream of events, whose first may come late: one that is wide ends with an event of the refusal. */
export const knownEvents = (refusal: ApiError): TransformStream<Uint8Array, Uint8Array> => {
  let begun: Uint8Array | undefined = new Uint8Array()
  return new TransformStream({
    transform(bytes, controller) {
      if (!begun) return controller.enqueue(bytes)
      begun = Buffer.concat([begun, bytes])
      if (begun.byteLength < ENOUGH) return
      if (isWide(begun)) {
        const told = encodeEvent({ event: 'error', data: { error: refusal.body } })
        controller.enqueue(Buffer.from(told))
        return controller.terminate()
      }
      controller.enqueue(begun)
      begun = undefined
    },
    flush(controller) {
      if (begun && begun.byteLength > 0) controller.enqueue(begun)
    },
  })
}
