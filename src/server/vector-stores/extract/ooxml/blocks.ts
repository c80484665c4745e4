/** The most columns that Word gives a table. */
const MAX_COLUMNS = 63

interface Frame {
  kind: 'flow' | 'table' | 'row' | 'cell'
  blocks: string[]
  /** Of the block that is being written. */
  pieces: string[]
  /** What follows the block: text boxes, notes, comments. */
  asides: string[]
  /** A cell's columns. */
  span: number
  /** Whether a table stands in it: then it lays out a page, and is no row of values. */
  isLayout: boolean
}

const newFrame = (kind: Frame['kind']): Frame => ({
  kind,
  blocks: [],
  pieces: [],
  asides: [],
  span: 1,
  isLayout: false,
})

/** Text as blocks with a blank line between them, and tables with a line for each row. */
export class Blocks {
  #frames: Frame[] = []
  #top = newFrame('flow')
  /** How many pieces that are more than blanks have been written. */
  written = 0

  write(text: string): void {
    if (/\S/.test(text)) this.written += 1
    this.#top.pieces.push(text)
  }

  /** The block's pieces, for who has to put something before one that is written. */
  get pieces(): string[] {
    return this.#top.pieces
  }

  endBlock(): void {
    const frame = this.#top
    const text = frame.pieces.join('').trim()
    frame.pieces = []
    if (text !== '') frame.blocks.push(text)
    if (frame.kind === 'flow') frame.blocks.push(...frame.asides.splice(0))
  }

  /** Opens a table, row or cell; false where none can stand here. */
  open(kind: 'table' | 'row' | 'cell'): boolean {
    if (kind === 'row' && this.#top.kind !== 'table') return false
    if (kind === 'cell' && this.#top.kind !== 'row') return false
    this.endBlock()
    this.#push(newFrame(kind))
    return true
  }

  close(): void {
    this.endBlock()
    const frame = this.#top
    this.#top = this.#frames.pop() ?? newFrame('flow')
    const parent = this.#top
    switch (frame.kind) {
      case 'cell':
        parent.isLayout ||= frame.isLayout
        parent.blocks.push(cellText(frame))
        for (let at = 1; at < frame.span && parent.blocks.length < MAX_COLUMNS; at += 1) {
          parent.blocks.push('')
        }
        parent.asides.push(...frame.asides)
        return
      case 'row':
        parent.blocks.push(...rowBlocks(frame), ...frame.asides)
        return
      case 'table':
        parent.isLayout = true
        if (frame.blocks.length > 0) parent.blocks.push(frame.blocks.join('\n'))
        return
      case 'flow':
        return
    }
  }

  /** Columns that the open cell spans. */
  span(columns: number): void {
    this.#top.span = columns
  }

  openAside(): void {
    this.#push(newFrame('flow'))
  }

  /** What was written since; where `isHere`, it follows the block. */
  closeAside(isHere: boolean): string {
    const text = this.text()
    this.#top = this.#frames.pop() ?? newFrame('flow')
    if (isHere) this.aside(text)
    return text
  }

  /** Text that follows the block in which it is named. */
  aside(text: string): void {
    if (text === '') return
    this.written += 1
    this.#top.asides.push(text)
  }

  text(): string {
    this.endBlock()
    return this.#top.blocks.join('\n\n')
  }

  #push(frame: Frame): void {
    this.#frames.push(this.#top)
    this.#top = frame
  }
}

const cellText = ({ blocks }: Frame): string => blocks.join('\n\n')

/** A row of values is one line that keeps its empty cells, so that a value can be told by its column. */
const rowBlocks = ({ blocks, isLayout }: Frame): string[] => {
  const filled = blocks.filter((text) => text !== '')
  if (isLayout || blocks.length < 2 || filled.length === 0) return filled
  return [
    blocks
      .map((text) => text.replaceAll(/\s+/g, ' '))
      .join(' | ')
      .trimEnd(),
  ]
}
