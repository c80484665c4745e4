import { PLACE } from './code-in-markdown.ts'
import { type Sides, beginsBold, isBoldRun, sidesOf } from './flanking.ts'

/** From its start up to its end. */
export type Stretch = readonly [start: number, end: number]

/** What no emphasis begins or ends in for what is around it: code, an image, a link, whose words have their own. */
export interface Apart {
  start: number
  end: number
  /** The words of a link, which stand between brackets. */
  words?: Stretch | undefined
}

/** Every emphasis has one of them. */
const MARKED = /[*_]|~~/
/** An escape, an address, runs of markers, the first bar of a row, other bars, and ends of lines. */
const TOKEN =
  /\\[!-/:-@[-`{-~]|(?:https?:\/\/|www\.)[^\s<>*|]+|\*+|_+|~+|^[ \t>]*\||\||[\n\u2029]/gm
/** What a line begins with that does not go on with the paragraph before it. */
const BLOCK = /[ \t>]*(?:$|#{1,6}[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|\||(?:[-*_][ \t]*){3,}$)/my

/** Whether a line, which begins at that place of a text, does not go on with the paragraph before it. */
export const beginsBlock = (text: string, at: number): boolean => {
  BLOCK.lastIndex = at
  return BLOCK.test(text)
}

const MARKERS = '*_~'
/** A closing run differs by its marker, by whether it opens as well, and by its length in threes. */
const KINDS = MARKERS.length * 2 * 3

interface Opening {
  marker: string
  start: number
  length: number
  closes: boolean
}

/** The runs of one paragraph or cell. What is answered is taken, as CommonMark and its parser here have it. */
class Runs {
  readonly #take: (start: number, end: number) => void
  #open: Opening[] = []
  /** For each kind of closing run, up to where nothing that is open is answered by it. */
  readonly #bottoms = new Uint32Array(KINDS)
  #bold: { length: number; begins: boolean } | undefined

  constructor(take: (start: number, end: number) => void) {
    this.#take = take
  }

  reset(): void {
    if (this.#open.length > 0) this.#open = []
    this.#bottoms.fill(0)
    this.#bold = undefined
  }

  /** Words of a link come between: what is bold in them is the last. */
  passWords(words: string): void {
    if (words.includes('**')) this.#bold = undefined
  }

  run(text: string, start: number, length: number): void {
    const marker = text.charAt(start)
    if (marker === '~' && length !== 2) return
    const before = seen(text[start - 1])
    const isAwaited = this.#bold?.begins === true && this.#bold.length === length
    const sides = sidesOf({ marker, length, isAwaited }, before, seen(text[start + length]))
    if (isBoldRun({ marker, length })) this.#bold = { length, begins: beginsBold(sides, before) }
    const left = sides.closes ? this.#close({ marker, start, length, closes: true }, sides) : length
    if (left > 0 && sides.opens)
      this.#open.push({
        marker,
        start: start + length - left,
        length: left,
        closes: sides.closes,
      })
  }

  /** @returns how many markers of the run answer nothing */
  #close(run: Opening, { opens }: Sides): number {
    let { start, length: left } = run
    while (left > 0) {
      const kind = MARKERS.indexOf(run.marker) * 6 + (opens ? 3 : 0) + (left % 3)
      const bottom = this.#bottoms[kind] ?? 0
      let at = this.#open.length - 1
      while (at >= bottom && !this.#answers(at, run.marker, left, opens)) at -= 1
      const opening = at < bottom ? undefined : this.#open[at]
      if (!opening) {
        this.#bottoms[kind] = this.#open.length
        break
      }
      const used = left > 1 && opening.length > 1 ? 2 : 1
      opening.length -= used
      this.#take(opening.start + opening.length, opening.start + opening.length + used)
      this.#take(start, start + used)
      start += used
      left -= used
      // What began in between stands as it is.
      this.#open.length = opening.length > 0 ? at + 1 : at
      for (let each = 0; each < KINDS; each += 1)
        if ((this.#bottoms[each] ?? 0) > at) this.#bottoms[each] = at
    }
    return left
  }

  #answers(at: number, marker: string, length: number, opens: boolean): boolean {
    const opening = this.#open[at]
    if (opening?.marker !== marker) return false
    if (marker === '~' || length % 3 === 0 || !(opening.closes || opens)) return true
    return (opening.length + length) % 3 !== 0
  }
}

/** Code and formulas that are kept elsewhere have marks at their ends. */
const seen = (character: string | undefined): string | undefined =>
  character === PLACE ? '`' : character

/**
 * Where the markers of emphasis stand in a text: those that a page does not draw, in no order.
 * The text is read once; blocks are told apart by the beginnings of their lines.
 * @param apart in the order of their beginnings; one may be within the words of another
 */
export const emphasisIn = (text: string, apart: readonly Apart[] = []): Stretch[] => {
  const taken: Stretch[] = []
  if (MARKED.test(text)) read(text, apart, (start, end) => taken.push([start, end]))
  return taken
}

const read = (
  text: string,
  apart: readonly Apart[],
  take: (start: number, end: number) => void,
): void => {
  const runs = new Runs(take)
  let isRow = false
  let next = 0
  const tokens = new RegExp(TOKEN)
  for (let found = tokens.exec(text); found; found = tokens.exec(text)) {
    const [token] = found
    const { index } = found
    while ((apart[next]?.end ?? Infinity) <= index) next += 1
    const around = apart[next]
    if (around && around.start <= index) {
      const first = next
      while ((apart[next]?.start ?? Infinity) < around.end) next += 1
      if (around.words) {
        const words = text.slice(around.words[0] - 1, around.words[1] + 1)
        runs.passWords(words)
        readWords(words, around.words[0] - 1, apart.slice(first + 1, next), take)
      }
      tokens.lastIndex = around.end
      continue
    }
    switch (token[0]) {
      case '*':
      case '_':
      case '~':
        runs.run(text, index, token.length)
        break
      case '\\':
        break
      case 'h':
      case 'w':
        // What stands at the end of an address belongs to the text around it.
        tokens.lastIndex = index + lengthOfAddress(token)
        break
      case '\n':
      case '\u2029':
        if (isRow || token !== '\n' || beginsBlock(text, index + 1)) runs.reset()
        isRow = false
        break
      default:
        isRow ||= token !== '|' || index === 0 || text[index - 1] === '\n'
        if (isRow) runs.reset()
    }
  }
}

/** @param words with the brackets around them */
const readWords = (
  words: string,
  offset: number,
  apart: readonly Apart[],
  take: (start: number, end: number) => void,
): void => {
  const inner = apart.map(({ start, end }) => ({ start: start - offset, end: end - offset }))
  read(words, inner, (start, end) => take(start + offset, end + offset))
}

const lengthOfAddress = (address: string): number => {
  let end = address.length
  while (/[_~]/.test(address.charAt(end - 1))) end -= 1
  return end
}

/** Cuts in their order, of which those that touch are one. */
export const joined = (cuts: readonly Stretch[]): Stretch[] => {
  const all: [number, number][] = []
  for (const [start, end] of cuts.toSorted((a, b) => a[0] - b[0])) {
    const last = all.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else all.push([start, end])
  }
  return all
}

/** A text without some stretches of it. */
export const withoutStretches = (text: string, cuts: readonly Stretch[]): string => {
  if (cuts.length === 0) return text
  let kept = ''
  let done = 0
  for (const [start, end] of joined(cuts)) {
    kept += text.slice(done, start)
    done = end
  }
  return kept + text.slice(done)
}
