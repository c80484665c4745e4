import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/** A file to import, read as it is asked for. */
export interface Source {
  name: string
  /** In bytes as stored; undefined where it cannot be known, as for standard input. */
  size: number | undefined
  bytes: AsyncIterable<Uint8Array>
}

/** The source broke off: what came before is whole. */
export class Unreadable extends Error {
  override name = 'Unreadable'
}

/**
 * Opens a path, or standard input for `-`.
 * @throws the system's error when the path is not a readable file
 */
export async function openSource(path: string): Promise<Source> {
  if (path === '-') return { name: 'standard input', size: undefined, bytes: process.stdin }
  const stats = await stat(path)
  if (stats.isDirectory()) throw new Error('is a directory')
  // A pipe or a device says nothing of its size.
  return {
    name: path,
    size: stats.isFile() ? stats.size : undefined,
    bytes: createReadStream(path),
  }
}

/**
 * The uncompressed bytes of a source. Gzip, also of several members, is told by its first two bytes
 * and not by a name. `onRead` is told of every stored byte taken.
 * @throws {Unreadable} where reading fails, or the compressed data is cut short or broken
 */
export async function* readPlain(
  bytes: AsyncIterable<Uint8Array>,
  onRead: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  const chunks = counted(bytes, onRead)
  try {
    yield* inflated(chunks)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Unreadable(`could not be read to its end: ${reason}`, { cause: error })
  }
}

async function* inflated(chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  const head = await takeHead(chunks)
  const whole = prepend(head, chunks)
  if (head[0] === 0x1f && head[1] === 0x8b) yield* gunzip(whole)
  else yield* whole
}

async function* gunzip(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let given = 0
  const gunzipped = createGunzip()
  const read = pipeline(Readable.from(counted(compressed, (count) => (given += count))), gunzipped)
  // Errors of either side come out of the reading below as well.
  read.catch(() => undefined)
  try {
    // What follows the end is still on its way when the last of the text is there.
    yield* gunzipped.iterator({ destroyOnReturn: false })
    await read
  } finally {
    gunzipped.destroy()
  }
  // Node takes a zero after the end for padding, and passes over whatever comes with it.
  const left = given - gunzipped.bytesWritten
  if (left > 0) throw new Error(`${left} bytes follow the end of the gzip data`)
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  onRead: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    onRead(chunk.length)
    yield chunk
  }
}

/** The first bytes, two at least unless there are fewer: a pipe may hand them over one by one. */
async function takeHead(chunks: AsyncGenerator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array()
  while (head.length < 2) {
    const next = await chunks.next()
    if (next.done) break
    head = Buffer.concat([head, next.value])
  }
  return head
}

async function* prepend(
  head: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head
  yield* rest
}
