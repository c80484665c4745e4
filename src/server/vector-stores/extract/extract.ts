import {
  type DOCUMENTS,
  JSON_FILES,
  type TABLES,
  extensionOf,
  isReadable,
} from '#contract/readable-files.ts'

import { decode, isUnmarkedUtf16 } from './decode.ts'
import { isJson, jsonText } from './json.ts'
import { invalid, unsupported } from './unreadable.ts'

/** Is told of each page before it is read, in documents in which one may take long. */
type OnPage = (number: number) => void

type ToText = (bytes: Uint8Array, onPage: OnPage) => Promise<string> | string

/** Readers are loaded when a file of their kind first comes. */
const READERS: Record<(typeof DOCUMENTS | typeof TABLES)[number], ToText> = {
  '.pdf': async (bytes, onPage) => (await import('./pdf.ts')).pdfText(bytes, onPage),
  '.docx': async (bytes) => (await import('./docx.ts')).docxText(bytes),
  '.pptx': async (bytes) => (await import('./pptx.ts')).pptxText(bytes),
  '.html': async (bytes) => (await import('./html.ts')).htmlText(plainText(bytes, '.html')),
  '.htm': async (bytes) => (await import('./html.ts')).htmlText(plainText(bytes, '.htm')),
  '.csv': async (bytes) => (await import('./table.ts')).tableText(plainText(bytes, '.csv'), ','),
  '.tsv': async (bytes) => (await import('./table.ts')).tableText(plainText(bytes, '.tsv'), '\t'),
}
const BY_EXTENSION: Record<string, ToText> = {
  ...READERS,
  ...Object.fromEntries(
    JSON_FILES.map((extension) => [
      extension,
      (bytes: Uint8Array) => jsonText(plainText(bytes, extension)),
    ]),
  ),
}

/** What other kinds of file begin with. */
const SIGNATURES: [string, number[]][] = [
  ['.pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['an old Office document', [0xd0, 0xcf, 0x11, 0xe0]],
]

/** Names under which nothing that is text is kept: programs, archives, pictures, sound, film, fonts, data. */
const NEVER_TEXT = new RegExp(
  `^\\.(?:${[
    'exe|dll|so|dylib|o|lib|bin|msi|msix|dmg|pkg|deb|rpm|apk|ipa|iso|img|class|jar|war|pyc|wasm',
    'zip|gz|tgz|bz2|xz|zst|7z|rar|tar|cab',
    'png|jpe?g|gif|webp|bmp|tiff?|ico|avif|heic|psd',
    'mp3|wav|flac|ogg|m4a|aac|wma|mid|mp4|mov|avi|mkv|webm|mpe?g|wmv|flv',
    'woff2?|ttf|otf|eot',
    'xlsx?|xlsm|ppt|od[tsp]|epub|mobi|vsdx?|mdb|accdb',
    'sqlite3?|db|parquet|avro|orc|npy|npz|pkl|pt|pth|onnx|gguf|safetensors|pcap|swf|dwg',
  ].join('|')})$`,
)

/**
 * The text of a file, told by its name and its first bytes. Any other file of text is read as such,
 * whatever its name: source code comes under a hundred of them.
 * @throws {Unreadable}
 */
export const extractText = async (
  filename: string,
  bytes: Uint8Array,
  onPage: OnPage = () => {},
): Promise<string> => {
  if (bytes.byteLength === 0) throw invalid('The file is empty.')
  const extension = extensionOf(filename)
  const signature = SIGNATURES.find(([, start]) => start.every((byte, at) => bytes[at] === byte))
  const named = BY_EXTENSION[extension]
  const isOldOffice = signature?.[0] === 'an old Office document' && extension !== '.docx'
  if (isOldOffice || NEVER_TEXT.test(extension)) throw unsupportedType(extension)
  const toText = named ?? (signature ? BY_EXTENSION[signature[0]] : undefined)
  const text = toText ? await toText(bytes, onPage) : otherText(bytes, extension)
  if (text.trim() === '') throw invalid('No text could be found in the file.')
  return text
}

/** JSON is JSON under any name. */
const otherText = (bytes: Uint8Array, extension: string): string => {
  const text = plainText(bytes, extension)
  return isJson(text) ? jsonText(text) : text
}

const plainText = (bytes: Uint8Array, extension: string): string => {
  const head = bytes.subarray(0, 8192)
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)
  if (!isUtf16 && head.includes(0) && !isUnmarkedUtf16(bytes)) {
    throw isReadable(extension)
      ? invalid('The file holds bytes of zero: it is no text.')
      : unsupportedType(extension)
  }
  return decode(bytes)
}

const unsupportedType = (extension: string) =>
  unsupported(`Files of type ${extension || 'unknown'} are not supported.`)
