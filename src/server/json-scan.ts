const QUOTE = 34
const BACKSLASH = 92
const COMMA = 44
const COLON = 58

/**
 * How deep JSON may nest that comes from outside. No request of the API and no answer of an endpoint nests
 * so deep; JSON that does would overflow the stack when it is written.
 */
export const MAX_DEPTH = 200

/** What there is in JSON that comes in pieces, of which each is looked at once. Text that is no JSON may pass. */
export class JsonScan {
  #depth = 0
  #deepest = 0
  #values = 0
  #longest = 0
  /** Commas so far in each list and object that is open, up to the depth that is taken. */
  readonly #commas: number[] = [0]
  #longestKey = 0
  /** Where the last text began, and how long it was. */
  #opened = 0
  #textLength = 0
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

  /** How many commas the longest of its lists and objects has, of those that are not too deep. */
  get longest(): number {
    return this.#longest
  }

  /** How long the longest key is, as it is written. */
  get longestKey(): number {
    return this.#longestKey
  }

  /** Where the first text, list or object has come to its end. */
  get end(): number | undefined {
    return this.#end
  }

  add(text: string): void {
    const commas = this.#commas
    let [depth, deepest] = [this.#depth, this.#deepest]
    let [values, longest] = [this.#values, this.#longest]
    let [opened, textLength, longestKey] = [this.#opened, this.#textLength, this.#longestKey]
    let [inString, isEscaped, end] = [this.#inString, this.#isEscaped, this.#end]
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (isEscaped) isEscaped = false
      else if (code === QUOTE) {
        inString = !inString
        if (inString) opened = this.#length + at + 1
        else textLength = this.#length + at - opened
        if (!inString && depth === 0) end ??= this.#length + at + 1
      } else if (inString) isEscaped = code === BACKSLASH
      else if (code === COLON) {
        if (textLength > longestKey) longestKey = textLength
      } else if (code === COMMA) {
        values += 1
        if (depth <= MAX_DEPTH) {
          const count = (commas[depth] ?? 0) + 1
          commas[depth] = count
          if (count > longest) longest = count
        }
      } else if (code === 91 || code === 123) {
        depth += 1
        values += 1
        if (depth > deepest) deepest = depth
        if (depth <= MAX_DEPTH) commas[depth] = 0
      } else if ((code === 93 || code === 125) && depth > 0) {
        depth -= 1
        if (depth === 0) end ??= this.#length + at + 1
      }
    }
    this.#depth = depth
    this.#deepest = deepest
    this.#values = values
    this.#longest = longest
    this.#opened = opened
    this.#textLength = textLength
    this.#longestKey = longestKey
    this.#inString = inString
    this.#isEscaped = isEscaped
    this.#end = end
    this.#length += text.length
  }
}
