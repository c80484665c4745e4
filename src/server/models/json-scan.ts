const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44

/** What there is in JSON that comes in pieces, of which each is looked at once. */
export class JsonScan {
  #depth = 0
  #deepest = 0
  #values = 0
  #inString = false
  #isEscaped = false
  #isWhole = false

  /** How deep its lists and objects are nested, where that is deepest. */
  get deepest(): number {
    return this.#deepest
  }

  /** How many values it has, about. */
  get values(): number {
    return this.#values
  }

  /** Whether a list or an object has come to its end. */
  get isWhole(): boolean {
    return this.#isWhole
  }

  add(text: string): void {
    let [depth, deepest, values] = [this.#depth, this.#deepest, this.#values]
    let [inString, isEscaped, isWhole] = [this.#inString, this.#isEscaped, this.#isWhole]
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (isEscaped) isEscaped = false
      else if (code === QUOTE) inString = !inString
      else if (inString) isEscaped = code === BACKSLASH
      else if (code === COMMA) values += 1
      else if (code === 91 || code === 123) {
        depth += 1
        values += 1
        if (depth > deepest) deepest = depth
      } else if (code === 93 || code === 125) {
        depth -= 1
        isWhole = depth === 0
      }
    }
    this.#depth = depth
    this.#deepest = deepest
    this.#values = values
    this.#inString = inString
    this.#isEscaped = isEscaped
    this.#isWhole = isWhole
  }
}
