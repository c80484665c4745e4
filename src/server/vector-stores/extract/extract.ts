import { extname } from 'node:path'

import { decode } from './decode.ts'
import { invalid, unsupported } from './unreadable.ts'

type ToText = (bytes: Uint8Array) => Promise<string> | string

/** Readers are loaded when a file of their kind first comes. */
const BY_EXTENSION: Record<string, ToText> = {
  '.pdf': async (bytes) => (await import('./pdf.ts')).pdfText(bytes),
  '.docx': async (bytes) => (await import('./office.ts')).docxText(bytes),
  '.pptx': async (bytes) => (await import('./office.ts')).pptxText(bytes),
  '.html': async (bytes) => (await import('./html.ts')).htmlText(decode(bytes)),
  '.htm': async (bytes) => (await import('./html.ts')).htmlText(decode(bytes)),
  '.csv': async (bytes) => (await import('./table.ts')).tableText(decode(bytes), ','),
  '.tsv': async (bytes) => (await import('./table.ts')).tableText(decode(bytes), '\t'),
  '.json': async (bytes) => (await import('./json.ts')).jsonText(decode(bytes)),
}

/** What other kinds of file begin with. */
const SIGNATURES: [string, number[]][] = [
  ['.pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['an old Office document', [0xd0, 0xcf, 0x11, 0xe0]],
]

/**
 * The text of a file, told by its name and its first bytes. Any file of text is read as such, whatever
 * its name: source code comes under a hundred of them.
 * @throws {Unreadable}
 */
export const extractText = async (filename: string, bytes: Uint8Array): Promise<string> => {
  if (bytes.byteLength === 0) throw invalid('The file is empty.')
  const extension = extname(filename).toLowerCase()
  const signature = SIGNATURES.find(([, start]) => start.every((byte, at) => bytes[at] === byte))
  const named = BY_EXTENSION[extension]
  if (signature?.[0] === 'an old Office document' && extension !== '.docx') {
    throw unsupported(`Files of type ${extension || 'unknown'} are not supported.`)
  }
  const toText = named ?? (signature ? BY_EXTENSION[signature[0]] : undefined)
  const text = toText ? await toText(bytes) : plainText(bytes, extension)
  if (text.trim() === '') throw invalid('No text could be found in the file.')
  return text
}

const plainText = (bytes: Uint8Array, extension: string): string => {
  const head = bytes.subarray(0, 8192)
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (!isUtf16 && head.includes(0)) {
    throw unsupported(`Files of type ${extension || 'unknown'} are not supported.`)
  }
  return decode(bytes)
}
