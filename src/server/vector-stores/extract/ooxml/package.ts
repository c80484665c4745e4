import { posix } from 'node:path'

import { Unreadable, invalid } from '../unreadable.ts'
import { unzip } from './unzip.ts'
import { type Attributes, attribute, readXml } from './xml.ts'

/** What the parts of a document that are read may come to, unpacked: a bomb says so or is cut off here. */
const MAX_UNPACKED = 128 * 1024 * 1024
/** A real document's XML packs to a tenth or so, never a thousandth. */
const MAX_PARTS = 10_000

/** Parts that hold text, and what links them; styles, themes, layouts and pictures hold none. */
const WANTED =
  /^(\[Content_Types\]\.xml|.*\.rels|(?!.*(theme|styles|settings|fontTable|numbering|slideMasters|slideLayouts|glossary|customXml|embeddings)).*\.xml)$/i

/** What a part names another by, and what the other is to it: `footnotes`, `slide`, `chart`. */
export interface Link {
  id: string
  kind: string
  name: string
}

/** The parts of a document of Office (ECMA-376, part 2). */
export class Package {
  readonly #parts: Map<string, Uint8Array>

  /** @throws {Unreadable} */
  constructor(bytes: Uint8Array) {
    // Some writers part the names of folders as Windows does.
    const parts = [...unpack(bytes, WANTED)]
    this.#parts = new Map(parts.map(([name, part]) => [name.replaceAll('\\', '/'), part]))
  }

  names(): string[] {
    return [...this.#parts.keys()]
  }

  /** A part's bytes, once: what is named many times is read no more than once. */
  take(name: string): Uint8Array | undefined {
    const part = this.#parts.get(name)
    this.#parts.delete(name)
    return part
  }

  /** The document itself: what the package links to as such, else what bears the usual name. */
  main(usual: string): { name: string; bytes: Uint8Array } | undefined {
    const linked = this.links('').find(({ kind }) => kind === 'officeDocument')?.name
    for (const name of [linked, usual]) {
      const bytes = name === undefined ? undefined : this.take(name)
      if (name !== undefined && bytes) return { name, bytes }
    }
    return undefined
  }

  /** What a part links to within the package; `''` is the package itself. */
  links(from: string): Link[] {
    const { dir, base } = posix.parse(from)
    const rels = this.#parts.get(posix.join(dir, '_rels', `${base}.rels`))
    const links: Link[] = []
    if (!rels) return links
    const onOpen = (name: string, attributes: Attributes) => {
      if (name !== 'Relationship' || attribute(attributes, 'TargetMode') === 'External') return
      const target = attribute(attributes, 'Target') ?? ''
      links.push({
        id: attribute(attributes, 'Id') ?? '',
        // Strict and transitional documents differ in what comes before the last slash.
        kind: (attribute(attributes, 'Type') ?? '').replace(/^.*\//, ''),
        name: posix.join('/', target.startsWith('/') ? '' : dir, target).slice(1),
      })
    }
    readXml(rels, { onOpen })
    return links
  }
}

/** The parts of a zip file whose names match. @throws {Unreadable} */
const unpack = (bytes: Uint8Array, wanted: RegExp): Map<string, Uint8Array> => {
  let size = 0
  let count = 0
  try {
    return unzip(bytes, (entry) => {
      if ((count += 1) > MAX_PARTS) throw invalid('The document has too many parts.')
      if (!wanted.test(entry.name)) return false
      if ((size += entry.size) > MAX_UNPACKED) throw invalid('The document is too large.')
      return true
    })
  } catch (error) {
    if (error instanceof Unreadable) throw error
    throw invalid('The document is damaged and could not be read.', error)
  }
}
