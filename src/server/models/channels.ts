import type { Parted } from './thoughts.ts'

/** How an answer begins whose template parts it into channels. https://cookbook.openai.com/articles/openai-harmony */
export const CHANNEL_MARKS = ['<|channel|>', '<|start|>'] as const

const MESSAGE = '<|message|>'
/** What a thought ends at; the beginning of another message ends it too. */
const ENDS = /<\|(?:end|call|return|start|channel)\|>/
/** The end of the answer, or what may become it. */
const LAST = /<(?:\|(?:(?:end|return)(?:\|(?:>\s*)?)?|e|en|r|re|ret|retu|retur)?)?$/
/** The longest header of a message, in UTF-16 units. */
const MOST_HEADER = 256

/** Parts an answer in channels: the last, and what has none, is its text; all others are thoughts. */
export class Channels {
  #state: 'header' | 'thought' | 'text' = 'header'
  #held = ''
  #hasMessage = false

  take(piece: string): Parted {
    const parted: Parted = { text: '', thought: '' }
    let rest: string | undefined = this.#held + piece
    this.#held = ''
    while (rest !== undefined) {
      if (this.#state === 'header') rest = this.#header(rest)
      else if (this.#state === 'thought') rest = this.#thought(rest, parted)
      else rest = this.#text(rest, parted)
    }
    return parted
  }

  end(): Parted {
    const held = this.#held
    this.#held = ''
    if (this.#state === 'thought') return { text: '', thought: held }
    const isMark = this.#state === 'text' ? held.trimEnd().endsWith('|>') : this.#hasMessage
    return { text: isMark ? '' : held, thought: '' }
  }

  /** @returns what follows, as do the others; undefined where that has to come first */
  #header(all: string): string | undefined {
    const begun = all.trimStart()
    const at = begun.indexOf(MESSAGE)
    const header = at < 0 ? begun : begun.slice(0, at)
    const mayBe = [...CHANNEL_MARKS, MESSAGE].some(
      (mark) => mark.startsWith(begun) || begun.startsWith(mark),
    )
    if (!mayBe || header.length > MOST_HEADER || header.includes('\n')) {
      this.#state = 'text'
      return this.#hasMessage ? begun : all
    }
    if (at < 0) {
      this.#held = all
      return undefined
    }
    this.#hasMessage = true
    const [, channel = 'final'] = /<\|channel\|>\s*(\w+)/.exec(header) ?? []
    this.#state = channel === 'final' ? 'text' : 'thought'
    return begun.slice(at + MESSAGE.length)
  }

  #thought(all: string, parted: Parted): string | undefined {
    const end = ENDS.exec(all)
    // Half a mark at the end waits.
    const at = end?.index ?? /<(?:\|[a-z]{0,7}\|?)?$/.exec(all)?.index ?? all.length
    parted.thought += all.slice(0, at)
    if (!end) {
      this.#held = all.slice(at)
      return undefined
    }
    this.#state = 'header'
    const isBegun = ['<|start|>', '<|channel|>'].includes(end[0])
    return all.slice(isBegun ? at : at + end[0].length)
  }

  #text(all: string, parted: Parted): undefined {
    const at = LAST.exec(all)?.index ?? all.length
    this.#held = all.slice(at)
    parted.text += all.slice(0, at)
  }
}
