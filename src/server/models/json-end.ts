const QUOTE = 34
const BACKSLASH = 92

/** Tells whether an object or a list that comes in pieces has come to its end, each piece looked at once. */
export class JsonEnd {
  #depth = 0
  #inString = false
  #isEscaped = false
  #isWhole = false

  get isWhole(): boolean {
    return this.#isWhole
  }

  add(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (this.#isEscaped) this.#isEscaped = false
      else if (code === QUOTE) this.#inString = !this.#inString
      else if (this.#inString) this.#isEscaped = code === BACKSLASH
      else if (code === 91 || code === 123) this.#depth += 1
      else if (code === 93 || code === 125) {
        this.#depth -= 1
        this.#isWhole = this.#depth === 0
      }
    }
  }
}
