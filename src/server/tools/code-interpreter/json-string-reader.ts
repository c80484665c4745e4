const ESCAPES: Record<string, string> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
  // Not JSON, yet written.
  "'": "'",
}

const isHigh = (unit: string) => unit >= '\ud800' && unit <= '\udbff'

/**
 * Reads the rest of a JSON string, after its opening quote, from fragments of any length. Its text is
 * always well-formed: what may be the first half of an escape or of a character is held back.
 */
export class JsonStringReader {
  /** An escape as far as it has come, with its backslash. */
  #escape = ''
  #high = ''
  #isClosed = false

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** @returns the text read from `start` on, and where reading ended: after the closing quote, if it came */
  read(fragment: string, start = 0): { text: string; end: number } {
    let text = ''
    let at = start
    while (at < fragment.length && !this.#isClosed) {
      if (this.#escape === '') {
        PLAIN.lastIndex = at
        const [plain] = PLAIN.exec(fragment) ?? ['']
        text += this.bare(plain)
        at += plain.length
        const next = fragment.charAt(at)
        at += next.length
        if (next === '"') this.#isClosed = true
        this.#escape = next === '\\' ? next : ''
      } else if (this.#isBroken(fragment.charAt(at))) {
        text += this.bare(this.#escape)
        this.#escape = ''
      } else {
        this.#escape += fragment.charAt(at)
        at += 1
        text += this.#unescape()
      }
    }
    if (this.#isClosed) text += this.end()
    return { text, end: at }
  }

  /** Text that has no escapes. */
  bare(text: string): string {
    if (text === '') return ''
    const whole = this.#high + text
    const last = whole.slice(-1)
    this.#high = isHigh(last) ? last : ''
    return (this.#high === '' ? whole : whole.slice(0, -1)).toWellFormed()
  }

  /** What was held back, where nothing follows any more. Half an escape tells nothing. */
  end(): string {
    const text = this.#high.toWellFormed()
    this.#high = ''
    this.#escape = ''
    return text
  }

  /** Whether a `\\u` goes on with what is no digit. It then stands as it was written. */
  #isBroken(next: string): boolean {
    return this.#escape.startsWith('\\u') && !/[\da-f]/i.test(next)
  }

  #unescape(): string {
    const escape = this.#escape
    if (escape.startsWith('\\u') && escape.length < 6) return ''
    this.#escape = ''
    if (escape.startsWith('\\u')) {
      return this.bare(String.fromCharCode(Number.parseInt(escape.slice(2), 16)))
    }
    // What JSON has no such escape for stands as it was written: Python has some of them.
    return this.bare(ESCAPES[escape.slice(1)] ?? escape)
  }
}

const PLAIN = /[^"\\]*/y
