import type { Hash } from 'node:crypto'

import type { Timers } from '../timers.ts'
import { ApiError } from './api-error.ts'
import { arriving } from './arriving.ts'
import { type Excess, JsonBounds, MAX_DEPTH, MAX_ITEMS, MAX_VALUES } from './json-bounds.ts'

/** The largest JSON body, in bytes: far above a message of 256,000 characters, far below memory. */
export const MAX_JSON_BYTES = 16 * 1024 * 1024

/** From this many bytes on, others get in between the steps of reading a body. */
const LARGE = 256 * 1024

/**
 * How much of a body that is refused already is still read, and thrown away: a client that is cut off
 * while it sends sees a broken connection instead of the reason, and sends it all again.
 */
const MAX_DISCARDED = 64 * 1024 * 1024

const HINT =
  "(HINT: This likely means you aren't using your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)"

const notJson = (cause?: unknown) =>
  new ApiError(400, null, `We could not parse the JSON body of your request. ${HINT}`, null, {
    cause,
  })

const tooMuch = (excess: Excess): ApiError => {
  const reason = {
    depth: `is nested too deeply: at most ${MAX_DEPTH} levels are read.`,
    items: `has a list or an object with too many values: at most ${MAX_ITEMS} are read.`,
    values: `holds too many values: at most ${MAX_VALUES} are read.`,
  }[excess]
  return new ApiError(400, 'invalid_json', `The JSON body of your request ${reason}`)
}

export const tooLarge = (limit: number) =>
  new ApiError(
    413,
    'request_too_large',
    `The request is too large. The maximum size is ${Math.floor(limit / 1024 / 1024)} MB.`,
  )

/**
 * The JSON body of a request; an empty one is read as `{}`, so that what is missing gets named.
 * @param hash is given what arrives
 * @throws {ApiError} 400 for what is no JSON or too much of it, 408 where it stalls, 413 past the limit
 */
export const readJson = async (request: Request, timers: Timers, hash?: Hash): Promise<unknown> => {
  const bytes = await readBytes(request, timers)
  hash?.update(bytes)
  const text = await inTurn(bytes.length, () => decode(bytes))
  if (text.trim() === '') return {}
  return inTurn(bytes.length, () => parse(text))
}

/** Other encodings are refused: read as UTF-8 their text would be lost. */
const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw notJson(error)
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw notJson(error)
  }
}

/** Lets others get in first, where the work is long. */
const inTurn = async <T>(bytes: number, work: () => T): Promise<T> => {
  if (bytes > LARGE) await new Promise(setImmediate)
  return work()
}

/** The bytes of a body, which is counted as it arrives. */
const readBytes = async (request: Request, timers: Timers): Promise<Uint8Array> => {
  const length = Number(request.headers.get('content-length'))
  if (length > MAX_DISCARDED) throw tooLarge(MAX_JSON_BYTES)
  if (!request.body) return new Uint8Array()
  const bounds = new JsonBounds()
  let chunks: Uint8Array[] = []
  let bytes = 0
  let refusal = length > MAX_JSON_BYTES ? tooLarge(MAX_JSON_BYTES) : undefined
  for await (const chunk of arriving(request.body, timers)) {
    bytes += chunk.byteLength
    if (refusal && bytes > MAX_DISCARDED) break
    refusal ??= refusalOf(bounds, chunk, bytes)
    if (refusal) chunks = []
    else chunks.push(chunk)
  }
  if (refusal) throw refusal
  return chunks.length === 1 ? (chunks[0] ?? new Uint8Array()) : Buffer.concat(chunks)
}

const refusalOf = (bounds: JsonBounds, chunk: Uint8Array, bytes: number) => {
  if (bytes > MAX_JSON_BYTES) return tooLarge(MAX_JSON_BYTES)
  const excess = bounds.read(chunk)
  return excess && tooMuch(excess)
}
