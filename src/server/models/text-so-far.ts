import { GrowingDeltas } from './growing-deltas.ts'
import { Thoughts } from './thoughts.ts'

/** What is known of a whole message within a stream, beside its text. */
export interface MessageFrame {
  /** Whether it calls itself a whole completion. */
  isCompletion: boolean
  /** Whether it tells why the answer ends, or holds calls: no more text is waited for. */
  isLast: boolean
}

/** A beginning of this length that is said again is no chance. */
const NO_CHANCE = 16
/** So many messages are looked at before it is known whether each holds the ones before. */
const MOST_HELD = 4

/**
 * One text of an answer, in a stream that may hold messages beside deltas. A message may be a piece, the
 * text so far, or all of it once more at the end: what it begins with tells them apart.
 */
export class TextSoFar {
  #told = ''
  #pieces = 0
  #hasDeltas = false
  readonly #deltas = new GrowingDeltas()
  /** Messages that may be either, of which nothing is told yet. */
  #held: string[] = []
  /** Whether each message holds the ones before. */
  #isGrowing: boolean | undefined

  /**
   * @param mayGrow whether it may hold all that came before
   * @returns what is told with it, and what was held
   */
  delta(text: string, { mayGrow = true } = {}): string {
    this.#hasDeltas ||= text !== ''
    return this.#tell(this.#settled() + (mayGrow ? this.#deltas.take(text) : text))
  }

  /** @returns what of it was not told before, and what was held */
  message(text: string, frame: MessageFrame): string {
    if (text === '') return frame.isLast ? this.end() : ''
    if (this.#told === '') return this.#tell(text)
    const held = this.#tell(this.#deltas.end(text))
    if (held !== '') return held + this.#tell(this.#beyond(text, frame))
    if (this.#hasDeltas || this.#isGrowing) return this.#tell(this.#beyond(text, frame))
    if (this.#isGrowing === undefined) return this.#tell(this.#judged(text, frame))
    const isEnd = frame.isCompletion || frame.isLast
    const isWhole = isEnd && this.#pieces > 1 && text.startsWith(this.#told)
    return this.#tell(isWhole ? text.slice(this.#told.length) : text)
  }

  /** What was held, when nothing follows. */
  end(): string {
    return this.#tell(this.#settled() + this.#deltas.end())
  }

  #tell(text: string): string {
    if (text === '') return text
    this.#told += text
    this.#pieces += 1
    return text
  }

  #beyond(text: string, { isCompletion, isLast }: MessageFrame): string {
    const told = this.#told
    const rest = restOf(text, told) ?? restOf(answerIn(text), answerIn(told))
    // One word may come again.
    const isEnough = this.#isGrowing || isCompletion || isLast || text.length >= told.length
    if (rest !== undefined && isEnough) return rest
    const isSame = isCompletion || text.slice(0, NO_CHANCE) === told.slice(0, NO_CHANCE)
    return isSame && (isCompletion || text.length >= NO_CHANCE) ? '' : text
  }

  #judged(text: string, { isCompletion, isLast }: MessageFrame): string {
    const last = this.#held.at(-1) ?? this.#told
    if (!text.startsWith(last)) {
      this.#isGrowing = false
      return this.#heldPieces() + text
    }
    this.#held.push(text)
    const isLonger = text.length > last.length
    const isSeen = this.#held.length > 1 || last.length >= NO_CHANCE
    if (isCompletion || (isLonger && isSeen)) this.#isGrowing = true
    return this.#isGrowing || isLast || this.#held.length >= MOST_HELD ? this.#settled() : ''
  }

  #settled(): string {
    const whole = this.#held.at(-1)
    if (whole === undefined) return ''
    this.#isGrowing ??= whole.length > this.#told.length
    if (!this.#isGrowing) return this.#heldPieces()
    this.#held = []
    return whole.slice(this.#told.length)
  }

  #heldPieces(): string {
    const pieces = this.#held.join('')
    this.#held = []
    return pieces
  }
}

/** What a text adds to its own beginning, whatever blanks stand around that; undefined where it is another. */
const restOf = (text: string, told: string): string | undefined => {
  if (text.startsWith(told)) return text.slice(told.length)
  const [bare, begun] = [text.trim(), told.trim()]
  if (bare === '' || begun.startsWith(bare)) return ''
  return bare.startsWith(begun) ? bare.slice(begun.length) : undefined
}

/** A text without the thoughts in it. */
const answerIn = (text: string): string => {
  const thoughts = new Thoughts()
  return thoughts.take(text).text + thoughts.end().text
}
