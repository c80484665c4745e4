import type { Hash } from 'node:crypto'

import { inTurn } from '../in-turn.ts'
import { JsonScan, MAX_DEPTH } from '../json-scan.ts'
import { ApiError } from '../refusals/api-error.ts'
import type { Timers } from '../timers.ts'
import { arrived, arriving } from './arriving.ts'
import type { Place } from './body-memory.ts'
import { type Excess, MAX_ITEMS, MAX_KEY, MAX_VALUES, excessIn } from './json-bounds.ts'

const HINT =
  "(HINT: This likely means you aren't using your HTTP library correctly. The API expects a JSON payload, but what was sent was not valid JSON.)"

const notJson = (cause?: unknown) =>
  new ApiError(400, null, `We could not parse the JSON body of your request. ${HINT}`, null, {
    cause,
  })

/** Refuses what is compressed, which would be read as it is. @throws {ApiError} 415 */
export const checkEncoding = ({ headers }: Request): void => {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity') return
  throw new ApiError(
    415,
    'unsupported_content_encoding',
    'Compressed bodies are not read. Send the body without a content-encoding.',
  )
}

/** What gzip, zstd and a zip file begin with; deflate begins as text may. */
const PACKED = [
  [0x1f, 0x8b],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0x50, 0x4b, 3, 4],
]

const isPacked = (bytes: Uint8Array | undefined): boolean =>
  PACKED.some((beginning) => beginning.every((byte, at) => bytes?.[at] === byte))

const packed = () =>
  new ApiError(
    400,
    null,
    'The body of your request is compressed, though no content-encoding says so. Compressed bodies are not read: send the JSON as it is.',
  )

const tooMuch = (excess: Excess): ApiError => {
  const reason = {
    depth: `is nested too deeply: at most ${MAX_DEPTH} levels are read.`,
    items: `has a list or an object with too many values: at most ${MAX_ITEMS} are read.`,
    key: `has a key that is too long: at most ${MAX_KEY} characters are read.`,
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

interface Reading {
  timers: Timers
  /** The largest body, in bytes. */
  limit: number
  /** Is given what arrives. */
  hash?: Hash | undefined
  /** Where what arrives is counted among what others bring. */
  place?: Place | undefined
}

/**
 * The JSON body of a request, with its text; an empty one is read as `{}`, so that what is missing gets named.
 * @throws {ApiError} 400 for what is no JSON or too much of it, 408 where it stalls, 413 past the limit, 415 where it is compressed,
 *   429 where others hold all the room
 */
export const readBody = async (
  request: Request,
  reading: Reading,
): Promise<{ text: string; value: unknown }> => {
  const text = await readText(request, reading)
  await inTurn(text)
  if (text.trim() === '') return { text, value: {} }
  const value = parse(text)
  await inTurn(text)
  return { text, value }
}

const parse = (text: string): unknown => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw notJson(error)
  }
  // Past the largest number there is infinity, which JSON writes as null.
  if (hasInfinity(value)) throw notJson()
  return value
}

/** Of a value that is bounded in depth. */
const hasInfinity = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some(hasInfinity)
    : value === Infinity || value === -Infinity

/** The text of a body, within its bounds. */
const readText = async (request: Request, reading: Reading): Promise<string> => {
  checkEncoding(request)
  const length = Number(request.headers.get('content-length'))
  if (length > reading.limit) throw tooLarge(reading.limit)
  // All that is said to come, so that no two wait for each other halfway.
  await reading.place?.take(length)
  return length > 0 && length <= SMALL
    ? readWhole(request, reading)
    : readChunks(request, length, reading)
}

/** Bodies that say that they have up to so many bytes are read in one piece: most are such. */
const SMALL = 64 * 1024

const readWhole = async (request: Request, { timers, hash }: Reading): Promise<string> => {
  const bytes = await arrived(request, timers)
  if (isPacked(bytes)) throw packed()
  hash?.update(bytes)
  return bounded(new JsonScan(), decoded(utf8(), bytes, { stream: false }))
}

/** What comes next of a body. @throws {ApiError} 400 where it makes too much of it */
const bounded = (scan: JsonScan, text: string): string => {
  scan.add(text)
  const excess = excessIn(scan)
  if (excess) throw tooMuch(excess)
  return text
}

/** The text of a body, counted and decoded as it arrives: others get in between its chunks. */
const readChunks = async (
  { body }: Request,
  expected: number,
  { timers, limit, hash, place }: Reading,
): Promise<string> => {
  if (!body) return ''
  const scan = new JsonScan()
  const decoder = utf8()
  const pieces: string[] = []
  let bytes = 0
  let taken = expected
  for await (const chunk of arriving(body, timers)) {
    if (bytes === 0 && isPacked(chunk)) throw packed()
    bytes += chunk.byteLength
    if (bytes > limit) throw tooLarge(limit)
    if (bytes > taken) {
      await place?.take(bytes - taken)
      taken = bytes
    }
    hash?.update(chunk)
    pieces.push(bounded(scan, decoded(decoder, chunk)))
  }
  pieces.push(decoded(decoder))
  return pieces.join('')
}

/** Other encodings are refused: read as UTF-8 their text would be lost. */
const utf8 = () => new TextDecoder('utf-8', { fatal: true })

/** The text of a chunk as far as it is whole, or without one what is left. @throws {ApiError} */
const decoded = (
  decoder: InstanceType<typeof TextDecoder>,
  chunk?: Uint8Array,
  { stream } = { stream: chunk !== undefined },
): string => {
  try {
    return decoder.decode(chunk, { stream })
  } catch (error) {
    throw notJson(error)
  }
}
