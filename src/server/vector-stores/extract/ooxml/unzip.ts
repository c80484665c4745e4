import { inflateRawSync } from 'node:zlib'

interface Entry {
  name: string
  /** The size that it claims to have unpacked, in bytes. */
  size: number
}

const DIRECTORY_END = 0x06054b50
const ENTRY = 0x02014b50
const END_LENGTH = 22
/** A comment may follow the end, so long in bytes. */
const MAX_COMMENT = 65_535
const STORED = 0
const DEFLATED = 8
/** Set where a name is in UTF-8. */
const UTF8 = 0x800
/** What stands in place of a size that is in the extra fields. */
const ELSEWHERE = 0xffffffff
const ZIP64 = 1

/**
 * The wanted files of a zip by their names, each unpacked up to the size that it claims and no further:
 * a small claim ends a bomb before it is inflated.
 * @throws where it is damaged, or a file is larger than it says
 */
export const unzip = (
  bytes: Uint8Array,
  isWanted: (entry: Entry) => boolean,
): Map<string, Uint8Array> => {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const files = new Map<string, Uint8Array>()
  let at = directoryOf(data)
  if (data.readUInt32LE(at) !== ENTRY) throw new RangeError('The zip lists no files.')
  while (at + 4 <= data.length && data.readUInt32LE(at) === ENTRY) {
    const flags = data.readUInt16LE(at + 8)
    const nameEnd = at + 46 + data.readUInt16LE(at + 28)
    const extraEnd = nameEnd + data.readUInt16LE(at + 30)
    const name = data.toString(flags & UTF8 ? 'utf8' : 'latin1', at + 46, nameEnd)
    const [size, packed, header] = placeOf(data, at, nameEnd, extraEnd)
    if (isWanted({ name, size })) {
      const start = header + 30 + data.readUInt16LE(header + 26) + data.readUInt16LE(header + 28)
      if (start + packed > data.length) throw new RangeError('A file of the zip is cut off.')
      const method = data.readUInt16LE(at + 10)
      files.set(name, unpacked(data.subarray(start, start + packed), method, size))
    }
    at = extraEnd + data.readUInt16LE(at + 32)
  }
  return files
}

const unpacked = (packed: Buffer, method: number, size: number): Uint8Array => {
  if (method === STORED) return packed.subarray(0, size)
  if (method !== DEFLATED) throw new RangeError(`Method ${method} of a zip is not read.`)
  // Node refuses zero as a limit.
  return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) })
}

/** Where the list of the files begins. */
const directoryOf = (data: Buffer): number => {
  const last = data.length - END_LENGTH
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at -= 1) {
    if (data.readUInt32LE(at) !== DIRECTORY_END) continue
    const start = data.readUInt32LE(at + 16)
    // The end of a large zip stands before it, and its own place before that (APPNOTE 4.3.14, 4.3.15).
    return start === ELSEWHERE ? numberAt(data, numberAt(data, at - 12) + 48) : start
  }
  throw new RangeError('The zip has no end.')
}

/** Sizes unpacked and packed, and where the file's own header is; those of a large one are in its extra fields. */
const placeOf = (
  data: Buffer,
  entry: number,
  extra: number,
  end: number,
): [size: number, packed: number, header: number] => {
  let large = extra
  while (large + 4 <= end && data.readUInt16LE(large) !== ZIP64) {
    large += 4 + data.readUInt16LE(large + 2)
  }
  large += 4
  const read = (at: number): number => {
    const value = data.readUInt32LE(entry + at)
    if (value !== ELSEWHERE || large + 8 > end) return value
    large += 8
    return numberAt(data, large - 8)
  }
  return [read(24), read(20), read(42)]
}

const numberAt = (data: Buffer, at: number): number => Number(data.readBigUInt64LE(at))
