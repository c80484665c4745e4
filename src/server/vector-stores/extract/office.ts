import { type Unzipped, strFromU8, unzipSync, zipSync } from 'fflate'
import { convert } from 'html-to-text'
import mammoth from 'mammoth'

import { Unreadable, invalid } from './unreadable.ts'

/** What the parts of a document that are read may come to, unpacked: a bomb says so or is cut off here. */
const MAX_UNPACKED = 128 * 1024 * 1024
/** A real document's XML packs to a tenth or so, never a thousandth. */
const MAX_PARTS = 10_000

/** The text of a Word document, with its tables and lists. @throws {Unreadable} */
export const docxText = async (bytes: Uint8Array): Promise<string> => {
  // Only what text needs, packed anew: the library would unpack everything, whatever it comes to.
  const parts = unpack(bytes, /^(\[Content_Types\]|_rels\/\.rels|word\/.*\.(xml|rels)$)/)
  if (!parts['word/document.xml']) throw invalid('The file is not a Word document.')
  try {
    const buffer = Buffer.from(zipSync(parts, { level: 0 }))
    const { value } = await mammoth.extractRawText({ buffer })
    return value
  } catch (error) {
    throw invalid('The Word document is damaged and could not be read.', error)
  }
}

/** The text of a presentation, slide by slide. @throws {Unreadable} */
export const pptxText = (bytes: Uint8Array): string => {
  const parts = unpack(bytes, /^ppt\/slides\/slide\d+\.xml$/)
  const names = Object.keys(parts).toSorted((a, b) => numberIn(a) - numberIn(b))
  if (names.length === 0) throw invalid('The file is not a presentation.')
  return names.map((name) => slideText(strFromU8(parts[name] ?? new Uint8Array()))).join('\n\n')
}

const numberIn = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0)

/** A slide's text is in elements `a:t`, in paragraphs `a:p`. */
const slideText = (xml: string): string =>
  convert(xml.replaceAll(/<(\/?)a:p(?=[\s>/])/g, '<$1p'), {
    wordwrap: false,
    limits: { maxInputLength: MAX_UNPACKED, maxDepth: 256, maxChildNodes: 100_000 },
  })

/** The parts of a zip file whose names match. @throws {Unreadable} */
const unpack = (bytes: Uint8Array, wanted: RegExp): Unzipped => {
  let size = 0
  let count = 0
  try {
    return unzipSync(bytes, {
      // What is unpacked goes into memory of the size that the entry claims, never more.
      filter: ({ name, originalSize }) => {
        if ((count += 1) > MAX_PARTS) throw invalid('The document has too many parts.')
        if (!wanted.test(name)) return false
        if ((size += originalSize) > MAX_UNPACKED) throw invalid('The document is too large.')
        return true
      },
    })
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw invalid('The document is damaged and could not be read.', error)
  }
}
