import { CHANNEL_MARKS, Channels } from './channels.ts'

/** How models mark what they think, where no server takes it out of their answers. */
const TAGS = ['think', 'thinking', 'thought', 'seed:think']
  .map((name): readonly [string, string] => [`<${name}>`, `</${name}>`])
  .concat([
    ['[THINK]', '[/THINK]'],
    ['◁think▷', '◁/think▷'],
    // Gemma 4 has channels of its own.
    ['<|channel>thought', '<channel|>'],
  ])

/** Blanks before an answer that are held back until it is known what follows them. */
const MOST_BLANK = 1024

export interface Parted {
  text: string
  thought: string
}

/**
 * Parts an answer's text, which comes in pieces, from the thoughts with which it begins. Marks further on
 * are text. Thoughts that are never closed are thoughts to their end.
 */
export class Thoughts {
  #state: 'begin' | 'inside' | 'after' | 'text' = 'begin'
  #held = ''
  #close = ''
  #channels: Channels | undefined

  take(piece: string): Parted {
    if (this.#channels) return this.#channels.take(piece)
    if (this.#state === 'begin') return this.#begin(this.#held + piece)
    if (this.#state === 'inside') return this.#inside(this.#held + piece)
    if (this.#state === 'after') return { text: this.#after(piece), thought: '' }
    return { text: piece, thought: '' }
  }

  /** What was held back, when nothing follows it. */
  end(): Parted {
    if (this.#channels) return this.#channels.end()
    const held = this.#held
    const isThought = this.#state === 'inside'
    if (this.#state === 'begin') this.#state = 'text'
    this.#held = ''
    return isThought ? { text: '', thought: held } : { text: held, thought: '' }
  }

  #begin(text: string): Parted {
    this.#held = ''
    const begun = text.trimStart()
    const tag = TAGS.find(([open]) => begun.startsWith(open))
    if (tag) {
      this.#state = 'inside'
      this.#close = tag[1]
      return this.#inside(begun.slice(tag[0].length))
    }
    if (CHANNEL_MARKS.some((mark) => begun.startsWith(mark))) {
      this.#channels = new Channels()
      return this.#channels.take(text)
    }
    const marks = [...TAGS.map(([open]) => open), ...CHANNEL_MARKS]
    const mayBegin = marks.some((mark) => mark.startsWith(begun))
    if (mayBegin && text.length <= MOST_BLANK) this.#held = text
    else this.#state = 'text'
    return { text: this.#held === '' ? text : '', thought: '' }
  }

  #inside(text: string): Parted {
    const at = text.indexOf(this.#close)
    if (at >= 0) {
      this.#held = ''
      this.#state = 'after'
      const rest = text.slice(at + this.#close.length)
      return { text: this.#after(rest), thought: text.slice(0, at) }
    }
    const half = halfOf(this.#close, text)
    this.#held = text.slice(text.length - half)
    return { text: '', thought: text.slice(0, text.length - half) }
  }

  /** Blank lines between thoughts and answer belong to neither. */
  #after(piece: string): string {
    const text = piece.trimStart()
    if (text !== '') this.#state = 'text'
    return text
  }
}

/** How much at the end of a text may be the beginning of a mark. */
const halfOf = (mark: string, text: string): number => {
  let length = Math.min(mark.length - 1, text.length)
  while (length > 0 && !text.endsWith(mark.slice(0, length))) length -= 1
  return length
}
