/** Three pieces that each hold the ones before are no chance from this length on, in UTF-16 units. */
const NO_CHANCE = 16
/** Nor are two, where the first is so long. */
const NO_CHANCE_OF_TWO = 64

/**
 * Pieces of a text, some of which hold all that came before. It is only believed where every piece does so
 * and there is no doubt: “ha” and “haha” are three times “ha”.
 */
export class GrowingDeltas {
  #isGrowing: boolean | undefined
  /** All that is told, as long as a piece may hold it. */
  #all = ''
  #first = ''
  /** Pieces that may be either, of which nothing is told yet. */
  #held: string[] = []

  /** @returns what is told with a piece */
  take(text: string): string {
    if (this.#isGrowing === false || text === '') return text
    if (this.#all === '') {
      this.#first = text
      this.#all = text
      return text
    }
    const last = this.#held.at(-1) ?? this.#all
    if (this.#isGrowing) return text.startsWith(last) ? this.#grow(text) : this.#add(text)
    if (text.length <= last.length || !text.startsWith(last) || this.#isRepetition(text)) {
      return this.#joined() + text
    }
    this.#held.push(text)
    const isSeen = this.#held.length > 1 && text.length >= NO_CHANCE
    return isSeen || last.length >= NO_CHANCE_OF_TWO ? this.#grow(text) : ''
  }

  /**
   * What was held.
   * @param whole what all of it may be
   */
  end(whole = ''): string {
    const last = this.#held.at(-1)
    if (last === undefined) return ''
    const isOne = whole.startsWith(last) && !whole.startsWith(this.#all + this.#held.join(''))
    return isOne ? this.#grow(last) : this.#joined()
  }

  #grow(text: string): string {
    const rest = text.slice(this.#all.length)
    this.#isGrowing = true
    this.#all = text
    this.#held = []
    return rest
  }

  #add(text: string): string {
    this.#all += text
    return text
  }

  #joined(): string {
    const joined = this.#held.join('')
    this.#isGrowing = false
    this.#all = ''
    this.#held = []
    return joined
  }

  /** Whether a text is nothing but the first piece again and again. */
  #isRepetition(text: string): boolean {
    const times = Math.ceil(text.length / this.#first.length)
    return this.#first.repeat(times).startsWith(text)
  }
}
