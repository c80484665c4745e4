import { Parser } from 'htmlparser2'

import { invalid } from '../unreadable.ts'

/** By their names as written, with the prefix of their namespace. */
export type Attributes = Record<string, string>

interface Listener {
  /** Names come without the prefix of their namespace, which any document may choose. */
  onOpen: (name: string, attributes: Attributes) => void
  onText?: (text: string) => void
  onClose?: () => void
}

/** Word itself nests a few dozen; the parser's time grows with the square of the depth. */
const MAX_DEPTH = 2000

/** Bytes that are made text at a time. */
const PIECE = 64 * 1024

/**
 * Reads a document of XML, piece by piece, and holds none of it. Entities that it declares are left
 * as they are: they can multiply.
 * @throws {Unreadable} where it breaks off, or nests too deep
 */
export const readXml = (bytes: Uint8Array, { onOpen, onText, onClose }: Listener): void => {
  let depth = 0
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if ((depth += 1) > MAX_DEPTH) throw invalid('The document is nested too deep.')
        onOpen(localName(name), attributes)
      },
      ontext: (text) => onText?.(text),
      onclosetag: () => {
        depth -= 1
        onClose?.()
      },
    },
    { xmlMode: true },
  )
  const decoder = new TextDecoder(encodingOf(bytes))
  for (let at = 0; at < bytes.length; at += PIECE) {
    parser.write(decoder.decode(bytes.subarray(at, at + PIECE), { stream: true }))
  }
  if (depth > 0) throw invalid('The document is damaged and could not be read.')
  parser.end()
}

const encodingOf = ([first, second]: Uint8Array): string => {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1)

/** An attribute's value by its name without a prefix; one that has a prefix comes before one without. */
export const attribute = (attributes: Attributes, name: string): string | undefined => {
  const prefixed = Object.keys(attributes).find((key) => key.endsWith(`:${name}`))
  return attributes[prefixed ?? name]
}
