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
  #length = 0
  #end: number | undefined

  /** How deep its lists and objects are nested, where that is deepest. */
  get deepest(): number {
    return this.#deepest
  }

  /** How many values it has, about. */
  get values(): number {
    return this.#values
  }

  /** Where the first text, list or object has come to its end. */
  get end(): number | undefined {
    return this.#end
  }

  add(text: string): void {
    let [depth, deepest, values] = [this.#depth, this.#deepest, this.#values]
    let [inString, isEscaped, end] = [this.#inString, this.#isEscaped, this.#end]
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (isEscaped) isEscaped = false
      else if (code === QUOTE) {
        inString = !inString
        if (!inString && depth === 0) end ??= this.#length + at + 1
      } else if (inString) isEscaped = code === BACKSLASH
      else if (code === COMMA) values += 1
      else if (code === 91 || code === 123) {
        depth += 1
        values += 1
        if (depth > deepest) deepest = depth
      } else if (code === 93 || code === 125) {
        depth -= 1
        if (depth === 0) end ??= this.#length + at + 1
      }
    }
    this.#depth = depth
    this.#deepest = deepest
    this.#values = values
    this.#inString = inString
    this.#isEscaped = isEscaped
    this.#end = end
    this.#length += text.length
  }
}
