import { FrameTooLarge } from '#contract/sse.ts'

const BLANK_LINE = /\r\n\r\n|\n\n|\r\r/g
const LONGEST_END = '\r\n\r\n'.length

/** The longest event, in UTF-16 units, far above any message: others wait while one is looked through. */
export const MAX_EVENT_LENGTH = 8 * 1024 * 1024

/** An event as it is written, without the blank line that ends it, and that line. */
interface Block {
  text: string
  end: string
}

/** Cuts the text of a stream, which comes piece by piece, into its events. */
export class EventBlocks {
  /** Of the event that has not ended: joined at each piece, a long one would cost the square of its length. */
  #open: string[] = []
  #length = 0
  #tail = ''

  /** @returns the events that end in the piece @throws {FrameTooLarge} where one does not end */
  take(piece: string): Block[] {
    // An end may lie across pieces.
    const near = this.#tail + piece
    const blocks: Block[] = []
    let from = 0
    for (const { 0: end, index } of near.matchAll(BLANK_LINE)) {
      const before = from === 0 ? this.#beforeTail() : ''
      blocks.push({ text: before + near.slice(from, index), end })
      from = index + end.length
    }
    this.#open = from === 0 ? this.#open : []
    this.#open.push(from === 0 ? piece : near.slice(from))
    this.#length = from === 0 ? this.#length + piece.length : near.length - from
    this.#tail = near.slice(Math.max(from, near.length - (LONGEST_END - 1)))
    if (this.#length > MAX_EVENT_LENGTH) throw new FrameTooLarge()
    return blocks
  }

  /** What has not ended. */
  rest(): string {
    return this.#open.join('')
  }

  #beforeTail(): string {
    return this.rest().slice(0, this.#length - this.#tail.length)
  }
}
