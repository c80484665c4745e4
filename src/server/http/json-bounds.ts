/** No request of the API nests this deep; JSON that does would overflow the stack when written. */
export const MAX_DEPTH = 200

/** The most values that one list or object of a body may hold, and the whole body. */
export const MAX_ITEMS = 10_000
export const MAX_VALUES = 100_000

/** What a body has too much of. */
export type Excess = 'depth' | 'items' | 'values'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const isOpening = (byte: number) => byte === 0x7b || byte === 0x5b
const isClosing = (byte: number) => byte === 0x7d || byte === 0x5d

/**
 * Counts what JSON holds from its bytes as they arrive, so that a body is refused before anything is
 * made of it. Text that is no JSON may pass: the parser refuses it.
 */
export class JsonBounds {
  #depth = 0
  #values = 0
  #inString = false
  #isEscaped = false
  /** Commas seen so far in each container that is open. */
  readonly #commas = new Uint32Array(MAX_DEPTH + 1)

  /** @returns what is more than is taken, if so */
  read(chunk: Uint8Array): Excess | undefined {
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === BACKSLASH) this.#isEscaped = true
        else if (byte === QUOTE) this.#inString = false
      } else if (byte === QUOTE) this.#inString = true
      else if (byte <= COMMA || byte >= 0x5b) {
        const excess = this.#count(byte)
        if (excess) return excess
      }
    }
    return undefined
  }

  #count(byte: number): Excess | undefined {
    if (isOpening(byte)) {
      this.#depth += 1
      if (this.#depth > MAX_DEPTH) return 'depth'
      this.#commas[this.#depth] = 0
      this.#values += 1
    } else if (isClosing(byte)) this.#depth = Math.max(this.#depth - 1, 0)
    else if (byte === COMMA) {
      const commas = (this.#commas[this.#depth] ?? 0) + 1
      this.#commas[this.#depth] = commas
      if (commas >= MAX_ITEMS) return 'items'
      this.#values += 1
    }
    return this.#values > MAX_VALUES ? 'values' : undefined
  }
}
