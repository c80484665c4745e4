import { linkedText } from './ooxml/linked-text.ts'
import { type Link, Package } from './ooxml/package.ts'
import { type NoteKind, partText } from './ooxml/part-text.ts'
import { type Attributes, attribute } from './ooxml/xml.ts'
import { invalid } from './unreadable.ts'

/**
 * The text of a Word document with its tables. Text boxes, notes and comments follow the paragraph or
 * row that holds or names them; headers and footers come last.
 * @throws {Unreadable}
 */
export const docxText = (bytes: Uint8Array): string => {
  const document = new Package(bytes)
  const main = document.main('word/document.xml')
  if (!main) throw notWord()
  const links = document.links(main.name)
  const { linked, rest } = linkedText(document, main.name)
  let isWord = false
  const body = partText(main.bytes, {
    linked,
    note: notesOf(document, links),
    onElement: (name) => (isWord ||= name === 'document'),
  })
  if (!isWord) throw notWord()
  // The first, the even and the odd pages often have the same.
  const edges = new Set(
    links.flatMap(({ kind, name }) =>
      /^(header|footer)$/.test(kind) ? edgeOf(document, name) : [],
    ),
  )
  return [body, ...rest(), ...edges].filter((text) => text !== '').join('\n\n')
}

const edgeOf = (document: Package, name: string): string => {
  const part = document.take(name)
  return part ? partText(part, linkedText(document, name)) : ''
}

/** Gives each note and comment once, by its number. */
const notesOf = (document: Package, links: Link[]) => {
  const notes = new Map<string, string>()
  const onNote = (kind: NoteKind, id: string, text: string, attributes: Attributes) => {
    const author = attribute(attributes, 'author')
    const label = author ? `Comment by ${author}` : 'Comment'
    if (text !== '') notes.set(`${kind} ${id}`, kind === 'comment' ? `${label}: ${text}` : text)
  }
  for (const { kind, name } of links) {
    const part = /^(footnotes|endnotes|comments)$/.test(kind) ? document.take(name) : undefined
    if (part) partText(part, { onNote })
  }
  return (kind: NoteKind, id: string): string => {
    const text = notes.get(`${kind} ${id}`) ?? ''
    notes.delete(`${kind} ${id}`)
    return text
  }
}

const notWord = () => invalid('The file is not a Word document.')
