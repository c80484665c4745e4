import { codePoint } from 'dingbat-to-unicode'

import { Blocks } from './blocks.ts'
import { Formula } from './formula.ts'
import { type Attributes, attribute, readXml } from './xml.ts'

/** What a part's text needs from the document around it. */
export interface Around {
  /** The text of the part that a link's id names: a diagram, a chart. */
  linked?: (id: string) => string
  /** The text of a note or comment that the text refers to. */
  note?: (kind: NoteKind, id: string) => string
  /** Takes a note or comment that the part holds. */
  onNote?: (kind: NoteKind, id: string, text: string, attributes: Attributes) => void
  /** Takes each element, before it is read. */
  onElement?: (name: string, attributes: Attributes) => void
  /** Whether a slide's number, date, header and footer are left out. */
  isNotesPage?: boolean
}

export type NoteKind = 'footnote' | 'endnote' | 'comment'

/** Elements that hold text itself: of documents and slides, of charts, of the comments of slides. */
const TEXT = new Set(['t', 'v', 'pt', 'text'])

/** What is not there for a reader: properties, deleted text, the sounds over a word (ruby). */
const SKIPPED = new Set(['pPr', 'rPr', 'del', 'moveFrom', 'rt'])

/** Elements that end a block. */
const ENDS_BLOCK = new Set(['p', 'cm', 'tx', 'cat', 'val', 'xVal', 'yVal'])

/** Elements that are a piece of text. */
const WRITTEN = new Map([
  ['tab', '\t'],
  ['ptab', '\t'],
  ['br', '\n'],
  ['cr', '\n'],
  ['noBreakHyphen', '-'],
])

const TABLES = new Map<string, 'table' | 'row' | 'cell'>([
  ['tbl', 'table'],
  ['tr', 'row'],
  ['tc', 'cell'],
])

const NOTES = new Map<string, NoteKind>([
  ['footnote', 'footnote'],
  ['endnote', 'endnote'],
  ['comment', 'comment'],
  ['footnoteReference', 'footnote'],
  ['endnoteReference', 'endnote'],
  ['commentReference', 'comment'],
])

/** The attribute that says what a picture shows, or what writing set as a picture reads. */
const DESCRIBED = new Map([
  ['docPr', 'descr'],
  ['cNvPr', 'descr'],
  ['shape', 'alt'],
  ['textpath', 'string'],
])

/**
 * The text of a part of a document of Office, in the order in which it is read. Names decide, not
 * their namespaces: text, paragraphs and tables bear the same in Word's, in drawings and in both
 * editions of the standard.
 * @throws {Unreadable}
 */
export const partText = (bytes: Uint8Array, around: Around = {}): string => {
  const reader = new PartReader(around)
  readXml(bytes, reader)
  return reader.text()
}

class PartReader {
  readonly #around: Around
  readonly #blocks = new Blocks()
  readonly #formula = new Formula(this.#blocks)
  /** What each open element does when it closes. */
  readonly #open: { name: string; onClose: (() => void) | undefined }[] = []
  #skipped = 0
  #formulas = 0
  /** Open fields: which of their halves is being read. */
  #fields: ('code' | 'result')[] = []
  #codes = 0
  /** Open choices between contents, by whether one has given text. */
  readonly #choices: { isTaken: boolean }[] = []
  #placeholder = ''

  constructor(around: Around) {
    this.#around = around
  }

  onOpen = (name: string, attributes: Attributes): void => {
    if (this.#skipped > 0 || this.#isSkipped(name)) {
      this.#skipped += 1
      this.#open.push({ name, onClose: () => (this.#skipped -= 1) })
      return
    }
    this.#around.onElement?.(name, attributes)
    this.#open.push({ name, onClose: this.#opened(name, attributes) })
  }

  onText = (text: string): void => {
    if (this.#skipped > 0 || this.#isInCode()) return
    if (TEXT.has(this.#open.at(-1)?.name ?? '')) this.#blocks.write(text)
  }

  onClose = (): void => this.#open.pop()?.onClose?.()

  text(): string {
    return this.#blocks.text()
  }

  #isSkipped(name: string): boolean {
    if (SKIPPED.has(name)) return true
    if (name === 'Choice' || name === 'Fallback') return this.#choices.at(-1)?.isTaken ?? false
    const isFurniture = this.#around.isNotesPage && /^(sldNum|dt|hdr|ftr)$/.test(this.#placeholder)
    return name === 'txBody' && (isFurniture ?? false)
  }

  /** A field within the code of another is a part of the code. */
  #isInCode(): boolean {
    return this.#codes > (this.#fields.at(-1) === 'code' ? 1 : 0)
  }

  #opened(name: string, attributes: Attributes): (() => void) | undefined {
    const blocks = this.#blocks
    const written = WRITTEN.get(name)
    const table = TABLES.get(name)
    const note = NOTES.get(name)
    const described = DESCRIBED.get(name)
    if (this.#formulas > 0 || name === 'oMath') return this.#openedFormula(name, attributes)
    if (table) return blocks.open(table) ? () => blocks.close() : undefined
    if (ENDS_BLOCK.has(name)) return this.#openedBlock()
    if (note) return this.#openedNote(note, note === name, attributes)
    if (written !== undefined) blocks.write(written)
    if (described !== undefined) this.#describe(name, attributes[described] ?? '')
    switch (name) {
      case 'txbxContent':
        blocks.openAside()
        return () => void blocks.closeAside(true)
      case 'v':
      case 'pt':
        return () => blocks.write(' ')
      case 'AlternateContent':
        this.#choices.push({ isTaken: false })
        return () => void this.#choices.pop()
      case 'Choice':
      case 'Fallback':
        return this.#openedChoice()
      case 'gridSpan':
        blocks.span(Number(attribute(attributes, 'val')))
        break
      case 'sym':
        blocks.write(symbol(attributes))
        break
      case 'fldChar':
        this.#field(attribute(attributes, 'fldCharType'))
        break
      case 'sp':
        this.#placeholder = ''
        break
      case 'ph':
        this.#placeholder = attribute(attributes, 'type') ?? ''
        break
      case 'relIds':
        this.#link(attribute(attributes, 'dm'))
        break
      case 'chart':
        this.#link(attribute(attributes, 'id'))
    }
    return undefined
  }

  #openedBlock(): () => void {
    this.#blocks.endBlock()
    return () => {
      this.#blocks.endBlock()
      // A field whose end is missing hides no more than its paragraph.
      this.#fields = []
      this.#codes = 0
    }
  }

  #openedFormula(name: string, attributes: Attributes): () => void {
    this.#formulas += 1
    this.#formula.open(name, attributes)
    return () => {
      this.#formulas -= 1
      this.#formula.close()
    }
  }

  #openedNote(kind: NoteKind, isNote: boolean, attributes: Attributes): (() => void) | undefined {
    const { note, onNote } = this.#around
    const id = attribute(attributes, 'id') ?? ''
    if (!isNote) {
      this.#blocks.aside(note?.(kind, id) ?? '')
      return undefined
    }
    this.#blocks.openAside()
    return () => {
      const text = this.#blocks.closeAside(false)
      onNote?.(kind, id, text, attributes)
    }
  }

  #openedChoice(): () => void {
    const before = this.#blocks.written
    const choice = this.#choices.at(-1)
    return () => {
      if (choice) choice.isTaken = this.#blocks.written > before
    }
  }

  #field(type: string | undefined): void {
    const ended = type === 'begin' ? undefined : this.#fields.pop()
    if (ended === 'code') this.#codes -= 1
    if (type === 'begin') this.#codes += 1
    if (type === 'begin') this.#fields.push('code')
    else if (type === 'separate' && ended) this.#fields.push('result')
  }

  #link(id: string | undefined): void {
    this.#blocks.aside(this.#around.linked?.(id ?? '') ?? '')
  }

  #describe(name: string, text: string): void {
    // Word describes a picture both where it stands and within.
    const isWithin = name === 'cNvPr' && this.#open.some((open) => open.name === 'drawing')
    if (text.trim() !== '' && !isWithin) this.#blocks.write(` ${text.trim()} `)
  }
}

/** A sign of a font of signs, which has its own numbers for them; else the sign's own number. */
const symbol = (attributes: Attributes): string => {
  const code = Number.parseInt(attribute(attributes, 'char') ?? '', 16)
  if (!(code > 0 && code <= 0xffff)) return ''
  const isPrivate = code >= 0xf000 && code <= 0xf0ff
  const known = codePoint(attribute(attributes, 'font') ?? '', isPrivate ? code - 0xf000 : code)
  return known?.string ?? (isPrivate ? '' : String.fromCodePoint(code))
}
