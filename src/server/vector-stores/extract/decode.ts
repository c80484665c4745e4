import { invalid } from './unreadable.ts'

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

/**
 * Text in UTF-8 or in UTF-16: the encodings that the API names.
 * @throws {Unreadable}
 */
export const decode = (bytes: Uint8Array): string => {
  try {
    const encoding = markedAs(bytes) ?? unmarkedUtf16(bytes) ?? 'utf-8'
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    if (isText(text)) return text.replaceAll('\r\n', '\n').replaceAll('\0', '')
  } catch (error) {
    throw noText(error)
  }
  throw noText()
}

const noText = (cause?: unknown) =>
  invalid(
    'The file is not text in UTF-8, or in UTF-16 that begins with its byte order mark.',
    cause,
  )

/** Whether it is text in UTF-16 that does not say so at its start. */
export const isUnmarkedUtf16 = (bytes: Uint8Array): boolean => unmarkedUtf16(bytes) !== undefined

const markedAs = ([first, second]: Uint8Array): Encoding | undefined => {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined
}

/** Controls that text has no use for; that of ANSI's colours and those of printers are of use. */
const isControl = (code: number): boolean =>
  code < 8 || (code > 13 && code < 27) || (code > 27 && code < 32)

/** Letters read in an encoding that is not theirs are full of controls: these are so many in a hundred. */
const MOST_CONTROLS = 5

const isText = (text: string): boolean => {
  let controls = 0
  for (let at = 0; at < text.length; at += 1) if (isControl(text.charCodeAt(at))) controls += 1
  return controls <= (text.length * MOST_CONTROLS) / 100
}

/** So much of a file tells its encoding, in bytes. */
const HEAD = 8192
/** Fewer controls than one in so many bytes are no halves of letters. */
const FEW = 4

/** A character may be cut at the end. */
const isUtf8 = (head: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}

/** What stands in no text: controls, and what is no character. */
const NO_TEXT = /(?![\t\n\v\f\r])[\p{Cc}\p{Cn}\p{Co}\uFFFD]/u

/**
 * Blanks, digits and Latin letters have a byte of zero, which is the second of two in one order of bytes
 * and the first in the other; those of most other alphabets have another control there. Few letters have
 * the opposite.
 */
const unmarkedUtf16 = (bytes: Uint8Array): Encoding | undefined => {
  if (bytes.byteLength % 2 === 1) return undefined
  const head = bytes.subarray(0, HEAD)
  const controls = (remainder: number) =>
    head.filter((byte, at) => isControl(byte) && at % 2 === remainder).byteLength
  const [first, second] = [controls(0), controls(1)]
  if (Math.max(first, second) <= 2 * Math.min(first, second)) return undefined
  // Half of such a file, where its letters are of Latin: no other of its bytes are those of UTF-8.
  if ((first + second) * FEW < head.byteLength && isUtf8(head)) return undefined
  const encoding = second > first ? 'utf-16le' : 'utf-16be'
  // A character of two units may be cut at the end.
  const text = new TextDecoder(encoding).decode(head).replace(/\uFFFD$/, '')
  return NO_TEXT.test(text) ? undefined : encoding
}
