import { encodeEvent } from '#contract/sse.ts'

import { codeOf } from '../error-code.ts'
import { ApiError, FINAL, clip } from '../refusals/api-error.ts'
import { beginningOf } from './body-beginning.ts'
import { isStream } from './safe-response.ts'

type Bytes = ReadableStream<Uint8Array>

/** The ways of packing that fetch unpacks; what is packed in another it passes on as it is. */
const KNOWN: ReadonlySet<string> = new Set(['gzip', 'x-gzip', 'deflate', 'br', 'zstd'])

/** So much of an answer, in bytes, is held until it is known to be whole: an end that is missing is no error to fetch. */
const MOST_HELD = 1024 * 1024

const JSON_TYPE = /^application\/json\s*(;|$)/i

/**
 * The body of an answer that fetch has unpacked.
 * @param isFile whether any bytes will do
 * @throws {ApiError} 502 for one that could not be unpacked
 */
export const unpacked = async (
  { body, headers }: Pick<Response, 'body' | 'headers'>,
  { isFile }: { isFile: boolean },
): Promise<Bytes | null> => {
  const ways = (headers.get('content-encoding') ?? '').trim().toLowerCase()
  if (!body || ways === '' || ways === 'identity') return body
  const refusal = notUnpacked(ways)
  if (!ways.split(',').every((each) => KNOWN.has(each.trim()))) {
    void body.cancel().catch(() => undefined)
    throw refusal
  }
  const type = headers.get('content-type')
  if (isStream(type)) return eventsOf(body, refusal)
  const { begun, isWhole, failure, body: all } = await beginningOf(body, MOST_HELD)
  const isJson = type !== null && JSON_TYPE.test(type) && !isFile
  if (isOfPacking(failure) || (isWhole && isJson && !isWholeJson(begun))) throw refusal
  return all
}

const notUnpacked = (ways: string): ApiError =>
  new ApiError(
    502,
    'upstream_encoding',
    `The upstream server's answer cannot be unpacked (${clip(ways)}).`,
    null,
    // What it may have done would be done again.
    { headers: FINAL },
  )

/** Events as they come; where they cannot be unpacked, an event of the refusal is the last. */
const eventsOf = (body: Bytes, refusal: ApiError): Bytes => {
  const reader = body.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        if (!isOfPacking(error)) throw error
        const told = encodeEvent({ event: 'error', data: { error: refusal.body } })
        controller.enqueue(Buffer.from(told))
        controller.close()
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** Whether unpacking failed, rather than the connection. */
const isOfPacking = (failure: unknown): boolean => {
  const cause = failure instanceof Error ? failure.cause : undefined
  return /^(?:Z_|ZSTD_|ERR__ERROR_|ERR_BROTLI_|ERR_ZLIB_|ERR_ZSTD_)/.test(codeOf(cause) ?? '')
}

const isWholeJson = (bytes: Uint8Array): boolean => {
  try {
    JSON.parse(new TextDecoder().decode(bytes))
    return true
  } catch {
    return false
  }
}
